import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import type {Client} from 'pg';
import {from as copyFrom} from 'pg-copy-streams';
import type {StagedRecord} from '../../../../core/record-store.ts';

/** A table of the session's own; what is in it goes with the transaction. */
export async function createStaging(client: Client): Promise<void> {
  await client.query(`
    create temporary table if not exists lse_staging (
      run_id text collate "C" not null,
      trace_id text collate "C" not null,
      file_name text collate "C" not null,
      data jsonb not null,
      raw text
    ) on commit delete rows`);
}

/** Replaces what is staged by a batch of records. */
export async function copyIntoStaging(client: Client, records: readonly StagedRecord[]): Promise<void> {
  await client.query('truncate lse_staging');
  const copy = client.query(copyFrom('copy lse_staging (run_id, trace_id, file_name, data, raw) from stdin'));
  await pipeline(Readable.from(records.map(copyLine)), copy);
}

function copyLine({runId, traceId, fileName, data, raw}: StagedRecord): string {
  return `${[runId, traceId, fileName, data, raw].map(copyField).join('\t')}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = {'\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t'};

function copyField(text: string | null): string {
  return text === null ? '\\N' : text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] as string);
}
