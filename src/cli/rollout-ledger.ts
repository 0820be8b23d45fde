import {resolve} from 'node:path';
import type {WithLedger} from '../rollout/serving/book.ts';

/** Beside the embedded database, one for every database that is moved to from here. */
const LEDGER_FILE = '.lse/ledger.db';

/** The ledger of the working directory, made with the first that is written. Nothing of it is loaded before it is asked for. */
export function openLedger(): WithLedger {
  const path = resolve(LEDGER_FILE);
  return async (work) => {
    const {withLedger} = await import('../rollout/ledger/opened-ledger.ts');
    return withLedger({kind: 'sqlite', path}, work);
  };
}
