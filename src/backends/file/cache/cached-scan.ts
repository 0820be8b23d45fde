import {createHash} from 'node:crypto';
import type {TreeDay} from '../../../core/document-tree.ts';
import type {DayScan} from '../day-scan.ts';
import type {FileMarks} from '../marks/file-marks.ts';
import type {CacheFile} from './cache-file.ts';
import {type CachedFacts, cachedFacts, uncachedFacts} from './cached-record.ts';

/** The result of a day's scan as plain JSON, and the digest of its listing. */
type CachedScan = readonly [
  listing: string,
  records: number,
  traces: number,
  failingTraces: readonly (readonly [traceId: string, records: readonly CachedFacts[]])[],
  unreadable: readonly (readonly [path: string, reason: string])[],
];

/** The digest of a day's files as they are now. Null if a change after now could go unnoticed in one of them. */
export function listingOf({fileNames}: TreeDay, marks: FileMarks): string | null {
  if (!marks.areSettled()) return null;
  return createHash('sha256').update(JSON.stringify(fileNames)).update(marks.numbers).digest('base64');
}

/** What the cache has of a day whose listing has this digest; null if it has nothing. */
export async function rememberedScan(file: CacheFile, {project}: TreeDay, listing: string): Promise<DayScan | null> {
  const cached = (await file.read()) as CachedScan | null;
  if (cached === null || cached[0] !== listing) return null;
  const [, records, traces, failingTraces, unreadable] = cached;
  return {
    records,
    traces,
    failingTraces: failingTraces.map(([traceId, facts]) => ({project, traceId, records: facts.map(uncachedFacts)})),
    unreadable: unreadable.map(([path, reason]) => ({path, reason})),
  };
}

export function rememberScan(file: CacheFile, listing: string, scan: DayScan): Promise<void> {
  const {records, traces, failingTraces, unreadable} = scan;
  return file.write([
    listing,
    records,
    traces,
    failingTraces.map(({traceId, records: facts}) => [traceId, facts.map(cachedFacts)]),
    unreadable.map(({path, reason}) => [path, reason]),
  ] satisfies CachedScan);
}
