import {type Bounds, standardBounds} from './bounds.ts';
import type {Ledger} from './ledger.ts';
import type {LedgerStore} from './store/ledger-store.ts';
import {type LedgerRules, StoredLedger} from './stored-ledger.ts';

/** Where a ledger is kept: a file of its own, or tables of its own in a database. The path is absolute. */
export type LedgerLocation =
  | {readonly kind: 'sqlite'; readonly path: string}
  | {readonly kind: 'postgres'; readonly url: string};

export interface LedgerOptions {
  /** Days after which what was compared is deleted; null keeps it. */
  readonly keepDays?: number | null;
  readonly bounds?: Bounds;
  readonly clock?: () => Date;
  /** Says something to whoever waits at the terminal. */
  readonly notice?: (line: string) => void;
}

/**
 * Runs `work` with a ledger and closes it afterwards, whatever happened. The first call of a method opens it, so a `work` that does nothing
 * with it neither makes nor asks for one. The first call that writes makes it. A write waits at most three seconds for others
 * that write.
 *
 * @throws what `work` throws
 */
export async function withLedger<T>(
  location: LedgerLocation,
  work: (ledger: Ledger) => Promise<T>,
  options: LedgerOptions = {},
): Promise<T> {
  const rules: LedgerRules = {
    bounds: options.bounds ?? standardBounds,
    keepDays: options.keepDays ?? null,
    clock: options.clock ?? (() => new Date()),
  };
  const withStore = (store: LedgerStore): Promise<T> => work(new StoredLedger(store, rules));
  if (location.kind === 'sqlite') {
    const {withSqliteLedgerStore} = await import('./store/sqlite/sqlite-ledger-store.ts');
    return withSqliteLedgerStore(location.path, withStore);
  }
  const {withPostgresLedgerStore} = await import('./store/postgres/postgres-ledger-store.ts');
  return withPostgresLedgerStore(location.url, options.notice ?? (() => {}), withStore);
}
