import type {Act, Hold} from '../../src/rollout/ledger/act.ts';
import type {Entry} from '../../src/rollout/ledger/entry.ts';
import type {Mismatch} from '../../src/rollout/ledger/ledger.ts';
import {withLedger} from '../../src/rollout/ledger/opened-ledger.ts';

/** All that a ledger in a file holds. */
export interface LedgerContents {
  readonly entries: readonly Entry[];
  readonly acts: readonly Act[];
  readonly holds: readonly Hold[];
  readonly mismatches: readonly Mismatch[];
}

export function ledgerContents(path: string): Promise<LedgerContents> {
  return withLedger({kind: 'sqlite', path}, async (ledger) => ({
    entries: await ledger.entries({}),
    acts: await ledger.acts({}),
    holds: await ledger.holds(),
    mismatches: await ledger.mismatches(null),
  }));
}
