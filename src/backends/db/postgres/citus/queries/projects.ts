import type {Client} from '../../client.ts';

/** Each node searches its primary keys for the next one. */
export const sql = `
select project
from runs
where $1::text is null or project > $1
order by project collate "C"
limit 1`;

/** One by one: nodes take no recursive query, and `distinct` would read all of a billion rows. */
export async function projects(client: Client): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const {rows} = await client.query<{project: string}>(sql, [names.at(-1) ?? null]);
    if (rows[0] === undefined) return names;
    names.push(rows[0].project);
  }
}
