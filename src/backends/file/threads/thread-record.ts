import type {ComparedRecord, DigestedRecord, RunRecord, ValuesRecord} from '../../../core/run-record.ts';
import {
  type CachedRecord,
  type CachedValue,
  cachedRecord,
  cachedValue,
  uncachedRecord,
  uncachedValue,
} from '../cache/cached-record.ts';

/** What threads send to each other. */
export type SentRecord = RunRecord | DigestedRecord | ComparedRecord | ValuesRecord;

/** A record on its way from one thread to another, which loses the class of every value: plain, as in the cache. */
export type ThreadRecord =
  | {readonly record: CachedRecord; readonly digests: Digests | null; readonly reported: CachedRecord | null}
  | {readonly identity: Omit<ValuesRecord, 'values'>; readonly runs: readonly ThreadRun[]};

type Digests = Pick<DigestedRecord, 'digest' | 'briefDigest'>;
type ThreadRun = readonly [parent: number | null, ...values: CachedValue[]];

export function sentRecord(record: SentRecord): ThreadRecord {
  if (!('values' in record)) {
    if (!('digest' in record)) return {record: cachedRecord(record), digests: null, reported: null};
    const {digest, briefDigest} = record;
    const reported = 'reported' in record ? cachedRecord(record.reported) : null;
    return {record: cachedRecord(record), digests: {digest, briefDigest}, reported};
  }
  const {values, ...identity} = record;
  return {identity, runs: values.runs.map((run): ThreadRun => [run.parent, ...run.values.map(cachedValue)])};
}

export function receivedRecord(sent: ThreadRecord): SentRecord {
  if ('identity' in sent) {
    const runs = sent.runs.map(([parent, ...values]) => ({parent, values: values.map(uncachedValue)}));
    return {...sent.identity, values: {runId: sent.identity.runId, runs}};
  }
  const record = {...uncachedRecord(sent.record), ...sent.digests};
  return sent.reported === null ? record : {...record, reported: uncachedRecord(sent.reported)};
}
