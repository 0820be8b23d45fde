import type {Client} from 'pg';

/** Which of the staged records win was decided before; here they take the place of whatever has their keys. */
export const sql = `
insert into runs (project, run_date, run_id, trace_id, data, raw, file_name, loads)
select $1, $2::date, staged.run_id, staged.trace_id, staged.data, staged.raw, staged.file_name, 1
from lse_staging as staged
where staged.run_id = any ($3::text[])
order by staged.run_id collate "C"
on conflict (project, run_date, run_id) do update set
  trace_id = excluded.trace_id,
  data = excluded.data,
  raw = excluded.raw,
  file_name = excluded.file_name,
  loads = runs.loads + 1`;

export async function upsert(client: Client, project: string, date: string, runIds: readonly string[]): Promise<void> {
  await client.query(sql, [project, date, runIds]);
}
