import {expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {RepairStep} from '../../src/repair/repair-plan.ts';
import {formatRepair} from '../../src/repair/repair-text.ts';

it('shows ids and names on one line each, whatever is in them', () => {
  const key = {project: 'p\u001b[2J', date: '2025-09-13' as CalendarDate, runId: 'a\nDeleted: 7\u202e'};
  const step: RepairStep = {
    action: 'write',
    key,
    kind: 'changed',
    isRefused: false,
    isPassing: false,
    fileName: 'f\r\ud800.json',
  };
  const text = formatRepair({steps: [step], left: [{...step, because: 'extra'}]}, {applied: true});
  const shown = 'changed    p\\u001b[2J 2025-09-13 a\\u000aDeleted: 7\\u202e from f\\u000d\ufffd.json';
  expect(text).toBe(
    `Written: 1\nDeleted: 0\n  write  ${shown}\nLeft as they are: 1\n  left   ${shown}\n1 not in the files; delete them with --prune.\n`,
  );
});

it('says of what is left why, and how it can be had, and how much more there is', () => {
  const key = {project: 'p', date: '2025-09-13' as CalendarDate, runId: 'a'};
  const step = {action: 'delete', key, kind: 'unreadable', isRefused: false, isPassing: false, fileName: null} as const;
  const left = (['extra', 'unreadable', 'passing', 'refused'] as const).map((because) => ({...step, because}));
  const steps = Array.from({length: 52}, () => step);
  const lines = formatRepair({steps, left}, {applied: false}).split('\n');
  expect(lines.slice(0, 2)).toEqual(['Would write:  0', 'Would delete: 52']);
  expect(lines[52]).toBe('  … and 2 more; all of them with --json');
  expect(lines[53]).toBe('Left as they are: 4');
  expect(lines.slice(58)).toEqual([
    '1 not in the files; delete them with --prune.',
    expect.stringMatching(/^1 whose file cannot be read: .* --discard-unreadable\.$/),
    '1 whose file could not be read this time; when it can be read, repair again with: lse db repair',
    '1 that the database refused when they were loaded; offer them again with: lse db load --reread',
    'Nothing was changed. Do it with --apply.',
    '',
  ]);
});
