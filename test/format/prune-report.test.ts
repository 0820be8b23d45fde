import {expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {PrunedPart, PruneReport} from '../../src/core/prune-report.ts';
import {formatPruneReport} from '../../src/format/prune-report.ts';

const DAY = '2025-01-02' as CalendarDate;
const REPORT: PruneReport = {before: DAY, project: null, applied: false, records: 0, tables: [], parts: []};

function part(month: number): PrunedPart {
  const table = `runs_${month}`;
  return {table, way: 'drop', month: '2025-01', project: 'a\n', records: 1, firstDate: DAY, lastDate: DAY};
}

it('lists what a person reads, and says how much more there is', () => {
  const parts = Array.from({length: 52}, (_, month) => part(month));
  const lines = formatPruneReport('x', {...REPORT, records: 52, parts, tables: ['runs_0']}).split('\n');
  expect(lines[1]).toBe('  drop    runs_0 2025-01 a\\u000a: 1 row on 2025-01-02');
  expect(lines.slice(-3)).toEqual([
    '  … and 2 more; all of them with --json',
    'Nothing was changed. Do it with --apply.',
    '',
  ]);
  expect(lines).toHaveLength(1 + 50 + 3);
});

it('names tables without a row, and tells nothing from nothing', () => {
  expect(formatPruneReport('x', {...REPORT, applied: true, tables: ['runs_0001_01']})).toBe(
    'Deleted: 0 rows before 2025-01-02\n  drop    runs_0001_01 (empty)\n',
  );
  expect(formatPruneReport('x', {...REPORT, applied: true})).toBe(
    'Nothing to prune: x has no rows before 2025-01-02.\n',
  );
});
