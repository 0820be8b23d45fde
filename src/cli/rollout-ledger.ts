import {resolve} from 'node:path';
import type {WithLedger} from '../rollout/serving/book.ts';
import type {Settings} from './settings.ts';
import type {DatabaseLocation} from './source-location.ts';

/** Beside the embedded database, one for every database that is moved to from here. */
const LEDGER_FILE = '.lse/ledger.db';

/** The ledger of the settings, made with the first that is written. Nothing of it is loaded before it is asked for. */
export function openLedger(settings: Pick<Settings, 'ledger' | 'database' | 'rolloutFile'>): WithLedger {
  const location = locationOf(settings);
  return async (work) => {
    if (location === null) return (await import('../rollout/ledger/silent-ledger.ts')).withSilentLedger(work);
    const [{withLedger}, {readIntent}, {defaultIntent}] = await Promise.all([
      import('../rollout/ledger/opened-ledger.ts'),
      import('../rollout/intent/intent-file.ts'),
      import('../rollout/intent/default-intent.ts'),
    ]);
    // A file that is wrong is said where something is decided by it; meanwhile nothing is deleted sooner than without one.
    const {ledger} = await readIntent(settings.rolloutFile).catch(() => defaultIntent);
    return withLedger(location, work, {keepDays: ledger.keepDays});
  };
}

function locationOf({ledger, database}: Pick<Settings, 'ledger' | 'database'>): DatabaseLocation | null {
  if (ledger === 'off') return null;
  if (ledger === 'file') return {kind: 'sqlite', path: resolve(LEDGER_FILE)};
  return ledger === 'db' ? database : ledger;
}
