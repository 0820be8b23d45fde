import {describe, expect, it} from '@jest/globals';
import {conditionNames, type GateQuestion} from '../../../src/rollout/gate/gate.ts';
import {replayGate} from '../../../src/rollout/gate/replay.ts';
import {formatGate, formatGateJson, formatReplayJson} from '../../../src/rollout/gate/text.ts';
import {decideGate} from '../../../src/rollout/gate/verdict.ts';
import {aHold, anEntry, aQuestion, goodEntries} from './gate-question.ts';

function textOf(changes: Partial<GateQuestion>): string[] {
  const question = aQuestion(changes);
  return formatGate(question, decideGate(question)).split('\n');
}

describe('what the gate says', () => {
  it('is a table of what there is and what is asked for', () => {
    expect(textOf({from: 'file', to: 'shadow', entries: []})).toEqual([
      'The gate of alpha from file to shadow is open.',
      '',
      'Condition  State  Have                 Need',
      'step       met    from file to shadow  no further than shadow, the stage after file',
      'ledger     met    0 entries            a ledger that can be read',
      'holds      met    no open hold         no open hold',
      '',
      'Promote it with: lse rollout promote alpha --to shadow',
      '',
    ]);
  });

  it('has every condition, met or not, in one order', () => {
    const names = textOf({})
      .slice(3, -3)
      .map((line) => line.split(' ')[0]);
    expect(names).toEqual(conditionNames);
  });

  it('counts what is not met, and says what to do next', () => {
    const closed = textOf({entries: [...goodEntries(), anEntry({outcome: 'mismatched'})]});
    expect(closed[0]).toMatch(/^The gate of alpha from live to db is closed: \d+ of 19 conditions are not met\.$/);
    expect(closed.at(-2)).toBe('Look at what is broken with: lse rollout history alpha');
    const undecided = textOf({knownDates: null});
    expect(undecided[0]).toBe('The gate of alpha from live to db is undecided: 1 of 19 conditions is not met.');
    expect(undecided.at(-2)).toBe('Collect what is missing with: lse report compare --project alpha --all-dates');
    expect(textOf({to: 'file'})).toEqual([
      'The gate of alpha from live to file is open: nothing is asked for.',
      '',
      'Promote it with: lse rollout promote alpha --to file',
      '',
    ]);
  });

  it('drives no terminal with what a ledger or a name holds', () => {
    const project = 'a\u001b[2J\nb';
    const text = textOf({project, holds: [aHold({project, reason: '\u001b]0;title\u0007\u202e'})]}).join('');
    expect(text).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(text).toContain('\\u001b]0;title');
  });

  it('is the same as JSON', () => {
    const question = aQuestion();
    const answer = decideGate(question);
    expect(JSON.parse(formatGateJson(question, answer))).toEqual({project: 'alpha', from: 'live', to: 'db', ...answer});
    const days = replayGate(question, {days: 3});
    expect(JSON.parse(formatReplayJson(question, days))).toEqual({project: 'alpha', from: 'live', to: 'db', days});
  });
});
