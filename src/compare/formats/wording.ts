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

/** How a question came out; a mismatch that a waiver allows is none that anybody has to look at. */
export function resultWord({verdict, waiver}: ResultDocument): string {
  return waiver === null ? verdict : 'waived';
}

/** What nobody accepted first, what nothing was compared of last; so that what does not fit matters least. */
export function byWeight(results: readonly ResultDocument[]): ResultDocument[] {
  const weight = ({verdict, reason, waiver}: ResultDocument): number =>
    reason === 'empty' ? 3 : waiver !== null ? 2 : verdict === 'mismatched' ? 0 : 1;
  return [...results].sort((one, other) => weight(one) - weight(other));
}

/** Why a question has the verdict that it has; empty for a match. */
export function reasonSentence({reason, control, candidate}: ResultDocument): string {
  switch (reason) {
    case 'failed':
      return [failure('control', control.error), failure('candidate', candidate.error)]
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

function failure(side: string, error: string | null): string {
  return error === null ? '' : `${side} could not answer: ${error}`;
}

/** Of a project that was asked for by name. */
export function noRecordsSentence(project: string): string {
  return `neither side has a record of project ${project} on any date asked`;
}

/** What the proof by each side's own records came to. */
export function causeSentence({error, cause, proof}: ExplanationDocument): string {
  if (cause === null || proof === null) return `It could not be explained: ${error}`;
  if (cause === 'data') return 'Cause: data. Each side answers what its own records come to; the records differ.';
  const sides = [...(proof.controlFollows ? [] : ['control']), ...(proof.candidateFollows ? [] : ['candidate'])];
  const [who, verb] = sides.length === 2 ? ['both sides', 'answer'] : [sides[0], 'answers'];
  const logic = `${who} ${verb} something else than ${sides.length === 2 ? 'their' : 'its'} own records come to`;
  return cause === 'logic'
    ? `Cause: logic. The records come to the same, but ${logic}.`
    : `Cause: data and logic. The records differ, and ${logic}.`;
}

/** What is the matter with a record, in a few words. */
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

/** `1 record`, `2,000 records`. */
export function counted(count: number, noun: string): string {
  return `${numberText(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** `5,802`. */
export function numberText(count: number): string {
  return count.toLocaleString('en');
}

/** What is wrong with a waiver and what to do about it; empty for one that is not in the way. */
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

/** Exact, and where that is a fraction also as a decimal that can be read. With its sign, which lines alone have not. */
export function amountText(amount: string, unit: DifferenceDocument['unit']): string {
  const sign = unit === 'line' || amount.startsWith('-') || amount === '0' ? '' : '+';
  return amount.includes('/') ? `${sign}${amount} (about ${sign}${decimal(amount)})` : sign + amount;
}

/** An amount with what it is an amount of, `-1 trace` or `+2 records`. */
export function amountWords({amount, unit}: Pick<DifferenceDocument, 'amount' | 'unit'>): string {
  const isOne = amount === '1' || amount === '-1';
  return `${amountText(amount, unit)} ${isOne ? unit.replace(/s$/, '') : unit}`;
}
