import type {Session} from '../store/ledger-store.ts';

/** Any number will do as long as no other program locks the same one; this is "lsel" in ASCII. */
const LEDGER_LOCK = 0x6c73656c;

/** For PostgreSQL alone; SQLite has one writer at a time by itself. It may be taken twice. It lasts until the transaction ends, so it works behind a pooler. */
export const sql = 'select pg_advisory_xact_lock($1)';

export async function lockLedger(session: Session): Promise<void> {
  await session.rows(sql, [LEDGER_LOCK]);
}
