import type {ComparisonDocument, ResultDocument} from '../documents/comparison.ts';
import {passedOverSentence} from '../documents/passed-over.ts';
import {noRecordsSentence, parityText, questionName, reasonSentence} from '../wording.ts';
import {explanationLines} from './explanation.ts';
import {type Line, line, type Tone} from './line.ts';
import {type Look, printLines} from './print.ts';
import {summaryTable} from './table.ts';

const TONES: Readonly<Record<ComparisonDocument['summary']['conclusion'], Tone>> = {
  'the same': 'good',
  'the same under waivers': 'weak',
  different: 'bad',
  trouble: 'bad',
  'nothing compared': 'weak',
};

/** The comparison for a person: what it comes to, a table, then every difference. */
export function formatText(document: ComparisonDocument, look: Look): string {
  const {control, candidate, summary, results} = document;
  const lines = [
    line(`Conclusion: ${summary.conclusion}`, 0, TONES[summary.conclusion]),
    line(''),
    line(`Control:   ${control.kind} ${control.location}`, 0, 'plain', 11, [control.location]),
    line(`Candidate: ${candidate.kind} ${candidate.location}`, 0, 'plain', 11, [candidate.location]),
    line(''),
    ...summaryTable(results, look.columns),
    line(''),
    ...summaryLines(document),
    ...circumstanceLines(document),
    ...waiverLines(document),
    ...results.filter(({verdict}) => verdict !== 'matched').flatMap(resultLines),
  ];
  return printLines(lines, look);
}

function summaryLines({summary, latency, calibration}: ComparisonDocument): Line[] {
  const {questions, matched, mismatched, waived, inconclusive, failed, unproven, empty} = summary;
  const time = (side: ComparisonDocument['latency']['control']): string =>
    side === null ? 'no answer' : `${milliseconds(side.median)} (95 % within ${milliseconds(side.p95)})`;
  return [
    line(`Parity: ${parityText(summary)}`),
    line(
      `Questions: ${questions}: ${matched} matched, ${mismatched} mismatched (${waived} waived), ${inconclusive} inconclusive`,
    ),
    ...(inconclusive > 0
      ? [line(`(${failed} without an answer, ${unproven} unproven, ${empty} without records on either side)`, 11)]
      : []),
    line(`Records behind them: control ${summary.controlRecords}, candidate ${summary.candidateRecords}`),
    line(`Unexplained differences: ${summary.unexplained}`),
    line(`Median time: control ${time(latency.control)}, candidate ${time(latency.candidate)}`, 0, 'plain', 13),
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

function resultLines(result: ResultDocument): Line[] {
  const {verdict, waiver, explanation} = result;
  const word = waiver === null ? verdict.toUpperCase() : 'WAIVED';
  return [
    line(''),
    line(`${word}  ${questionName(result)}`, 0, verdict === 'mismatched' && waiver === null ? 'bad' : 'weak', 2, [
      result.project,
    ]),
    line(capitalised(reasonSentence(result)), 2),
    ...(explanation === null ? [] : explanationLines(explanation)),
  ];
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
