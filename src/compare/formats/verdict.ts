import {groupedNumber} from '../../core/grouped-number.ts';
import type {ComparisonSummary} from '../comparison-summary.ts';
import type {SideName} from '../records/record-difference.ts';
import {counted} from './count.ts';
import type {PatternDocument} from './documents/pattern.ts';

/** The facts behind a verdict on a comparison. */
export interface Judged {
  readonly summary: ComparisonSummary;
  readonly patterns: readonly Pick<PatternDocument, 'kind' | 'records' | 'changes'>[];
  /** Sides that could not say what they have. */
  readonly failures: readonly {readonly side: SideName}[];
  /** Mismatches that could not be explained, since a side failed. */
  readonly unknown: number;
  /** Waivers that expired, that nothing needs, or that allow too little. */
  readonly brokenWaivers: number;
}

/** What a comparison says, in one line. */
export function comparisonVerdict(judged: Judged): string {
  const {conclusion, matched, mismatched, waived, empty} = judged.summary;
  const compared = counted(matched + mismatched, 'question');
  const besides =
    empty === 0 ? '' : ` ${counted(empty, 'other question')} ${empty === 1 ? 'has' : 'have'} no record on either side.`;
  switch (conclusion) {
    case 'the same':
      return `The same: ${groupedNumber(matched)} of ${compared}.${besides}`;
    case 'the same under waivers':
      return `The same under waivers: ${groupedNumber(matched)} of ${compared}, and waivers allow the other ${groupedNumber(waived)}.${besides}`;
    case 'different':
      return `Different: ${differentText(judged)}${explainedText(judged)}`;
    case 'trouble': {
      const open = mismatched - waived;
      const different = ` ${groupedNumber(open)} of ${compared} ${open === 1 ? 'differs' : 'differ'}.${explainedText(judged)}`;
      return `Inconclusive: ${troubleText(judged)}${open > 0 ? different : ''}`;
    }
    case 'nothing compared':
      return `Nothing was compared: ${nothingText(judged)}`;
  }
}

/** The side that has no record, if only the other one has some; else null. */
export function emptySideOf({
  failed,
  controlRecords,
  candidateRecords,
}: Pick<ComparisonSummary, 'failed' | 'controlRecords' | 'candidateRecords'>): SideName | null {
  if (failed > 0 || (controlRecords === 0) === (candidateRecords === 0)) return null;
  return controlRecords === 0 ? 'control' : 'candidate';
}

function differentText({summary, brokenWaivers}: Judged): string {
  const {matched, mismatched, waived} = summary;
  const open = mismatched - waived;
  return [
    `${groupedNumber(open)} of ${counted(matched + mismatched, 'question')}.`,
    ...(waived > 0 ? [`Waivers allow ${counted(waived, 'other question')}.`] : []),
    ...(brokenWaivers > 0
      ? [
          brokenWaivers === 1
            ? '1 waiver expired, is not needed or allows too little.'
            : `${brokenWaivers} waivers expired, are not needed or allow too little.`,
        ]
      : []),
  ].join(' ');
}

function explainedText({summary, patterns}: Judged): string {
  const {unexplained, controlDistinctRecords, candidateDistinctRecords, mismatched} = summary;
  if (mismatched === 0) return '';
  const records = patterns.reduce((sum, pattern) => sum + pattern.records, 0);
  const empty = emptySideOf(summary);
  if (empty !== null && unexplained === 0) {
    const [name, other] = empty === 'control' ? ['Control', 'candidate'] : ['The candidate', 'control'];
    const count = empty === 'control' ? candidateDistinctRecords : controlDistinctRecords;
    return ` ${name} has no record for any of these dates; ${other} has ${groupedNumber(count)}.`;
  }
  const rest = `${counted(unexplained, 'difference')} ${unexplained === 1 ? 'has' : 'have'} no explanation`;
  if (records === 0) return unexplained === 0 ? '' : ` No record explains it: ${rest}.`;
  const how = `${counted(records, 'record')} ${records === 1 ? 'explains' : 'explain'}`;
  const kinds = kindCounts(patterns);
  return unexplained === 0 ? ` ${how} all of it: ${kinds}.` : ` ${how} a part of it: ${kinds}. ${rest}.`;
}

/** In the order in which they are said. */
const KINDS = ['missing', 'changed', 'extra', 'superseded', 'unreadable', 'misread'] as const;

/** `2 missing, 1 changed ($.trace.status), 1 extra`. */
function kindCounts(patterns: Judged['patterns']): string {
  return KINDS.map((kind) => {
    const ofKind = patterns.filter((pattern) => pattern.kind === kind);
    const records = ofKind.reduce((sum, pattern) => sum + pattern.records, 0);
    return {records, text: `${groupedNumber(records)} ${kind}${placesText(ofKind)}`};
  })
    .filter(({records}) => records > 0)
    .map(({text}) => text)
    .join(', ');
}

