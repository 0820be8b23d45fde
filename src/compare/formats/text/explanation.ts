import type {ExplanationDocument} from '../documents/comparison.ts';
import type {DifferenceDocument, RecordDocument} from '../documents/explanation.ts';
import {amountText, amountWords, causeSentence} from '../wording.ts';
import {type Line, line} from './line.ts';
import {moreLines, recordLines} from './record.ts';

/** More than a person reads; JSON has all of them. */
const MOST = 20;
const MOST_CONTRIBUTIONS = 5;

/** Why a question has no match: the cause, the cells and lines that differ, and the records to blame. */
export function explanationLines(explanation: ExplanationDocument): Line[] {
  const {differences, records, unexplained} = explanation;
  return [
    line(causeSentence(explanation), 2),
    ...(differences.length === 0 ? [] : [line(''), line('What differs, and by which records:', 2, 'strong')]),
    ...differences.slice(0, MOST).flatMap((difference) => differenceLines(difference, records)),
    ...moreLines(differences.length - MOST, 'differences', 4),
    ...(unexplained > 0 ? [line(`${unexplained} of the differences not explained by any record.`, 2, 'bad')] : []),
    ...(records.length === 0 ? [] : [line(''), line('The records:', 2, 'strong')]),
    ...records.slice(0, MOST).flatMap((record, at) => recordLines(record, at + 1)),
    ...moreLines(records.length - MOST, 'records', 4),
  ];
}

function differenceLines(difference: DifferenceDocument, records: readonly RecordDocument[]): Line[] {
  const {where, control, candidate, masked, unit, rounding, unexplained, contributions} = difference;
  const isLine = unit === 'line';
  const shown = (side: string, value: string | null): Line =>
    line(`${side}${value === null ? '(nothing)' : isLine ? value.trim() : value}`, 6, 'plain', 11);
  return [
    line(where, 4),
    shown('control:   ', control),
    shown('candidate: ', candidate),
    ...(masked ? [line('They differ only in what masking hides; show it with --no-mask.', 6)] : []),
    ...(isLine ? [] : [line(`difference: ${amountWords(difference)}`, 6)]),
    ...contributions
      .slice(0, MOST_CONTRIBUTIONS)
      .map(({record, amount: part}) =>
        line(`${amountText(part, unit)} by record ${record + 1}, ${records[record]?.runId}`, 8, 'plain', 2, [
          records[record]?.runId ?? null,
        ]),
      ),
    ...moreLines(contributions.length - MOST_CONTRIBUTIONS, 'records', 8),
    ...(rounding === '0' ? [] : [line(`${amountText(rounding, unit)} by rounding to one decimal`, 8)]),
    ...(unexplained === '0' ? [] : [line(`${amountText(unexplained, unit)} unexplained`, 8, 'bad')]),
  ];
}
