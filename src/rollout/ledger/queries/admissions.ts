import type {Session} from '../store/ledger-store.ts';

/** One more, when there are fewer than `$4` after `$2` and up to `$3`. Gives a row then, and none otherwise. */
export const admissionSql = `
insert into lse_rollout_admissions as admission (at, admitted)
select cast($1 as text), 1
where (
  select coalesce(sum(admitted), 0) from lse_rollout_admissions where at > $2 and at <= $3
) < cast($4 as bigint)
on conflict (at) do update set admitted = admission.admitted + 1
returning at`;

/** Those outside of a minute: it is over, or a clock was wrong. */
export const forgetSql = 'delete from lse_rollout_admissions where at <= $1 or at > $2';

export const outsideSql = 'select count(*) as outside from lse_rollout_admissions where at <= $1 or at > $2';

export async function outsideOf(session: Session, after: string, until: string): Promise<number> {
  const [row] = await session.rows<{outside: string | number}>(outsideSql, [after, until]);
  return Number(row?.outside);
}
