import {decimal} from './amount.ts';
import type {ExplanationDocument, ResultDocument, WaiverDocument} from './documents/comparison.ts';
import type {DifferenceDocument, RecordDocument} from './documents/explanation.ts';
import type {QuestionDocument} from './documents/question.ts';
import {parityShare} from './parity-share.ts';

/** The matched share with its denominator. */
export function parityText({
  matched,
  mismatched,
  parity,
}: {
  matched: number;
  mismatched: number;
  parity: number | null;
}): string {
  return `${parityShare(parity)} (${matched} of ${matched + mismatched} compared questions matched)`;
}

export function questionName({report, date, to, project}: QuestionDocument): string {
  return `${report} ${to === undefined ? date : `${date} to ${to}`} ${project ?? '(all projects)'}`;
}

/** The result of a question; a mismatch that a waiver allows needs nobody's attention. */
export function resultWord({verdict, waiver}: ResultDocument): string {
  return waiver === null ? verdict : 'waived';
}

/** Mismatches that nobody accepted come first, questions without records last; so what does not fit matters least. */
export function byWeight(results: readonly ResultDocument[]): ResultDocument[] {
  const weight = ({verdict, reason, waiver}: ResultDocument): number =>
    reason === 'empty' ? 3 : waiver !== null ? 2 : verdict === 'mismatched' ? 0 : 1;
  return [...results].sort((one, other) => weight(one) - weight(other));
}

/** Why a question has its verdict; empty for a match. What `isTold` knows of a failure is not said again. */
export function reasonSentence(
  {reason, control, candidate}: ResultDocument,
  isTold: (side: string, error: string) => boolean = () => false,
): string {
  switch (reason) {
    case 'failed':
      return [failure('control', control.error, isTold), failure('candidate', candidate.error, isTold)]
        .filter((text) => text !== '')
        .join(' ');
    case 'empty':
      return 'neither side has a record, so nothing was compared.';
    case 'one-sided':
      return `only one side has records (control ${control.records}, candidate ${candidate.records}).`;
    case 'output':
      return `the output differs (records: control ${control.records}, candidate ${candidate.records}).`;
    case 'unstable':
      return 'files or rows changed while they were compared, so this proves nothing; run the comparison again.';
    case 'noise':
      return 'control does not give the same answer twice, so nothing can be compared with it.';
    case 'partial':
      return 'a side did not look at something in which records may lie, so this proves nothing.';
    case null:
      return '';
  }
}

function failure(side: string, error: string | null, isTold: (side: string, error: string) => boolean): string {
  if (error === null) return '';
  return isTold(side, error) ? `${side} could not answer, for the reason above.` : `${side} could not answer: ${error}`;
}

/** For a project that was asked for by name. */
export function noRecordsSentence(project: string): string {
  return `neither side has a record of project ${project} on any date asked`;
}

/** The result of the proof by each side's own records. */
export function causeSentence({error, cause, proof}: ExplanationDocument): string {
  if (cause === null || proof === null) return `It could not be explained: ${error}`;
  if (cause === 'data') return 'Cause: data. Each side answers what its own records give; the records differ.';
  const sides = [...(proof.controlFollows ? [] : ['control']), ...(proof.candidateFollows ? [] : ['candidate'])];
  const [who, verb] = sides.length === 2 ? ['both sides', 'answer'] : [sides[0], 'answers'];
  const logic = `${who} ${verb} something else than ${sides.length === 2 ? 'their' : 'its'} own records give`;
  return cause === 'logic'
    ? `Cause: logic. The records give the same, but ${logic}.`
    : `Cause: data and logic. The records differ, and ${logic}.`;
}

/** The kind of a record to blame, in a few words. */
export function kindWords({kind, unreadable, misreadBy}: RecordDocument): string {
  switch (kind) {
    case 'missing':
      return 'missing in candidate';
    case 'extra':
      return 'not in control';
    case 'changed':
      return 'changed';
    case 'superseded':
      return 'superseded snapshot';
    case 'unreadable':
      return `unreadable file on ${unreadable?.side}: ${unreadable?.file} (${unreadable?.reason})`;
    case 'misread':
      return `misread by ${misreadBy}`;
  }
}

/** What is wrong with a waiver and what to do about it; empty for a waiver without a fault. */
export function waiverFault({status, expires, largest}: WaiverDocument): string {
  switch (status) {
    case 'expired':
      return `it expired: its last day was ${expires}. Remove it, or have it renewed.`;
    case 'unused':
      return 'none of the questions that it is about needs it. Remove it.';
    case 'exceeded':
      return `a difference is larger than the ${largest} that it allows, or is not explained to the last digit.`;
    case 'used':
    case 'not asked':
      return '';
  }
}

export function waiverName({report, project, from, to}: WaiverDocument): string {
  return `${report} ${from} to ${to} ${project ?? '(all projects)'}`;
}

/** Exact; a fraction is also given as a decimal for reading. With its sign, which lines alone do not have. */
export function amountText(amount: string, unit: DifferenceDocument['unit']): string {
  const sign = unit === 'line' || amount.startsWith('-') || amount === '0' ? '' : '+';
  return amount.includes('/') ? `${sign}${amount} (about ${sign}${decimal(amount)})` : sign + amount;
}

/** An amount with its unit, `-1 trace` or `+2 records`. */
export function amountWords({amount, unit}: Pick<DifferenceDocument, 'amount' | 'unit'>): string {
  const isOne = amount === '1' || amount === '-1';
  return `${amountText(amount, unit)} ${isOne ? unit.replace(/s$/, '') : unit}`;
}
