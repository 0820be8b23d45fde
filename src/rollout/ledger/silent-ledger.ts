import type {Ledger} from './ledger.ts';

const nothing = async (): Promise<void> => {};
const none = async (): Promise<never[]> => [];

/** Keeps nothing and knows nothing: for who wants no ledger, and for what must not get into it. */
const silentLedger: Ledger = {
  location: 'nowhere',
  append: nothing,
  entries: none,
  mismatches: none,
  note: nothing,
  acts: none,
  hold: async (hold) => hold,
  holds: none,
  release: none,
  lifted: none,
  admit: async () => 'admitted',
  enqueue: nothing,
  dequeue: none,
  forget: async () => 0,
};

export function withSilentLedger<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
  return work(silentLedger);
}
