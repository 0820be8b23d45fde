import type {DocumentContent} from './document-content.ts';
import type {RecordValues} from './fields/run-values.ts';
import type {JsonObject} from './json/value.ts';
import {type RecordFacts, recordFacts} from './record-facts.ts';
import {type Identity, identify} from './run-document.ts';

/** What is read of a document besides what it is a snapshot of, by the name under which it is asked for. */
export interface RecordParts {
  /** What the reports that are code read. */
  readonly facts: RecordFacts;
  /** What a comparison knows of it. */
  readonly content: DocumentContent;
  /** What stands at the paths that a report by fields names. */
  readonly values: RecordValues;
}

/** A document as far as it was asked for. It outlives the document, so it shares no text with it. */
export type RunRecord<P extends keyof RecordParts = 'facts'> = Identity & Pick<RecordParts, P>;

/**
 * Reads a document that may be stripped of everything that no report reads.
 *
 * @throws UnreadableDocument with the reason
 */
export function runRecord(document: JsonObject): RunRecord {
  const identity = identify(document);
  return {...identity, facts: recordFacts(identity.runId, document)};
}
