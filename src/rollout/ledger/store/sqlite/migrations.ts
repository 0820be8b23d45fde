import type {LedgerMigration} from '../migration.ts';
import {sql as ledger} from './0001-ledger.ts';

export const migrations: readonly LedgerMigration[] = [{version: 1, sql: ledger}];
