import type {Connection} from '../driver.ts';

/** Which of the staged records win was decided before; here they take the place of whatever has their keys. */
export const sql = `
insert into runs (project, run_date, run_id, trace_id, data, raw, file_name, loads)
select ?1, ?2, run_id, trace_id, data, raw, file_name, 1
from lse_staging
where run_id in (select value from json_each(?3))
order by run_id
on conflict (project, run_date, run_id) do update set
  trace_id = excluded.trace_id,
  data = excluded.data,
  raw = excluded.raw,
  file_name = excluded.file_name,
  loads = runs.loads + 1`;

const rememberSql = 'insert or ignore into lse_written (run_id) select value from json_each(?)';

export async function upsert(
  connection: Connection,
  project: string,
  date: string,
  runIds: readonly string[],
): Promise<void> {
  const ids = JSON.stringify(runIds);
  await connection.run(sql, [project, date, ids]);
  await connection.run(rememberSql, [ids]);
}
