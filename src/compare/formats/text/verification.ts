import {differenceKinds} from '../../records/record-difference.ts';
import {passedOverSentence} from '../documents/passed-over.ts';
import type {VerificationDocument, VerifiedDocument} from '../documents/verification.ts';
import {parityShare} from '../parity-share.ts';
import {type Line, line} from './line.ts';
import {printLines} from './print.ts';
import {moreLines, recordLines} from './record.ts';

/** More than a person reads; JSON has all of them. */
const MOST = 50;

/** A verification for a person: what it comes to, then every record that differs. */
export function formatVerification(document: VerificationDocument, {colour}: {readonly colour: boolean}): string {
  const {control, candidate, summary, changes, passedOver, records} = document;
  const count = (name: string, value: number): Line => line(`${name.padEnd(12)}${value}`, 2);
  const tone = summary.conclusion === 'the same' ? 'good' : summary.conclusion === 'nothing compared' ? 'weak' : 'bad';
  const lines = [
    line(`Conclusion: ${summary.conclusion}`, 0, tone),
    line(''),
    line(`Control:   ${control.kind} ${control.location}`, 0, 'plain', 11),
    line(`Candidate: ${candidate.kind} ${candidate.location}`, 0, 'plain', 11),
    line(''),
    line(`Parity: ${parityShare(summary.parity)} (${summary.same} of ${summary.records} records are the same)`),
    line(
      `Records: control ${summary.controlRecords}, candidate ${summary.candidateRecords}, on ${summary.days} project days`,
    ),
    ...leftAloneLines(summary),
    ...differenceKinds.map((kind) => count(`${kind}:`, summary[kind])),
    ...changes.map(({side, path, change}) => line(`${change} during the verification, on ${side}: ${path}`, 0, 'bad')),
    ...(passedOver.length === 0 ? [] : [line('')]),
    ...passedOver.map((each) => line(passedOverSentence(each), 0, each.partial ? 'bad' : 'plain', 2)),
    ...(records.length === 0 ? [] : [line(''), line('The records:', 0, 'strong')]),
    ...records.slice(0, MOST).flatMap((record, at) => [...recordLines(record, at + 1), ...elsewhereLines(record)]),
    ...moreLines(records.length - MOST, 'records', 4),
    ...(records.length === 0 ? [] : [line(''), line('Correct it with: lse db repair')]),
  ];
  return printLines(lines, colour);
}

function leftAloneLines({leftAlone: {days, records}}: VerificationDocument['summary']): Line[] {
  if (days === 0) return [];
  return [line(`Left alone: ${records} records on ${days} project days, untouched since they were the same`)];
}

function elsewhereLines({control, elsewhere}: VerifiedDocument): Line[] {
  if (elsewhere === null) return [];
  const side = control === null ? 'control' : 'candidate';
  return [line(`moved: ${side} has the same run under ${elsewhere.project} ${elsewhere.date}`, 7)];
}
