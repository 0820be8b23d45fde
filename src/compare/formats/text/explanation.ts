import type {ExplanationDocument} from '../documents/comparison.ts';
import type {DifferenceDocument} from '../documents/explanation.ts';
import {amountText, amountWords, causeSentence} from '../wording.ts';
import {type Line, line} from './line.ts';
import {moreLines, recordLines} from './record.ts';

/** More than a person reads; JSON has all of them. */
const MOST = 20;
const MOST_RECORDS = 10;
const MOST_PARTS = 10;

/** Why a question has no match: the cause, the counts that differ, and each record to blame with all that it changes. */
export function explanationLines(explanation: ExplanationDocument): Line[] {
  const {differences, records, unexplained} = explanation;
  const counts = differences.filter(({unit}) => unit !== 'line');
  const open = differences.filter((difference) => difference.unit === 'line' && difference.unexplained !== '0');
  const parts = partsOfRecords(explanation);
  return [
    line(causeSentence(explanation), 2),
    ...headed('What differs:', counts.slice(0, MOST).flatMap(countLines)),
    ...moreLines(counts.length - MOST, 'counts', 4),
    ...(unexplained > 0 ? [line(`${unexplained} of the differences not explained by any record.`, 2, 'bad')] : []),
    ...open.slice(0, MOST).map((difference) => line(lineText(difference), 4, 'bad')),
    ...moreLines(open.length - MOST, 'of them', 4),
    ...headed(
      'The records, and what each of them changes:',
      records
        .slice(0, MOST_RECORDS)
        .flatMap((record, at) => [...recordLines(record, at + 1), ...partLines(parts[at] ?? [], 7)]),
    ),
    ...moreLines(records.length - MOST_RECORDS, 'records', 4),
  ];
}

function headed(head: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [line(''), line(head, 2, 'strong'), ...lines];
}

function countLines(difference: DifferenceDocument): Line[] {
  const {control, candidate, masked, unit, rounding, unexplained} = difference;
  const rounded = rounding === '0' ? '' : `, of it ${amountText(rounding, unit)} by rounding to one decimal`;
  const values = `${control ?? '(nothing)'} → ${candidate ?? '(nothing)'}`;
  return [
    line(`${placeText(difference)}: ${values}, ${amountWords(difference)}${rounded}`, 4),
    ...(masked ? [line('They differ only in what masking hides; show it with --no-mask.', 6)] : []),
    ...(unexplained === '0' ? [] : [line(`${amountText(unexplained, unit)} unexplained`, 6, 'bad')]),
  ];
}

/** A line that differs, with what both sides have in its place. */
function lineText(difference: DifferenceDocument): string {
  const {control, candidate, masked} = difference;
  if (masked) return `${placeText(difference)}: differs only in what masking hides; show it with --no-mask`;
  const [left, right] = [control, candidate].map((value) => {
    return value === null ? '(nothing)' : value.trim() === '' ? '(an empty line)' : value.trim();
  });
  return left === right ? placeText(difference) : `${placeText(difference)}: ${left} → ${right}`;
}

function placeText({format, where}: DifferenceDocument): string {
  return format === 'records' ? where : `${format}: ${where}`;
}

/** For each record its parts of the counts and its lines that differ. A line of several records stands with the first of them. */
function partsOfRecords({differences, records}: ExplanationDocument): readonly (readonly string[])[] {
  const counts = records.map((): string[] => []);
  const lines = records.map((): string[] => []);
  for (const difference of differences) {
    const {unit, contributions} = difference;
    if (unit === 'line') {
      const [first] = contributions;
      if (first !== undefined) lines[first.record]?.push(lineText(difference));
    } else {
      for (const {record, amount} of contributions) {
        counts[record]?.push(`${placeText(difference)}: ${amountWords({amount, unit})}`);
      }
    }
  }
  return counts.map((own, at) => [...own, ...(lines[at] ?? [])]);
}

function partLines(parts: readonly string[], indent: number): Line[] {
  if (parts.length === 0) return [];
  return [
    line('changes', indent),
    ...parts.slice(0, MOST_PARTS).map((part) => line(part, indent + 2)),
    ...moreLines(parts.length - MOST_PARTS, 'places', indent + 2),
  ];
}
