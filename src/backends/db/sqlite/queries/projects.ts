import type {Connection} from '../driver.ts';

/** Skips from one project to the next by the primary key instead of reading every row. */
export const sql = `
with recursive names (project) as (
  select min(project) from runs
  union all
  select (select min(runs.project) from runs where runs.project > names.project)
  from names
  where names.project is not null
)
select project from names where project is not null order by project`;

export async function projects(connection: Connection): Promise<string[]> {
  const rows = await connection.all<{project: string}>(sql);
  return rows.map((row) => row.project);
}
