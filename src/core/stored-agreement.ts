import {digestOfText} from './digest.ts';
import type {DocumentContent} from './document-content.ts';
import {type Brief, canonicalBrief} from './fields/brief.ts';
import type {StoredAnswers} from './source-snapshot.ts';

/** What the columns of a row say about its document. */
export interface StoredColumns extends Pick<StoredAnswers, 'isFailing' | 'symbol' | 'brief'> {
  readonly runId: string;
  readonly traceId: string;
}

/** Whether the columns of a row agree with its document, if `data` is that document. */
export function agrees(columns: StoredColumns, {ids, facts, briefDigest}: DocumentContent): boolean {
  return (
    columns.runId === ids.runId &&
    columns.traceId === ids.traceId &&
    columns.isFailing === facts.failingRuns.length > 0 &&
    columns.symbol === facts.symbol &&
    saysTheSame(columns.brief, briefDigest)
  );
}

/**
 * If a row has no brief, its document is read. A database may write a value otherwise; it writes most of them the same way, and seeing that
 * takes a tenth of the time.
 */
export function saysTheSame(brief: Brief | null, briefDigest: string): boolean {
  return brief === null || digestOfText(brief) === briefDigest || digestOfText(canonicalBrief(brief)) === briefDigest;
}
