import Table from 'cli-table3';
import wrapAnsi from 'wrap-ansi';
import {escapeControlCharacters} from '../../../format/control-characters.ts';
import type {ResultDocument} from '../documents/comparison.ts';
import {parityShare} from '../parity-share.ts';
import {grouped, tally} from '../tally.ts';
import {type Line, line} from './line.ts';

const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((place) => [place, '']),
);
const NUMBERS = ['Matched', 'Differ', 'Waived', 'Unproven', 'Empty', 'Parity'];
const NUMBER_WIDTHS = [7, 6, 6, 8, 5, 6];
/** The width with the blanks between them. */
const ROOM_OF_NUMBERS = NUMBER_WIDTHS.reduce((sum, width) => sum + width + 1, 0);

interface Row {
  readonly names: readonly [report: string, project: string];
  readonly numbers: readonly string[];
}

/**
 * One row for each report and project: the results of its questions. No name is cut: one that is too long for the terminal has a line of its
 * own, above its numbers.
 *
 * @param columns how wide the terminal is; null for none: then every row is one line
 */
export function summaryTable(results: readonly ResultDocument[], columns: number | null): Line[] {
  const rows = [...grouped(results, ({report, project}) => JSON.stringify([report, project])).values()].map(rowOf);
  const most = columns === null ? null : Math.floor((columns - ROOM_OF_NUMBERS) / 2);
  const isLong = ({names}: Row): boolean => most !== null && names.some((name) => !fits(name, most));
  const table = new Table({
    head: ['Report', 'Project', ...NUMBERS],
    chars: {...NO_BORDERS, middle: ' '},
    colWidths: [null, null, ...NUMBER_WIDTHS],
    colAligns: ['left', 'left', ...NUMBERS.map(() => 'right' as const)],
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0},
  });
  for (const row of rows) table.push([...(isLong(row) ? ['', ''] : row.names), ...row.numbers]);
  const [head = '', ...printed] = table.toString().split('\n');
  return [
    line(head),
    ...rows.flatMap((row, at) => [
      ...(isLong(row) ? [line(row.names.join('  '), 0, 'plain', 2, row.names)] : []),
      line(printed[at] ?? ''),
    ]),
  ];
}

function fits(name: string, columns: number): boolean {
  return wrapAnsi(name, columns, {hard: true, trim: false}) === name;
}

function rowOf(results: readonly ResultDocument[]): Row {
  const [{report, project}] = results as [ResultDocument];
  const {matched, mismatched, waived, inconclusive, parity} = tally(results);
  const empty = results.filter(({reason}) => reason === 'empty').length;
  const counts = [matched, mismatched - waived, waived, inconclusive - empty, empty];
  return {
    names: [report, escapeControlCharacters(project ?? '(all projects)').toWellFormed()],
    numbers: [...counts.map(String), parityShare(parity)],
  };
}
