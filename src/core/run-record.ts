import type {DocumentContent} from './document-content.ts';
import type {RecordValues} from './fields/run-values.ts';
import type {JsonObject} from './json/value.ts';
import {type RecordFacts, recordFacts} from './record-facts.ts';
import {type Identity, identify} from './run-document.ts';

/** What is read from a document besides its identity, by the name under which a caller asks for it. */
export interface RecordParts {
  /** What the reports that are code read. */
  readonly facts: RecordFacts;
  /** What a comparison knows about it. */
  readonly content: DocumentContent;
  /** What stands at the paths that a report by fields names. */
  readonly values: RecordValues;
}

/** The requested part of a document. It outlives the document, so it shares no text with it. */
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
