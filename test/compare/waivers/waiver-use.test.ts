import {describe, expect, it} from '@jest/globals';
import {dayQuestion} from '../../../src/asking/question.ts';
import type {Result} from '../../../src/compare/result.ts';
import type {Waiver} from '../../../src/compare/waivers/waiver.ts';
import {applyWaivers} from '../../../src/compare/waivers/waiver-use.ts';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {DAY} from '../../support/memory-source.ts';

const waiver: Waiver = {
  report: 'zenrows-errors',
  project: null,
  from: DAY,
  to: DAY,
  reason: 'known',
  owner: 'us',
  expires: DAY,
  largest: 2,
};

function mismatch(size: number, unexplained: number): Result {
  return {
    question: dayQuestion('zenrows-errors', null, DAY),
    control: {outcome: 'answered', records: 1, failing: null, milliseconds: 1},
    candidate: {outcome: 'answered', records: 1, failing: null, milliseconds: 1},
    verdict: 'mismatched',
    reason: 'output',
    differing: [],
    explained: {
      outcome: 'explained',
      changes: [],
      explanation: {
        cause: 'data',
        proof: {controlFollows: true, candidateFollows: true, recordsAgree: false},
        differences: [],
        blamed: [],
        size,
        unexplained,
      },
    },
    waiver: null,
  };
}

function statuses(result: Result, waivers: readonly Waiver[], today: CalendarDate = DAY): string[] {
  return applyWaivers([result], waivers, today).uses.map(({status}) => status);
}

describe('a waiver', () => {
  it('holds on its last day, and no longer', () => {
    expect(statuses(mismatch(1, 0), [waiver])).toEqual(['used']);
    expect(statuses(mismatch(1, 0), [waiver], '2025-09-14' as CalendarDate)).toEqual(['expired']);
  });

  it('allows up to its size, and nothing that is not explained', () => {
    expect(statuses(mismatch(2, 0), [waiver])).toEqual(['used']);
    expect(statuses(mismatch(3, 0), [waiver])).toEqual(['exceeded']);
    expect(statuses(mismatch(1, 1), [waiver])).toEqual(['exceeded']);
    const unknown: Result = {...mismatch(1, 0), explained: {outcome: 'failed', error: new Error('out')}};
    expect(statuses(unknown, [waiver])).toEqual(['exceeded']);
  });

  it('leaves a second one for the same difference without use', () => {
    expect(statuses(mismatch(1, 0), [waiver, {...waiver}])).toEqual(['used', 'unused']);
    expect(statuses(mismatch(3, 0), [waiver, {...waiver, largest: 5}])).toEqual(['unused', 'used']);
  });
});
