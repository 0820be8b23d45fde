import {LseError} from '../core/errors.ts';
import {escapeControlCharacters} from '../format/control-characters.ts';
import type {CellDifference} from './cell-difference.ts';
import type {Comparison, ComparisonSummary} from './comparison.ts';
import {outputDifferences} from './output-difference.ts';
import type {Outcome, Result} from './result.ts';

/** The whole comparison for a person: a verdict a question, then every difference, then what it comes to. */
export function formatComparison(comparison: Comparison, {mask}: {readonly mask: boolean}): string {
  const {control, candidate, results, summary} = comparison;
  const lines = [
    `Control:   ${control.kind} ${control.location}`,
    `Candidate: ${candidate.kind} ${candidate.location}`,
    '',
    ...results.map(verdictLine),
    ...results.filter(({verdict}) => verdict !== 'matched').flatMap((result) => explanation(result, mask)),
    '',
    ...summaryLines(summary),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** A line of the table. The project comes last: its name is as long as it is. */
function verdictLine({question, verdict}: Result): string {
  const {report, date, project} = question;
  const shown = verdict === 'mismatched' ? 'MISMATCHED' : verdict;
  return `${shown.padEnd(13)} ${report.padEnd(15)} ${date}  ${project ?? '(all projects)'}`;
}

function explanation(result: Result, mask: boolean): string[] {
  const {report, date, project} = result.question;
  const heading = `${report} ${date} ${project ?? '(all projects)'}`;
  return ['', `${heading}: ${reasonOf(result)}`, ...differenceLines(result, mask)];
}

function reasonOf({reason, control, candidate}: Result): string {
  switch (reason) {
    case 'failed':
      return [failureOf('control', control), failureOf('candidate', candidate)].filter((text) => text !== '').join(' ');
    case 'empty':
      return 'neither side has a record, so nothing was compared.';
    case 'one-sided':
      return `only one side has records (control ${recordsOf(control)}, candidate ${recordsOf(candidate)}).`;
    default:
      return `the output differs (records: control ${recordsOf(control)}, candidate ${recordsOf(candidate)}).`;
  }
}

function failureOf(side: string, outcome: Outcome): string {
  return outcome.outcome === 'failed' ? `${side} could not answer: ${errorText(outcome.error)}` : '';
}

/** What an error may say in a report: nothing of a stack or a query. */
export function errorText(error: unknown): string {
  return error instanceof LseError ? `${error.message} ${error.hint}` : String((error as Error).message);
}

function recordsOf(outcome: Outcome): number {
  return outcome.outcome === 'answered' ? outcome.records : 0;
}

function differenceLines(result: Result, mask: boolean): string[] {
  return outputDifferences(result, mask).flatMap(({format, diff, cells}) => {
    if (diff === '') return [`The ${format} differs only in what masking hides; show it with --no-mask.`];
    return [...cells.map(cellLine), ...diff.trimEnd().split('\n')];
  });
}

function cellLine({row, column, control, candidate}: CellDifference): string {
  return `Row ${row}, column ${column}: control ${control ?? '(no such cell)'}, candidate ${candidate ?? '(no such cell)'}`;
}

function summaryLines(summary: ComparisonSummary): string[] {
  const {matched, mismatched, inconclusive, failed, parity, questions} = summary;
  const share = parity === null ? 'none' : `${(Math.floor(parity * 1000) / 10).toFixed(1)}%`;
  return [
    `Parity: ${share} (${matched} of ${matched + mismatched} compared questions matched)`,
    `Questions: ${questions}, of them ${inconclusive} inconclusive (${failed} because a side could not answer)`,
    `Records behind them: control ${summary.controlRecords}, candidate ${summary.candidateRecords}`,
  ];
}

/** The details of a report are escaped already; escaping leaves them as they are, and mends names and messages. */
function printable(line: string): string {
  return escapeControlCharacters(line);
}
