import type {RecordValues} from './fields/run-values.ts';
import type {JsonObject} from './json/value.ts';
import {type RecordFacts, recordFacts} from './record-facts.ts';
import {type Identity, identify} from './run-document.ts';

/** A document as far as a report reads it. */
export interface RunRecord extends Identity {
  readonly facts: RecordFacts;
}

/** A document as far as a report by fields reads it. */
export interface ValuesRecord extends Identity {
  readonly values: RecordValues;
}

/** A record with the digest of its whole document. */
export interface DigestedRecord extends RunRecord {
  readonly digest: string;
  /** Of what a database keeps of the document for reports by fields. */
  readonly briefDigest: string;
}

/**
 * One file read in both ways at once. A comparison holds what a report answers against what the whole documents come to, so
 * neither of the two readings may be taken for the other.
 */
export interface ComparedRecord extends DigestedRecord {
  /** What a report makes of the file. */
  readonly reported: RunRecord;
}

/**
 * Reads a document that may be stripped of everything that no report reads.
 *
 * @throws UnreadableDocument with the reason
 */
export function runRecord(document: JsonObject): RunRecord {
  const identity = identify(document);
  return {...identity, facts: recordFacts(identity.runId, document)};
}
