import type {DocumentContent} from '../../../core/document-content.ts';
import type {Identity} from '../../../core/run-document.ts';
import type {RecordParts, RunRecord} from '../../../core/run-record.ts';
import {
  type CachedFacts,
  type CachedValue,
  cachedFacts,
  cachedValue,
  uncachedFacts,
  uncachedValue,
} from '../cache/cached-record.ts';

/** A record, with any requested part of its document. */
export type AnyRecord = {[P in keyof RecordParts]: RunRecord<P>}[keyof RecordParts] | RunRecord<'facts' | 'content'>;

type SentFacts = {readonly facts: CachedFacts};
type SentContent = {readonly content: Omit<DocumentContent, 'facts'> & {readonly facts: CachedFacts}};
type SentRuns = {readonly runs: readonly (readonly [parent: number | null, ...values: CachedValue[]])[]};

/** The same on its way from one thread to another, where every value loses its class: plain JSON, as in the cache. */
export type ThreadRecord = Identity & (SentFacts | SentContent | (SentFacts & SentContent) | SentRuns);

export function sentRecord(record: AnyRecord): ThreadRecord {
  const {runId, traceId, extractedAt} = record;
  const identity = {runId, traceId, extractedAt};
  if ('values' in record) {
    const runs = record.values.runs.map(({parent, values}) => [parent, ...values.map(cachedValue)] as const);
    return {...identity, runs};
  }
  const reported = 'facts' in record ? {facts: cachedFacts(record.facts)} : null;
  if (!('content' in record)) return {...identity, facts: cachedFacts(record.facts)};
  const {facts, ...digests} = record.content;
  return {...identity, ...reported, content: {...digests, facts: cachedFacts({runId, ...facts})}};
}

export function receivedRecord(sent: ThreadRecord): AnyRecord {
  const {runId, traceId, extractedAt} = sent;
  const identity = {runId, traceId, extractedAt};
  if ('runs' in sent) {
    const runs = sent.runs.map(([parent, ...values]) => ({parent, values: values.map(uncachedValue)}));
    return {...identity, values: {runId, runs}};
  }
  if (!('content' in sent)) return {...identity, facts: uncachedFacts(sent.facts)};
  const {symbol, failingRuns} = uncachedFacts(sent.content.facts);
  const content = {...sent.content, facts: {symbol, failingRuns}};
  return 'facts' in sent ? {...identity, facts: uncachedFacts(sent.facts), content} : {...identity, content};
}
