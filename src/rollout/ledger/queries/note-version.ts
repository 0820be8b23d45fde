import type {Session} from '../store/ledger-store.ts';

export const sql = 'insert into lse_rollout_migrations (version) values ($1)';

export async function noteVersion(session: Session, version: number): Promise<void> {
  await session.rows(sql, [version]);
}