const MOST_PLACES = 2;

function placesText(patterns: Judged['patterns']): string {
  const paths = [...new Set(patterns.flatMap(({changes}) => changes.map(({path}) => path)))];
  if (paths.length === 0) return '';
  const more = paths.length - MOST_PLACES;
  return ` (${paths.slice(0, MOST_PLACES).join(', ')}${more > 0 ? ` and ${counted(more, 'other place')}` : ''})`;
}

function troubleText({summary: {questions, failed, unproven}, failures, unknown}: Judged): string {
  const of = `of ${counted(questions, 'question')}`;
  return [
    ...failures.map(({side}) => `${side} could not say what it has.`),
    ...(failed > 0 ? [`${groupedNumber(failed)} ${of} ${failed === 1 ? 'has' : 'have'} no answer of a side.`] : []),
    ...(unproven > 0 ? [`${groupedNumber(unproven)} ${of} ${unproven === 1 ? 'is' : 'are'} not proven.`] : []),
    ...(unknown > 0 ? [`${groupedNumber(unknown)} ${of} could not be explained.`] : []),
  ].join(' ');
}

function nothingText({summary: {questions, matched, withoutRecords}}: Judged): string {
  if (questions === 0) return 'there is no question to ask.';
  if (withoutRecords.length === 0) return `neither side has a record for any of ${counted(questions, 'question')}.`;
  const named = `neither side has a record of ${withoutRecords.join(', ')} on any date asked.`;
  if (matched === 0) return named;
  return `${named} ${counted(matched, 'other question')} ${matched === 1 ? 'is' : 'are'} the same.`;
}

/** The facts behind a verdict on a verification. */
export interface VerifiedCounts {
  readonly conclusion: 'the same' | 'different' | 'trouble' | 'nothing compared';
  /** The records of either side. */
  readonly records: number;
  readonly same: number;
  readonly controlRecords: number;
  readonly candidateRecords: number;
  /** With `--changed`: what was not read because nobody touched it. */
  readonly leftAlone: {readonly days: number; readonly records: number};
}

/** What was read and what was not are never added up: only the first was compared now. */
function sameText({records, same, leftAlone}: VerifiedCounts): string {
  if (leftAlone.records === 0) return `${groupedNumber(same)} of ${counted(records, 'record')}.`;
  if (records === 0) return `${counted(leftAlone.records, 'record')}, ${untouched(leftAlone.records)}.`;
  return `${groupedNumber(same)} of ${counted(records, 'record')}, and ${counted(leftAlone.records, 'other record')}, ${untouched(leftAlone.records)}.`;
}

function untouched(records: number): string {
  return `untouched since ${records === 1 ? 'it was' : 'they were'} last the same`;
}

/** The side of a verification that has no record at all, whatever was left alone; null if there is none. */
export function emptyVerifiedSideOf(summary: VerifiedCounts): SideName | null {
  // Both sides have the days that were left alone.
  return summary.leftAlone.records > 0 ? null : emptySideOf({failed: 0, ...summary});
}

/** What a verification says, in one line. */
export function verificationVerdict(
  summary: VerifiedCounts,
  {
    patterns,
    changes,
    isPartial,
  }: {readonly patterns: readonly PatternDocument[]; readonly changes: number; readonly isPartial: boolean},
): string {
  const {conclusion, records, same} = summary;
  const differing = records - same;
  const all = counted(records, 'record');
  switch (conclusion) {
    case 'the same':
      return `The same: ${sameText(summary)}`;
    case 'different':
      return `Different: ${groupedNumber(differing)} of ${all}${differingText(summary, patterns)}`;
    case 'trouble': {
      const reasons = [
        ...(isPartial ? ['a side was not read whole.'] : []),
        ...(changes > 0 ? [`${counted(changes, 'file')} changed during the verification.`] : []),
      ];
      const rest =
        differing > 0
          ? ` ${groupedNumber(differing)} of ${all} ${differing === 1 ? 'differs' : 'differ'}${differingText(summary, patterns)}`
          : '';
      return `Inconclusive: ${reasons.join(' ')}${rest}`;
    }
    case 'nothing compared':
      return 'Nothing was compared: neither side has a record.';
  }
}

function differingText(summary: VerifiedCounts, patterns: readonly PatternDocument[]): string {
  const {controlRecords, candidateRecords, records, leftAlone} = summary;
  const same = summary.same + leftAlone.records;
  if (same === 0 && candidateRecords === 0 && controlRecords === records) return '. The candidate has no record.';
  if (same === 0 && controlRecords === 0 && candidateRecords === records) return '. Control has no record.';
  return `: ${kindCounts(patterns)}.`;
}
