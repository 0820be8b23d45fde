import type {AdoptedDocument} from '../../../table/adopted-document.ts';
import type {TableRecord} from '../../../table/table-records.ts';
import type {Client} from '../../client.ts';
import {jsonbValues} from '../../staged-values.ts';

/** No row has any of the keys yet. */
export const sql = `
insert into runs (project, run_date, run_id, trace_id, data, raw, loads)
select adopted.project, adopted.run_date, adopted.run_id, adopted.trace_id, adopted.data, adopted.raw, 1
from unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::jsonb[], $6::text[])
  as adopted (project, run_date, run_id, trace_id, data, raw)
order by adopted.project collate "C", adopted.run_date, adopted.run_id collate "C"`;

export type AdoptedRecord = Pick<TableRecord, 'project' | 'date' | 'runId' | 'traceId'> & AdoptedDocument;

export async function insertAdopted(client: Client, records: readonly AdoptedRecord[]): Promise<void> {
  await client.query(sql, [
    records.map(({project}) => project),
    records.map(({date}) => date),
    records.map(({runId}) => runId),
    records.map(({traceId}) => traceId),
    jsonbValues(records.map(({data}) => data)),
    records.map(({raw}) => raw),
  ]);
}
