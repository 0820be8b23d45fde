import {LARGE_BYTES} from '../../core/large-memory.ts';
import type {RefusedRecord, StagedRecord} from '../../core/record-store.ts';
import {refusalMessage} from '../../core/refused-reason.ts';

/** A database's answer to some records: null if it takes all of them, else why not. */
export type Attempt = (records: readonly StagedRecord[]) => Promise<string | null>;

/**
 * Finds the records that a database does not take, by halves: it finds one among 256 in 17 attempts. A large record is tried by itself,
 * since each attempt takes seconds. Accepted records stay as `attempt` left them.
 */
export async function findRefused(records: readonly StagedRecord[], attempt: Attempt): Promise<RefusedRecord[]> {
  const found: RefusedRecord[] = [];
  const isLarge = ({data}: StagedRecord): boolean => data.length >= LARGE_BYTES;
  for (const record of records.filter(isLarge)) found.push(...(await findAmong([record], attempt)));
  return [
    ...found,
    ...(await findAmong(
      records.filter((record) => !isLarge(record)),
      attempt,
    )),
  ];
}

async function findAmong(records: readonly StagedRecord[], attempt: Attempt): Promise<RefusedRecord[]> {
  const [first] = records;
  if (first === undefined) return [];
  const message = await attempt(records);
  if (message === null) return [];
  if (records.length === 1) {
    const {runId, fileName} = first;
    return [{runId, fileName, reason: refusalMessage(message)}];
  }
  const middle = Math.ceil(records.length / 2);
  return [
    ...(await findAmong(records.slice(0, middle), attempt)),
    ...(await findAmong(records.slice(middle), attempt)),
  ];
}
