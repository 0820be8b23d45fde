import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {LedgerError} from '../core/errors.ts';
import type {WithLedger} from '../rollout/serving/book.ts';
import type {Settings} from './settings.ts';
import type {DatabaseLocation} from './source-location.ts';
import {tableOf} from './sources.ts';

/** Beside the embedded database; one ledger for every database that this directory moves to. */
const LEDGER_FILE = '.lse/ledger.db';

/** The ledger of the settings; the first write makes it. Nothing of it is loaded before that is needed. */
export function openLedger(settings: Pick<Settings, 'ledger' | 'database' | 'rolloutFile'>): WithLedger {
  const location = locationOf(settings);
  let days: Promise<number> | null = null;
  return async (work) => {
    if (location !== null) requireOwn(location);
    if (location === null) return (await import('../rollout/ledger/silent-ledger.ts')).withSilentLedger(work);
    const {withLedger} = await import('../rollout/ledger/opened-ledger.ts');
    days ??= keepDays(settings);
    return withLedger(location, work, {keepDays: await days});
  };
}

/** If there is no file, no code that reads one is loaded. A wrong file is reported when something depends on it; until then the default number of days counts. */
async function keepDays({rolloutFile}: Pick<Settings, 'rolloutFile'>): Promise<number> {
  const {defaultIntent} = await import('../rollout/intent/default-intent.ts');
  if (!existsSync(rolloutFile)) return defaultIntent.ledger.keepDays;
  const {readIntent} = await import('../rollout/intent/intent-file.ts');
  const {ledger} = await readIntent(rolloutFile).catch(() => defaultIntent);
  return ledger.keepDays;
}

function locationOf({ledger, database}: Pick<Settings, 'ledger' | 'database'>): DatabaseLocation | null {
  if (ledger === 'off') return null;
  if (ledger === 'file') return {kind: 'sqlite', path: resolve(LEDGER_FILE)};
  return ledger === 'db' ? database : ledger;
}

/** @throws LedgerError for a table of another program: nothing is written beside data that is only read */
function requireOwn(location: DatabaseLocation): void {
  const table = tableOf(location);
  if (table === null) return;
  throw new LedgerError(
    `The ledger cannot be kept beside the table ${table} of another program, which is only read.`,
    'Keep it in a file, with LSE_LEDGER=file, or name a database of its own in LSE_LEDGER by a URL without table=.',
  );
}
