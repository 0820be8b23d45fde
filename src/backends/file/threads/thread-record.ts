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
  if ('values' in record) {
    const runs = record.values.runs.map(({parent, values}) => [parent, ...values.map(cachedValue)] as const);
    return {runId, traceId, extractedAt, runs};
  }
  if (!('content' in record)) return {runId, traceId, extractedAt, facts: cachedFacts(record.facts)};
  // Written out: a verification sends every document this way, and to spread objects takes several times as long.
  const {digest, form, ids, facts, briefDigest} = record.content;
  const {symbol, failingRuns} = facts;
  const content = {digest, form, ids, facts: cachedFacts({runId, symbol, failingRuns}), briefDigest};
  if (!('facts' in record)) return {runId, traceId, extractedAt, content};
  return {runId, traceId, extractedAt, facts: cachedFacts(record.facts), content};
}

export function receivedRecord(sent: ThreadRecord): AnyRecord {
  const {runId, traceId, extractedAt} = sent;
  if ('runs' in sent) {
    const runs = sent.runs.map(([parent, ...values]) => ({parent, values: values.map(uncachedValue)}));
    return {runId, traceId, extractedAt, values: {runId, runs}};
  }
  if (!('content' in sent)) return {runId, traceId, extractedAt, facts: uncachedFacts(sent.facts)};
  const {digest, form, ids, briefDigest} = sent.content;
  const {symbol, failingRuns} = uncachedFacts(sent.content.facts);
  const content = {digest, form, ids, facts: {symbol, failingRuns}, briefDigest};
  if (!('facts' in sent)) return {runId, traceId, extractedAt, content};
  return {runId, traceId, extractedAt, facts: uncachedFacts(sent.facts), content};
}
