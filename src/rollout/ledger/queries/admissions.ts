import type {Session} from '../store/ledger-store.ts';

interface CountRow {
  readonly admitted: string | number;
  readonly outside: string | number;
}

/** So many are left lying: others wait while they are deleted. */
const MOST_OUTSIDE = 50;

/** Those outside of a time: it is over, or a clock was wrong. */
export const forgetSql = 'delete from lse_rollout_admissions where at <= $1 or at > $2';

export const countSql = `
select coalesce(sum(case when at > $1 and at <= $2 then admitted end), 0) as admitted,
  coalesce(sum(case when at > $1 and at <= $2 then 0 else 1 end), 0) as outside
from lse_rollout_admissions`;

export const noteSql = `
insert into lse_rollout_admissions as admission (at, admitted)
values ($1, 1)
on conflict (at) do update set admitted = admission.admitted + 1`;

/** How many there were after one moment and up to another. */
export async function countAdmissions(session: Session, after: string, until: string): Promise<number> {
  const [row] = await session.rows<CountRow>(countSql, [after, until]);
  if (Number(row?.outside) > MOST_OUTSIDE) await session.rows(forgetSql, [after, until]);
  return Number(row?.admitted);
}

export async function noteAdmission(session: Session, at: string): Promise<void> {
  await session.rows(noteSql, [at]);
}
