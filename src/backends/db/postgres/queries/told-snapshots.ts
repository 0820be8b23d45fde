import type {CalendarDate} from '../../../../core/calendar-date.ts';
import type {KnownContents} from '../../../../core/document-content.ts';
import type {DigestedSnapshot} from '../../../../core/source-snapshot.ts';
import {sqlText} from '../../sql-text.ts';
import {snapshotsOf} from '../../stored-snapshot.ts';
import {toldSnapshot} from '../../told-snapshot.ts';
import type {Client} from '../client.ts';
import {LARGE_DOCUMENTS_A_PAGE, LARGE_ON_DISK, streamPages} from '../row-stream.ts';
import {ofRunsSql, snapshotsOfDay} from './snapshots.ts';

interface Row {
  readonly run_id: string;
  readonly trace_id: string;
  readonly file_name: string | null;
  readonly is_failing: string;
  readonly symbol: string | null;
  readonly brief: string | null;
  readonly digest: string | null;
}

/** The server takes 0.1 ms for each row of 20 KB, and answers the next page meanwhile: long enough for a turn of the files in between. */
const DIGESTS_A_PAGE = 256;
/** Documents are fetched for so many run ids at once. */
const RUNS_A_QUESTION = 1000;

/**
 * The rows of a day with a digest of each document as the server prints it. The digest takes as long as sending the document to a client
 * that throws it away. It is SHA-256: a server under FIPS has no MD5, and processors have instructions for SHA-256. `jsonb_send` gives
 * the bytes in the encoding of the connection, which is UTF-8, and takes a fifth less than `convert_to(data::text, 'UTF8')`. For a row with `raw`
 * the document itself is read. Rows come in their order on disk, which is also that of their documents. Rows that are large on disk come
 * one by one: a page has the time limit of a statement.
 */
export const sql = sqlText`
select run_id, trace_id, file_name, is_failing, symbol, brief,
  case when raw is null then encode(sha256(jsonb_send(data)), 'base64') end as digest
from runs
where project = $1 and run_date = $2
  and (greatest(pg_column_size(data), pg_column_size(raw)) > $3::integer) = $4::boolean`;

/** First the rows of a day that the server's digest shows as known, then all others with their documents. */
export async function* toldSnapshots(
  client: Client,
  project: string,
  date: CalendarDate,
  known: KnownContents,
): AsyncGenerator<DigestedSnapshot> {
  const others: string[] = [];
  for (const isLarge of [false, true]) {
    const values = [project, date, String(LARGE_ON_DISK), String(isLarge)];
    const pages = streamPages<Row>(client, sql, values, isLarge ? LARGE_DOCUMENTS_A_PAGE : DIGESTS_A_PAGE);
    for await (const rows of pages) {
      for (const {run_id: runId, trace_id: traceId, file_name: fileName, is_failing, symbol, brief, digest} of rows) {
        const content = digest === null ? undefined : known.get(digest);
        const row = {project, date, runId, traceId, fileName, isFailing: is_failing === 't', symbol, brief};
        const told = content === undefined ? null : toldSnapshot(row, content);
        if (told === null) others.push(runId);
        else yield told;
      }
    }
  }
  for (let start = 0; start < others.length; start += RUNS_A_QUESTION) {
    const runIds = others.slice(start, start + RUNS_A_QUESTION);
    yield* snapshotsOf(snapshotsOfDay(client, project, date, ofRunsSql, runIds), 'written');
  }
}
