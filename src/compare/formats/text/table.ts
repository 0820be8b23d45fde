import Table from 'cli-table3';
import {escapeControlCharacters} from '../../../format/control-characters.ts';
import type {ResultDocument} from '../documents/comparison.ts';
import {parityShare} from '../parity-share.ts';
import {grouped, tally} from '../tally.ts';

const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((place) => [place, '']),
);
const NUMBERS = ['Matched', 'Differ', 'Waived', 'Unproven', 'Empty', 'Parity'];
/** Adds up, with a blank between columns, to less than 80. */
const WIDTHS = [15, 17, 8, 7, 7, 9, 6, 7];
/** A longer name of a report that somebody defined is cut. */
const MOST_NAME = 40;

/** One row a report and project: how many of its questions came out how. Lines of at most 80 columns, unless a name is long. */
export function summaryTable(results: readonly ResultDocument[]): string[] {
  const [name = 0, ...others] = WIDTHS;
  const longest = Math.max(...results.map(({report}) => report.length + 1));
  const table = new Table({
    head: ['Report', 'Project', ...NUMBERS],
    chars: {...NO_BORDERS, middle: ''},
    colWidths: [Math.max(name, Math.min(longest, MOST_NAME)), ...others],
    colAligns: ['left', 'left', ...NUMBERS.map(() => 'right' as const)],
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0},
  });
  const groups = grouped(results, ({report, project}) => JSON.stringify([report, project]));
  for (const group of groups.values()) table.push(rowOf(group));
  return table.toString().split('\n');
}

function rowOf(results: readonly ResultDocument[]): string[] {
  const [{report, project}] = results as [ResultDocument];
  const {matched, mismatched, waived, inconclusive, parity} = tally(results);
  const empty = results.filter(({reason}) => reason === 'empty').length;
  const name = escapeControlCharacters(project ?? '(all projects)').toWellFormed();
  const counts = [matched, mismatched - waived, waived, inconclusive - empty, empty];
  return [report, name, ...counts.map(String), parityShare(parity)];
}
