import {describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import type {GateQuestion} from '../../../src/rollout/gate/gate.ts';
import {replayGate} from '../../../src/rollout/gate/replay.ts';
import {formatReplay} from '../../../src/rollout/gate/text.ts';
import {decideGate} from '../../../src/rollout/gate/verdict.ts';
import {aHold, anAct, anEntry, aQuestion, DATES, goodEntries, hoursAgo, REPORTS} from './gate-question.ts';

/** Both reports matched on every date, on each of the last so many days. */
function daily(days: number): ReturnType<typeof goodEntries> {
  return Array.from({length: days}, (_, day) =>
    REPORTS.flatMap((report) =>
      DATES.map((from) => anEntry({report, from, at: hoursAgo(24 * day + 1), dataDigest: `of ${from}`})),
    ),
  ).flat();
}

function statesOf(question: GateQuestion, changes: Parameters<typeof replayGate>[1]): string[] {
  return replayGate(question, changes).map(({day, present, tried}) => `${day} ${present.state} ${tried.state}`);
}

describe('other rules on the history', () => {
  it('are tried on each day as it was at its end, today so far', () => {
    const question = aQuestion({entries: daily(4), acts: [anAct({at: hoursAgo(80)})]});
    expect(statesOf(question, {days: 3})).toEqual([
      '2026-11-26 undecided undecided',
      '2026-11-27 open undecided',
      '2026-11-28 open open',
      '2026-11-29 open open',
    ]);
  });

  it('say for today what the gate says', () => {
    const question = aQuestion();
    const last = replayGate(question, {comparisons: 9}).at(-1);
    expect(last?.present).toEqual(decideGate(question));
    const tried = {...question, requirements: {...question.requirements, comparisons: 9}};
    expect(last?.tried).toEqual(decideGate(tried));
    expect(last?.tried.state).toBe('undecided');
  });

  it('may be about other reports', () => {
    const question = aQuestion({entries: daily(4).filter(({report}) => report === 'zenrows-errors'), acts: [anAct()]});
    const few = {reports: ['zenrows-errors'], comparisons: 4, pairs: 4, failing: 1};
    expect(statesOf(question, few).at(-1)).toBe('2026-11-29 undecided open');
  });

  it('see the days on which nothing was compared, and evidence getting old', () => {
    const question = aQuestion({
      entries: daily(6).filter(({at}) => at < hoursAgo(24 * 3)),
      acts: [anAct({at: hoursAgo(200)})],
    });
    expect(statesOf(question, {maxAgeHours: 48}).slice(-4)).toEqual([
      '2026-11-26 open open',
      '2026-11-27 undecided open',
      '2026-11-28 undecided undecided',
      '2026-11-29 undecided undecided',
    ]);
  });

  it('see holds as they were noted, and those that are open', () => {
    const held = [
      anAct({at: hoursAgo(80)}),
      anAct({kind: 'held', at: hoursAgo(50), reason: 'a mismatch'}),
      anAct({kind: 'released', at: hoursAgo(1)}),
    ];
    const states = statesOf(aQuestion({entries: daily(4), acts: held}), {});
    expect(states.slice(0, 3)).toEqual([
      '2026-11-26 undecided undecided',
      '2026-11-27 closed closed',
      '2026-11-28 closed closed',
    ]);
    const open = aQuestion({
      entries: daily(4),
      acts: [anAct({at: hoursAgo(80)})],
      holds: [aHold({since: hoursAgo(20)})],
    });
    expect(statesOf(open, {}).map((line) => line.split(' ')[1])).toEqual(['undecided', 'open', 'closed', 'closed']);
  });

  it('leave out dates that had not come yet', () => {
    const known = [...DATES, '2026-11-28' as CalendarDate];
    const question = aQuestion({entries: daily(4), acts: [anAct({at: hoursAgo(80)})], knownDates: known});
    expect(statesOf(question, {}).map((line) => line.split(' ')[1])).toEqual([
      'undecided',
      'open',
      'undecided',
      'undecided',
    ]);
  });

  it('look at today alone where nothing can be told of the history', () => {
    for (const changes of [{entries: null, acts: null}, {now: 'NaN'}, {entries: [], acts: []}])
      expect(replayGate(aQuestion(changes), {})).toHaveLength(1);
  });

  it('do not run away with a time that is far off', () => {
    const question = aQuestion({entries: [...goodEntries(), anEntry({at: '0001-01-01T00:00:00.000Z'})]});
    expect(replayGate(question, {})).toHaveLength(401);
  });

  it('are printed a line a day', () => {
    const question = aQuestion({entries: daily(3), acts: [anAct({at: hoursAgo(80)})]});
    expect(formatReplay(replayGate(question, {days: 3, pairs: 30})).split('\n')).toEqual([
      'Day         Present    Tried      What differs',
      '2026-11-26  undecided  undecided',
      '2026-11-27  undecided  undecided  latency unknown',
      '2026-11-28  open       undecided  days unmet, latency unknown',
      '2026-11-29  open       undecided  latency unknown',
      '',
      'Of 4 days the gate is open on 2 under the present rules, on 0 under those tried.',
      '',
    ]);
  });
});
