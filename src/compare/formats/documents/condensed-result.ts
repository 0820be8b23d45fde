import {deflateRawSync, inflateRawSync} from 'node:zlib';
import type {JudgedResult, Result} from '../../result.ts';
import {type ExplanationDocument, explanationDocument} from './explanation.ts';
import {type OutputDocument, outputDocuments} from './output.ts';

/** What a document says about a result beyond its verdict, and what can be long. */
export interface ResultDetails {
  readonly outputs: readonly OutputDocument[];
  readonly explanation: ExplanationDocument | null;
}

/**
 * A result with details that are ready to be printed, and packed until then. An explanation keeps alive the answers, records and
 * documents that it was made from: 144 questions about 60,000 records, an eighth of which differ, took 770 MB. Their details are
 * 38 MB of JSON, which deflates to a tenth.
 */
export interface CondensedResult extends JudgedResult {
  /** Unpacks them; a caller that goes from result to result keeps the details of one at a time. */
  readonly details: () => ResultDetails;
}

export function detailsOf({differing, explained}: Result, mask: boolean): ResultDetails {
  return {outputs: outputDocuments({differing}, mask), explanation: explanationOf({explained}, mask)};
}

/** For a result that has one. */
export function explanationOf({explained}: Pick<Result, 'explained'>, mask: boolean): ExplanationDocument | null {
  return explained === null ? null : explanationDocument(explained, mask);
}

/**
 * Condenses results for one document. Without `outputs` there are no diffs: they take longest to make, and not every format shows them.
 * `explanation` must be that of the result with the same `mask`.
 */
export function condensing({
  mask,
  outputs,
}: {
  readonly mask: boolean;
  readonly outputs: boolean;
}): (result: Result, explanation: ExplanationDocument | null) => CondensedResult {
  /** The details that were unpacked last, since a caller asks for their parts one after the other. */
  let last: {readonly packed: Uint8Array; readonly details: ResultDetails} | null = null;
  const unpack = (packed: Uint8Array): ResultDetails => {
    if (last?.packed !== packed) last = {packed, details: JSON.parse(inflateRawSync(packed).toString())};
    return last.details;
  };
  return (result, explanation) => {
    const {question, control, candidate, verdict, reason, waiver, explained} = result;
    const packed = pack({outputs: outputs ? outputDocuments(result, mask) : [], explanation});
    // Do not name another part of the result in here: a function keeps all of its scope alive.
    const details = packed === null ? () => NOTHING : () => unpack(packed);
    return {question, control, candidate, verdict, reason, waiver, explained: sizeOnly(explained), details};
  };
}

const NOTHING: ResultDetails = {outputs: [], explanation: null};

/** Null if there is nothing to keep, as for every match. */
function pack(details: ResultDetails): Uint8Array | null {
  if (details.explanation === null && details.outputs.length === 0) return null;
  return deflateRawSync(JSON.stringify(details), {level: 1});
}

function sizeOnly(explained: Result['explained']): JudgedResult['explained'] {
  if (explained?.outcome !== 'explained') return explained;
  const {cause, size, unexplained} = explained.explanation;
  return {outcome: 'explained', explanation: {cause, size, unexplained}};
}
