import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {conditionNames, type GateQuestion} from '../../../src/rollout/gate/gate.ts';
import {decideGate} from '../../../src/rollout/gate/verdict.ts';
import type {Entry} from '../../../src/rollout/ledger/entry.ts';
import {anEntry} from './gate-question.ts';
import {modelGate} from './model.ts';
import {anyEntry, gateQuestion} from './question-arbitrary.ts';

/** How many histories are generated; `LSE_TEST_HISTORIES=200000 npm test -- random-histories` is the long run. */
const HISTORIES = Number(process.env.LSE_TEST_HISTORIES ?? 1500);
/** The least share of histories that has to open it: an answer that is never open would agree with every rule. */
const OPEN = 0.15;

function stateOf(question: GateQuestion): string {
  return decideGate(question).state;
}

function withEntries({entries, ...rest}: GateQuestion, change: (entries: readonly Entry[]) => Entry[]): GateQuestion {
  return {...rest, entries: entries && change(entries)};
}

function hasUnreadableTime({entries, acts, holds, now}: GateQuestion): boolean {
  const times = [now, ...(entries ?? []), ...(acts ?? []), ...(holds ?? []).map(({since}) => since)];
  return times.some((time) => !/^20..-..-..T..:..:..\....Z$/.test(typeof time === 'string' ? time : time.at));
}

describe('the gate, by random histories', () => {
  it('says what a model of its rules says', () => {
    const seen = new Map<string, number>();
    const note = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    fc.assert(
      fc.property(gateQuestion, (question) => {
        const {state} = decideGate(question);
        const isOpen = modelGate(question) === 'open';
        expect(state === 'open').toBe(isOpen);
        // What speaks against a step that is not known to be earlier or later than another is not laid down.
        if (!hasUnreadableTime(question)) expect(state).toBe(modelGate(question));
        note(state);
      }),
      {numRuns: HISTORIES},
    );
    expect((seen.get('open') ?? 0) / HISTORIES).toBeGreaterThan(OPEN);
    expect((seen.get('closed') ?? 0) / HISTORIES).toBeGreaterThan(OPEN);
    expect((seen.get('undecided') ?? 0) / HISTORIES).toBeGreaterThan(OPEN);
  });

  it('lets every condition decide alone at times, or none would miss it', () => {
    const deciding = fc.sample(gateQuestion, {numRuns: 8000, seed: 12}).flatMap((question) => {
      const {conditions} = decideGate(question);
      const failing = conditions.filter((condition) => condition.state !== 'met');
      return failing.length === 1 ? failing.map(({name}) => name) : [];
    });
    const idle = conditionNames.filter((name) => !deciding.includes(name));
    // Without a key no entry of the report counts either, so that the dates are never met.
    expect(idle).toEqual(['reports']);
  });

  it('is not opened by a mismatch', () => {
    const mismatch = fc
      .tuple(anyEntry, fc.nat())
      .map(([entry, cell]) => ({...entry, outcome: 'mismatched' as const, unexplained: cell % 2}));
    fc.assert(
      fc.property(gateQuestion, mismatch, (question, entry) => {
        const before = stateOf(question);
        const after = stateOf(withEntries(question, (entries) => [...entries, entry]));
        if (before !== 'open') expect(after).not.toBe('open');
      }),
      {numRuns: HISTORIES / 4},
    );
  });

  it('is opened by no fault, and by nothing that was not a match', () => {
    fc.assert(
      fc.property(gateQuestion, anyEntry, (question, entry) => {
        fc.pre(
          entry.outcome !== 'matched' && !['skipped', 'control failed', 'moved', 'not loaded'].includes(entry.outcome),
        );
        const before = stateOf(question);
        const after = stateOf(withEntries(question, (entries) => [...entries, entry]));
        if (before !== 'open') expect(after).not.toBe('open');
      }),
      {numRuns: HISTORIES / 4},
    );
  });

  it('does not care how often an entry is there, nor in what order', () => {
    fc.assert(
      fc.property(gateQuestion, fc.infiniteStream(fc.double({min: 0, max: 1, noNaN: true})), (question, random) => {
        const answer = decideGate(question);
        const next = (): number => random.next().value as number;
        const twice = withEntries(question, (entries) =>
          entries.flatMap((entry) => (next() < 0.5 ? [entry, structuredClone(entry)] : [entry])),
        );
        expect(decideGate(twice).state).toBe(answer.state);
        const shuffled = withEntries(question, (entries) =>
          entries
            .map((entry) => ({entry, by: next()}))
            .sort((left, right) => left.by - right.by)
            .map(({entry}) => entry),
        );
        expect(JSON.stringify(decideGate(shuffled))).toBe(JSON.stringify(answer));
      }),
      {numRuns: HISTORIES / 4},
    );
  });

  it('does not care what is in other projects, or in all of them together', () => {
    fc.assert(
      fc.property(gateQuestion, anyEntry, fc.constantFrom('beta', null), (question, entry, project) => {
        const added = withEntries(question, (entries) => [...entries, {...entry, project}]);
        expect(stateOf(added)).toBe(stateOf(question));
      }),
      {numRuns: HISTORIES / 4},
    );
  });

  it('is not opened by asking the same thing again', () => {
    fc.assert(
      fc.property(gateQuestion, fc.integer({min: 1, max: 100}), (question, times) => {
        const strict = {...question, requirements: {...question.requirements, comparisons: 9}};
        const again = withEntries(strict, (entries) => [
          ...entries.filter(({outcome}) => outcome === 'matched'),
          ...Array.from({length: times}, () => anEntry({dataDigest: '0'})),
        ]);
        const distinct = new Set(
          (again.entries ?? []).map((e) => JSON.stringify([e.report, e.from, e.to, e.dataDigest])),
        );
        fc.pre(distinct.size < 9 && question.to !== 'shadow' && question.to !== 'file');
        expect(stateOf(again)).not.toBe('open');
      }),
      {numRuns: HISTORIES / 4},
    );
  });
});
