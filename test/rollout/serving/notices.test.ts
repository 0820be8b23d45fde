import {expect, it} from '@jest/globals';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import type {Examination} from '../../../src/rollout/serving/examination.ts';
import {differenceError} from '../../../src/rollout/serving/notices.ts';

const DIFFERENT = {outcome: 'mismatched', cause: 'data', blamed: []} as unknown as Examination;
const [FIRST, LAST] = ['2025-09-13', '2025-09-14'] as CalendarDate[] as [CalendarDate, CalendarDate];

it.each([
  [null, LAST, 'lse report compare --report zenrows-errors --from 2025-09-13 --to 2025-09-14'],
  ['shop', FIRST, 'lse report compare --report zenrows-errors --date 2025-09-13 --project shop'],
  ["-it's", FIRST, "lse report compare --report zenrows-errors --date 2025-09-13 --project='-it'\\''s'"],
])('the command for a difference of %s asks the same, in words that a shell takes', (project, to, command) => {
  const question = {report: 'zenrows-errors', project, from: FIRST, to};
  expect(differenceError(DIFFERENT, 'postgres://127.0.0.1/lse', question as never).hint).toBe(
    `See why with: ${command}`,
  );
});
