import type {StagedRecord} from '../../../../core/record-store.ts';
import type {Client} from '../client.ts';
import {stagedValues} from '../staged-values.ts';

/** The caller has already decided which staged records win; here they replace whatever has their keys. */
export const sql = `
insert into runs (project, run_date, run_id, trace_id, data, raw, file_name, loads)
select $1, $2::date, staged.run_id, staged.trace_id, staged.data, staged.raw, staged.file_name, 1
from unnest($3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[])
  as staged (run_id, trace_id, file_name, data, raw)
order by staged.run_id collate "C"
on conflict (project, run_date, run_id) do update set
  trace_id = excluded.trace_id,
  data = excluded.data,
  raw = excluded.raw,
  file_name = excluded.file_name,
  loads = runs.loads + 1`;

export async function upsert(
  client: Client,
  project: string,
  date: string,
  records: readonly StagedRecord[],
): Promise<void> {
  await client.query(sql, [project, date, ...stagedValues(records)]);
}
