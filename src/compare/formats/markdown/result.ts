import {code, codeCell, codeElement} from '../../../format/markdown-inert.ts';
import {counted} from '../count.ts';
import type {ExplanationDocument, ResultDocument, WaiverDocument} from '../documents/comparison.ts';
import type {DifferenceDocument, RecordDocument} from '../documents/explanation.ts';
import {
  amountText,
  amountWords,
  causeSentence,
  kindWords,
  questionName,
  reasonSentence,
  resultWord,
} from '../wording.ts';
import {outputPart} from './diff.ts';
import {table} from './room.ts';

const MOST = 20;
const MOST_IN_A_CELL = 5;
const ROOM = 15_000;

/** A block that a reader opens: why the question has no match, what differs, by which records, and the diff. */
export function resultBlock(result: ResultDocument, waivers: readonly WaiverDocument[]): string {
  const {explanation, outputs} = result;
  return block(result, waivers, [
    ...(explanation === null ? [] : [differencesTable(explanation), recordsTable(explanation)]),
    ...outputs.map(outputPart),
  ]);
}

/** The same without the long parts, and with a word on how much of them there is. */
export function briefResultBlock(result: ResultDocument, waivers: readonly WaiverDocument[]): string {
  const {explanation, outputs} = result;
  const left = [
    counted(explanation?.differences.length ?? 0, 'difference'),
    counted(explanation?.records.length ?? 0, 'record'),
    counted(outputs.length, 'diff'),
  ].join(', ');
  return block(result, waivers, [`Left out here for its length: ${left}; all of them with \`--format json\`.`]);
}

function block(result: ResultDocument, waivers: readonly WaiverDocument[], parts: readonly string[]): string {
  const {reason, explanation} = result;
  const sentence = reasonSentence(result);
  const waiver = result.waiver === null ? undefined : waivers[result.waiver];
  return [
    `<details>\n<summary>${resultWord(result)}: ${codeElement(questionName(result))}</summary>`,
    // An error message is data, too.
    reason === 'failed' ? code(sentence) : sentence,
    waiver === undefined ? '' : `Waived by ${code(waiver.owner)} until ${code(waiver.expires)}: ${code(waiver.reason)}`,
    explanation === null ? '' : causeText(explanation),
    ...parts,
    '</details>',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function causeText(explanation: ExplanationDocument): string {
  const sentence = causeSentence(explanation);
  return explanation.error === null ? sentence : code(sentence);
}

function differencesTable({differences}: ExplanationDocument): string {
  const rows = differences.map((difference, at) => {
    const {format, where, masked, unit} = difference;
    const [control, candidate] = [cellOf(difference.control, unit), cellOf(difference.candidate, unit)];
    return [
      String(at + 1),
      `${format}: ${codeCell(where)}`,
      control,
      masked ? `${candidate} (differs only in what masking hides)` : candidate,
      amountCell(difference),
    ];
  });
  const head = ['Difference', 'Where', 'Control', 'Candidate', 'Amount'];
  return table(head, rows, {noun: 'difference', most: MOST, room: ROOM});
}

/** The indent of a line does not matter in a table. */
function cellOf(value: string | null, unit: DifferenceDocument['unit']): string {
  if (value === null) return '(nothing)';
  return codeCell(unit === 'line' ? value.trim() : value);
}

function amountCell(difference: DifferenceDocument): string {
  const {rounding, unexplained, unit} = difference;
  return [
    amountWords(difference),
    ...(rounding === '0' ? [] : [`of it ${amountText(rounding, unit)} by rounding`]),
    ...(unexplained === '0' ? [] : [`**of it ${amountText(unexplained, unit)} unexplained**`]),
  ].join(', ');
}

function recordsTable({differences, records}: ExplanationDocument): string {
  const contributions = records.map((): string[] => []);
  for (const [at, {unit, contributions: parts}] of differences.entries()) {
    for (const {record, amount} of parts) {
      contributions[record]?.push(`${amountText(amount, unit)} to difference ${at + 1}`);
    }
  }
  const rows = records.map((record, at) => [
    record.kind === 'unreadable' ? codeCell(kindWords(record)) : kindWords(record),
    codeCell(`${record.project} ${record.date} ${record.runId}`),
    fileText(record),
    listText(contributions[at] ?? []),
    listText(record.changes.map(({path}) => codeCell(path))),
  ]);
  const head = ['Record', 'Key', 'File', 'Contribution', 'Changed'];
  return table(head, rows, {noun: 'record', most: MOST, room: ROOM});
}

/** Said once if both sides hold the record from the same file. */
function fileText({control, candidate}: RecordDocument): string {
  const [left, right] = [control, candidate].map((held) => {
    return held === null ? '' : held.file === null ? 'no file' : codeCell(held.file);
  });
  if (left === right) return `both: ${left}`;
  return [left === '' ? '' : `control: ${left}`, right === '' ? '' : `candidate: ${right}`]
    .filter((text) => text !== '')
    .join(', ');
}

function listText(texts: readonly string[]): string {
  const more = texts.length - MOST_IN_A_CELL;
  return [...texts.slice(0, MOST_IN_A_CELL), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
