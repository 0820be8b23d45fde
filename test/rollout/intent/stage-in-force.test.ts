import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {defaultIntent} from '../../../src/rollout/intent/default-intent.ts';
import {intendedStage, isOverdue, stageAbove, stageBelow} from '../../../src/rollout/intent/intended-stage.ts';
import type {Intent} from '../../../src/rollout/intent/intent.ts';
import {isInShare} from '../../../src/rollout/intent/share.ts';
import {heldStage, stageInForce, strictest} from '../../../src/rollout/intent/stage-in-force.ts';
import type {Hold} from '../../../src/rollout/ledger/act.ts';
import {compareStages, stageNames} from '../../../src/rollout/stage.ts';

const day = (of: number) => `2026-11-${String(of).padStart(2, '0')}` as CalendarDate;

const intent: Intent = {
  ...defaultIntent,
  salt: 's',
  default: 'shadow',
  projects: [
    {project: 'web', stage: 'db', share: 10_000, until: day(20)},
    {project: 'crypto-*', stage: 'live', share: 5_000, until: null},
    {project: 'old', stage: 'complete', share: 10_000, until: null},
    {project: 'w*', stage: 'file', share: 10_000, until: null},
  ],
};

const hold = (project: string, days: Hold['days']): Hold => ({
  id: 'id',
  project,
  days,
  reason: 'mismatch',
  since: '2026-11-01T00:00:00.000Z',
  fingerprint: null,
  needsPerson: false,
});

const ask = (project: string, holds: readonly Hold[] = [], from = 10, to = from) =>
  stageInForce(intent, holds, project, {from: day(from), to: day(to)});

describe('the stage of a project', () => {
  it('is that of the first entry that fits, else the default', () => {
    expect(['web', 'wiki', 'else'].map((name) => ask(name).stage)).toEqual(['db', 'file', 'shadow']);
    expect(ask('else').intended.entry).toBeNull();
  });

  it('is one below for a project outside of the share', () => {
    for (let at = 0; at < 50; at += 1) {
      const name = `crypto-${at}`;
      expect(ask(name).stage).toBe(isInShare(5_000, 's', name) ? 'live' : 'shadow');
    }
    expect(stageNames.map(stageBelow)).toEqual(['file', 'file', 'shadow', 'live', 'db']);
    expect(stageNames.map(stageAbove)).toEqual(['shadow', 'live', 'db', 'complete', null]);
  });

  it('is overdue after the last day on which it may be', () => {
    const web = intendedStage(intent, 'web');
    expect([
      isOverdue(web, day(20)),
      isOverdue(web, day(21)),
      isOverdue(intendedStage(intent, 'else'), day(30)),
    ]).toEqual([false, true, false]);
  });

  it('is lowered by a hold of the project, or of a day that is asked for', () => {
    const days = hold('web', {from: day(12), to: day(14)});
    expect(ask('web', [hold('other', null)])).toMatchObject({stage: 'db', hold: null});
    expect(ask('web', [hold('web', null)])).toMatchObject({stage: heldStage, hold: {days: null}});
    expect([11, 12, 14, 15].map((at) => ask('web', [days], at).stage)).toEqual(['db', heldStage, heldStage, 'db']);
    expect([
      ask('web', [days], 10, 11).stage,
      ask('web', [days], 10, 12).stage,
      ask('web', [days], 1, 30).stage,
    ]).toEqual(['db', heldStage, heldStage]);
    expect(ask('web', [days, hold('web', null)], 12).hold?.days).toBeNull();
  });

  it('is never raised by a hold, nor lowered where no tree could answer', () => {
    expect(ask('wiki', [hold('wiki', null)])).toMatchObject({stage: 'file', hold: null});
    expect(ask('old', [hold('old', null)])).toMatchObject({stage: 'complete', hold: null});
  });

  it('of all together is the lowest, with the project that has it', () => {
    const stage = fc.constantFrom(...stageNames);
    fc.assert(
      fc.property(fc.array(fc.record({project: fc.string(), stage}), {minLength: 1}), (projects) => {
        const least = strictest(projects);
        expect(projects).toContain(least);
        for (const each of projects)
          expect(compareStages(least?.stage ?? 'complete', each.stage)).toBeLessThanOrEqual(0);
      }),
    );
    expect(strictest([])).toBeNull();
  });
});
