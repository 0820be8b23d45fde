import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import type {Act, Hold} from '../../../src/rollout/ledger/act.ts';
import type {Entry} from '../../../src/rollout/ledger/entry.ts';
import type {QueuedQuestion} from '../../../src/rollout/ledger/ledger.ts';
import type {LedgerLocation} from '../../../src/rollout/ledger/opened-ledger.ts';
import {createPostgresDatabase, type TestDatabase} from '../../support/postgres.ts';

export const ledgerKinds = ['sqlite', 'postgres'] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

/** New and empty places for ledgers, for one test file. */
export class Places {
  readonly #root: string;
  readonly #databases: TestDatabase[] = [];
  #files = 0;

  private constructor(root: string) {
    this.#root = root;
  }

  static async create(): Promise<Places> {
    return new Places(await mkdtemp(join(tmpdir(), 'lse-ledger-')));
  }

  async next(kind: LedgerKind): Promise<LedgerLocation> {
    if (kind === 'sqlite') return {kind, path: this.nextPath()};
    const database = await createPostgresDatabase('empty');
    this.#databases.push(database);
    return {kind, url: database.url};
  }

  /** In a folder that is not there yet. */
  nextPath(): string {
    this.#files += 1;
    return join(this.#root, `place-${this.#files}`, '.lse', 'ledger.db');
  }

  async destroy(): Promise<void> {
    for (const database of this.#databases) await database.drop();
    await rm(this.#root, {recursive: true, force: true});
  }
}

export const DAY = '2025-09-13' as CalendarDate;

/** The moment so many seconds after a fixed one. */
export function moment(seconds: number): string {
  return new Date(Date.parse('2026-11-01T00:00:00.000Z') + seconds * 1000).toISOString();
}

export function entryOf(id: string, rest: Partial<Entry> = {}): Entry {
  return {
    id,
    at: moment(0),
    origin: 'shadow',
    report: 'zenrows-errors',
    project: 'alpha',
    from: DAY,
    to: DAY,
    outcome: 'matched',
    reason: null,
    evidenceKey: 'key',
    dataDigest: 'data',
    records: {control: 10, candidate: 10},
    failing: 2,
    cause: null,
    unexplained: 0,
    milliseconds: {control: 12.5, candidate: 3.25},
    fingerprint: null,
    ...rest,
  };
}

export function mismatchOf(id: string, fingerprint: string, rest: Partial<Entry> = {}): Entry {
  return entryOf(id, {outcome: 'mismatched', cause: 'data', fingerprint, ...rest});
}

export function actOf(id: string, rest: Partial<Act> = {}): Act {
  return {
    id,
    at: moment(0),
    kind: 'promoted',
    project: 'alpha',
    by: 'somebody',
    from: 'file',
    to: 'shadow',
    reason: null,
    forced: false,
    succeeded: true,
    ...rest,
  };
}

export function holdOf(id: string, rest: Partial<Hold> = {}): Hold {
  return {
    id,
    project: 'alpha',
    days: null,
    reason: 'it differs',
    since: moment(0),
    fingerprint: null,
    needsPerson: false,
    ...rest,
  };
}

export function questionOf(id: string, rest: Partial<QueuedQuestion> = {}): QueuedQuestion {
  return {id, at: moment(0), report: 'zenrows-errors', project: 'alpha', from: DAY, to: DAY, ...rest};
}
