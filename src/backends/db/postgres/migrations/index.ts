import type {MigrationStep} from '../../database.ts';
import {sql as runs} from './0001-runs.ts';

export interface Migration extends MigrationStep {
  readonly sql: string;
}

/** In the order of their versions, which count up from 1. A migration that was released is never changed. */
export const migrations: readonly Migration[] = [{version: 1, name: 'runs', sql: runs}];

export const latestVersion = migrations.length;
