import {differenceKinds} from '../../records/record-difference.ts';
import {counted} from '../count.ts';
import type {Details} from '../details.ts';
import {passedOverSentence} from '../documents/passed-over.ts';
import type {VerificationDocument, VerifiedDocument} from '../documents/verification.ts';
import {parityShare} from '../parity-share.ts';
import {emptyVerifiedSideOf} from '../verdict.ts';
import {type Line, line} from './line.ts';
import {fixLines, patternLines} from './pattern.ts';
import {type Look, printLines} from './print.ts';
import {recordLines} from './record.ts';

export interface VerificationLook extends Look {
  /** How many records are told in full. */
  readonly details?: Details;
}

/** Records that are told in full if the user gave no number. */
const FEW = 5;

/** A verification for a person: the verdict, the records behind it, what to do, the numbers, and then some records in full. */
export function formatVerification(
  document: VerificationDocument,
  {details = null, ...look}: VerificationLook,
): string {
  const {control, candidate, summary, changes, passedOver, patterns, fix} = document;
  const count = (name: string, value: number): Line => line(`${name.padEnd(12)}${value}`, 2);
  const tone = summary.conclusion === 'the same' ? 'good' : summary.conclusion === 'nothing compared' ? 'weak' : 'bad';
  const lines = [
    line(document.verdict, 0, tone),
    line(''),
    line(`Control:   ${control.kind} ${control.location}`, 0, 'plain', 11, [control.location]),
    line(`Candidate: ${candidate.kind} ${candidate.location}`, 0, 'plain', 11, [candidate.location]),
    ...patternLines(patterns),
    ...fixLines(fix),
    line(''),
    line(`Parity: ${parityShare(summary.parity)} (${parityText(summary)})`),
    line(
      `Records: control ${summary.controlRecords}, candidate ${summary.candidateRecords}, on ${summary.days} project days`,
    ),
    ...leftAloneLines(summary),
    ...differenceKinds.map((kind) => count(`${kind}:`, summary[kind])),
    ...changes.map(({side, path, change}) =>
      line(`${change} during the verification, on ${side}: ${path}`, 0, 'bad', 2, [path]),
    ),
    ...(passedOver.length === 0 ? [] : [line('')]),
    ...passedOver.map((each) => line(passedOverSentence(each), 0, each.partial ? 'bad' : 'plain', 2, [each.example])),
    ...detailLines(document, details),
  ];
  return printLines(lines, look);
}

function leftAloneLines({leftAlone: {days, records}}: VerificationDocument['summary']): Line[] {
  if (days === 0) return [];
  return [
    line(
      `Left alone: ${counted(records, 'record')} on ${counted(days, 'project day')}, untouched since they were last the same`,
    ),
  ];
}

/** If nothing was read, "0 of 0" would sound as if nothing was known. */
function parityText({same, records, leftAlone}: VerificationDocument['summary']): string {
  if (records === 0 && leftAlone.records > 0) return 'no record was read';
  return `${same} of ${records} records are the same`;
}

function detailLines({records, summary}: VerificationDocument, details: Details): Line[] {
  const isEmptySide = summary.conclusion === 'different' && emptyVerifiedSideOf(summary) !== null;
  const most = details === 'all' ? records.length : (details ?? (isEmptySide ? 0 : FEW));
  const shown = records.slice(0, most);
  const left = records.length - shown.length;
  const more = counted(left, shown.length === 0 ? 'record' : 'more record');
  return [
    ...(shown.length === 0 ? [] : [line(''), line('The records', 0, 'strong')]),
    ...shown.flatMap((record, at) => [...recordLines(record, at + 1), ...elsewhereLines(record)]),
    ...(left === 0
      ? []
      : [line(''), line(`… and ${more} that ${left === 1 ? 'differs' : 'differ'}; all of them with --details all`)]),
  ];
}

function elsewhereLines({control, elsewhere}: VerifiedDocument): Line[] {
  if (elsewhere === null) return [];
  const side = control === null ? 'control' : 'candidate';
  return [
    line(`moved: ${side} has the same run under ${elsewhere.project} ${elsewhere.date}`, 7, 'plain', 2, [
      elsewhere.project,
    ]),
  ];
}
