import type {DigestedRecord, RunRecord} from '../../../core/run-record.ts';
import {type CachedRecord, cachedRecord, uncachedRecord} from '../cache/cached-record.ts';

/** A record on its way from one thread to another, which loses the class of every value: plain, as in the cache. */
export type ThreadRecord = readonly [record: CachedRecord, digest: string | null];

export function sentRecord(record: RunRecord | DigestedRecord): ThreadRecord {
  return [cachedRecord(record), 'digest' in record ? record.digest : null];
}

export function receivedRecord([cached, digest]: ThreadRecord): RunRecord | DigestedRecord {
  const record = uncachedRecord(cached);
  return digest === null ? record : {...record, digest};
}
