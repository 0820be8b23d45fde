import {counted} from '../count.ts';
import type {Details} from '../details.ts';
import type {ComparisonDocument, ResultDocument} from '../documents/comparison.ts';
import {passedOverSentence} from '../documents/passed-over.ts';
import {grouped} from '../tally.ts';
import {emptySideOf} from '../verdict.ts';
import {byWeight, noRecordsSentence, parityText, questionName, reasonSentence, resultWord} from '../wording.ts';
import {explanationLines} from './explanation.ts';
import {type Line, line, type Tone} from './line.ts';
import {fixLines, patternLines} from './pattern.ts';
import {type Look, printLines} from './print.ts';
import {summaryTable} from './table.ts';

const TONES: Readonly<Record<ComparisonDocument['summary']['conclusion'], Tone>> = {
  'the same': 'good',
  'the same under waivers': 'weak',
  different: 'bad',
  trouble: 'bad',
  'nothing compared': 'weak',
};

/** Questions that are told in full if the user gave no number. */
const FEW = 3;

/** The comparison for a person: the verdict, the records behind it, what to do, the numbers, and then some questions in full. */
export function formatText(
  document: ComparisonDocument,
  {details = null, ...look}: Look & {readonly details?: Details},
): string {
  const {control, candidate, summary, results, patterns, fix} = document;
  const lines = [
    line(document.verdict, 0, TONES[summary.conclusion]),
    line(''),
    line(`Control:   ${control.kind} ${control.location}`, 0, 'plain', 11, [control.location]),
    line(`Candidate: ${candidate.kind} ${candidate.location}`, 0, 'plain', 11, [candidate.location]),
    ...patternLines(patterns),
    ...fixLines(fix),
    line(''),
    ...summaryTable(results, look.columns),
    line(''),
    ...summaryLines(document),
    ...circumstanceLines(document),
    ...waiverLines(document),
    ...detailLines(document, details),
  ];
  return printLines(lines, look);
}

/** If one side has nothing, each question would only say the same again. */
function mostDetails({summary}: ComparisonDocument, details: Details): number {
  if (details !== null) return details === 'all' ? Number.POSITIVE_INFINITY : details;
  return summary.conclusion === 'different' && emptySideOf(summary) !== null ? 0 : FEW;
}

function detailLines(document: ComparisonDocument, details: Details): Line[] {
  const open = byWeight(document.results.filter(({verdict}) => verdict !== 'matched'));
  const most = mostDetails(document, details);
  const left = open.slice(most);
  const counts = [...grouped(left, (result) => (result.reason === 'empty' ? 'without records' : resultWord(result)))];
  const told = new Set(document.failures.map(({side, error}) => `${side} ${error}`));
  return [
    ...open.slice(0, most).flatMap((result) => resultLines(result, told)),
    ...(left.length === 0
      ? []
      : [
          line(''),
          line(
            `… and ${counted(left.length, most === 0 ? 'question' : 'more question')} without a match (${counts
              .map(([word, group]) => `${group.length} ${word}`)
              .join(', ')}); all of them with --details all`,
          ),
        ]),
  ];
}

function summaryLines({summary, latency, calibration}: ComparisonDocument): Line[] {
  const {questions, matched, mismatched, waived, inconclusive, failed, unproven, empty} = summary;
  const time = (side: ComparisonDocument['latency']['control']): string =>
    side === null
      ? 'not measured'
      : `median ${milliseconds(side.median)}, p95 ${milliseconds(side.p95)}${ofText(side)}`;
  return [
    line(`Parity: ${parityText(summary)}`),
    line(
      `Questions: ${questions}: ${matched} matched, ${mismatched} mismatched (${waived} waived), ${inconclusive} inconclusive`,
    ),
    ...(inconclusive > 0
      ? [line(`(${failed} without an answer, ${unproven} unproven, ${empty} without records on either side)`, 11)]
      : []),
    line(`Distinct records: control ${summary.controlDistinctRecords}, candidate ${summary.candidateDistinctRecords}`),
    line(`Records behind the questions: control ${summary.controlRecords}, candidate ${summary.candidateRecords}`),
    line(`Unexplained differences: ${summary.unexplained}`),
    line(`Time of control for a question: ${time(latency.control)}`),
    line(`Time of candidate for a question: ${time(latency.candidate)}`),
    ...(calibration === null
      ? []
      : [
          line(
            `Calibration: control against itself matched ${calibration.questions - calibration.noisy.length} of ${calibration.questions} questions; median times ${milliseconds(calibration.firstMedian)} and ${milliseconds(calibration.secondMedian)}`,
            0,
            calibration.noisy.length > 0 ? 'bad' : 'plain',
            13,
          ),
        ]),
  ];
}

/** The number of answers, and how many are left out. */
function ofText({questions, fromMemory}: NonNullable<ComparisonDocument['latency']['control']>): string {
  return ` (${questions} measured${fromMemory === 0 ? '' : `, ${fromMemory} from memory`})`;
}

function milliseconds(time: number | null): string {
  return time === null ? 'none' : `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
}

function circumstanceLines({failures, changes, passedOver, summary}: ComparisonDocument): Line[] {
  const lines = [
    ...failures.map(({side, error}) => line(`${side} could not say what it holds: ${error}`, 0, 'bad', 2)),
    ...changes.map(({side, path, change}) =>
      line(`${change} during the comparison, on ${side}: ${path}`, 0, 'bad', 2, [path]),
    ),
    ...passedOver.map((each) => line(passedOverSentence(each), 0, each.partial ? 'bad' : 'plain', 2, [each.example])),
    ...summary.withoutRecords.map((project) => line(noRecordsSentence(project), 0, 'bad', 2, [project])),
  ];
  return lines.length === 0 ? [] : [line(''), ...lines];
}

function waiverLines({waivers}: ComparisonDocument): Line[] {
  if (waivers.length === 0) return [];
  return [
    line(''),
    line('Waivers', 0, 'strong'),
    ...waivers.map(({status, report, project, from, to, reason, owner, expires, largest}) =>
      line(
        `${status}: ${report} ${project ?? '(all projects)'} ${from} to ${to}, up to ${largest}, until ${expires}: ${reason} (${owner})`,
        2,
        status === 'used' || status === 'not asked' ? 'plain' : 'bad',
        2,
      ),
    ),
  ];
}

/** A database without a schema fails every question alike: what is in `told` is not told again, and what this tells is added to it. */
function resultLines(result: ResultDocument, told: Set<string>): Line[] {
  const {verdict, waiver, explanation, control, candidate} = result;
  const word = resultWord(result).toUpperCase();
  const reason = reasonSentence(result, (side, error) => told.has(`${side} ${error}`));
  for (const [side, {error}] of Object.entries({control, candidate})) if (error !== null) told.add(`${side} ${error}`);
  return [
    line(''),
    line(`${word}  ${questionName(result)}`, 0, verdict === 'mismatched' && waiver === null ? 'bad' : 'weak', 2, [
      result.project,
    ]),
    line(capitalised(reason), 2),
    ...(explanation === null ? [] : explanationLines(explanation)),
  ];
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
