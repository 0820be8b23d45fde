import type {Session} from '../store/ledger-store.ts';

/** Those outside of a time: it is over, or a clock was wrong. */
export const forgetSql = 'delete from lse_rollout_admissions where at <= $1 or at > $2';

export const countSql = 'select coalesce(sum(admitted), 0) as admitted from lse_rollout_admissions';

export const noteSql = `
insert into lse_rollout_admissions as admission (at, admitted)
values ($1, 1)
on conflict (at) do update set admitted = admission.admitted + 1`;

/** How many there were after one moment and up to another. */
export async function countAdmissions(session: Session, after: string, until: string): Promise<number> {
  await session.rows(forgetSql, [after, until]);
  const [row] = await session.rows<{admitted: string | number}>(countSql);
  return Number(row?.admitted);
}

export async function noteAdmission(session: Session, at: string): Promise<void> {
  await session.rows(noteSql, [at]);
}
