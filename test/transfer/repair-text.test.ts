import {expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {RepairStep} from '../../src/transfer/repair-plan.ts';
import {formatRepair} from '../../src/transfer/repair-text.ts';

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
