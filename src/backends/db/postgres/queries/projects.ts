import type {Client} from '../client.ts';

/** Skips from one project to the next by the primary key instead of reading every row. */
export const sql = `
with recursive names (project) as (
  (select project from runs order by project collate "C" limit 1)
  union all
  select (select runs.project from runs where runs.project > names.project order by runs.project collate "C" limit 1)
  from names
  where names.project is not null
)
select project from names where project is not null order by project collate "C"`;

export async function projects(client: Client): Promise<string[]> {
  const {rows} = await client.query<{project: string}>(sql);
  return rows.map((row) => row.project);
}
