import type {MigrationStep} from '../../database.ts';
import {sql as runs} from './0001-runs.ts';
import {sql as loadedDays} from './0002-loaded-days.ts';
import {sql as access} from './0003-access.ts';
import {sql as refusedDocuments} from './0004-refused-documents.ts';
import {sql as successInAnyCase} from './0005-success-in-any-case.ts';
import {sql as brief} from './0006-brief.ts';

export interface Migration extends MigrationStep {
  readonly sql: string;
}

/** In the order of their versions, which count up from 1. A migration that was released is never changed. */
export const migrations: readonly Migration[] = [
  {version: 1, name: 'runs', sql: runs},
  {version: 2, name: 'loaded-days', sql: loadedDays},
  {version: 3, name: 'access', sql: access},
  {version: 4, name: 'refused-documents', sql: refusedDocuments},
  {version: 5, name: 'success-in-any-case', sql: successInAnyCase},
  {version: 6, name: 'brief', sql: brief},
];

export const latestVersion = migrations.length;
