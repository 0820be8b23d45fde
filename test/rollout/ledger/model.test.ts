import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {sizeOf} from '../../../src/rollout/ledger/bounds.ts';
import {origins, outcomes} from '../../../src/rollout/ledger/entry.ts';
import type {Budget, Ledger} from '../../../src/rollout/ledger/ledger.ts';
import {withLedger} from '../../../src/rollout/ledger/opened-ledger.ts';
import {boundedShrinking} from '../../support/bounded-shrinking.ts';
import {actOf, DAY, entryOf, holdOf, moment, Places, questionOf} from './ledgers.ts';
import {ModelLedger} from './model-ledger.ts';

/** How many histories are generated; `LSE_TEST_TREES=1000 npm test -- rollout/ledger/model` is the long run. */
const HISTORIES = Number(process.env.LSE_TEST_TREES ?? 20);
const BOUNDS = {explanations: 2, explanationBytes: 1000, bytes: 6 * sizeOf(entryOf('a1'))};
const KEEP_DAYS = 1;
/** A history takes up to half a second, and a long one has thousands that are smaller. */
const SHRINKING = 30_000;
const BUDGET: Budget = {comparisonsAMinute: 3, failures: 2, restMilliseconds: 90_000};

interface Step {
  /** By which the clock goes on before it; now and then backwards. */
  readonly seconds: number;
  readonly run: (ledger: Ledger, now: number) => Promise<unknown>;
}

const id = fc.integer({min: 0, max: 40}).map((number) => `id ${number}`);
const project = fc.constantFrom('alpha', 'beta');
const anyProject = fc.option(project);
/** Seconds before or after the moment of the step. */
const offset = fc.oneof(
  {weight: 6, arbitrary: fc.integer({min: -120, max: 0})},
  fc.integer({min: -200_000, max: 200_000}),
);
const at = (now: number, seconds: number): string => moment(now + seconds);
const days = fc.option(fc.constantFrom({from: DAY, to: DAY}, {from: DAY, to: '2025-09-14' as CalendarDate}));

const entry = fc.record({
  id,
  origin: fc.constantFrom(...origins, 'shadow' as const, 'live' as const),
  report: fc.constantFrom('zenrows-errors', 'top-errors'),
  project: anyProject,
  outcome: fc.constantFrom(...outcomes, 'timed out' as const, 'candidate failed' as const),
  reason: fc.option(fc.constantFrom('40001', 'ECONNREFUSED')),
  failing: fc.option(fc.nat(9)),
  milliseconds: fc.record({
    control: fc.option(fc.double({min: 1e-6, max: 1e6, noNaN: true})),
    candidate: fc.option(fc.nat(1000)),
  }),
  fingerprint: fc.option(fc.constantFrom('one', 'two', 'three', 'four')),
});

const operation: fc.Arbitrary<Step['run']> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(entry, offset, fc.option(fc.constantFrom('why', 'because', 'w\u00e4re'))).map(
      ([rest, seconds, explanation]): Step['run'] =>
        (ledger, now) =>
          ledger.append(entryOf('', {...rest, at: at(now, seconds)}), explanation),
    ),
  },
  fc.tuple(id, offset, project, fc.constantFrom('promoted', 'fell back', 'stale')).map(
    ([name, seconds, of, kind]): Step['run'] =>
      (ledger, now) =>
        ledger.note(actOf(name, {at: at(now, seconds), project: of, kind: kind as 'promoted'})),
  ),
  fc.tuple(id, offset, project, days, fc.boolean()).map(
    ([name, seconds, of, held, needsPerson]): Step['run'] =>
      (ledger, now) =>
        ledger.hold(holdOf(name, {since: at(now, seconds), project: of, days: held, needsPerson})),
  ),
  project.map(
    (of): Step['run'] =>
      (ledger, now) =>
        ledger.release(of, at(now, 0)),
  ),
  {
    weight: 3,
    arbitrary: id.map(
      (name): Step['run'] =>
        (ledger, now) =>
          ledger.append(entryOf(name, {at: at(now, 0), outcome: 'timed out'})),
    ),
  },
  {weight: 8, arbitrary: fc.constant((ledger, now) => ledger.admit(at(now, 0), BUDGET)) as fc.Arbitrary<Step['run']>},
  fc.tuple(id, offset, anyProject).map(
    ([name, seconds, of]): Step['run'] =>
      (ledger, now) =>
        ledger.enqueue(questionOf(name, {at: at(now, seconds), project: of})),
  ),
  fc.nat(3).map(
    (most): Step['run'] =>
      (ledger) =>
        ledger.dequeue(most),
  ),
  project.map(
    (of): Step['run'] =>
      (ledger) =>
        ledger.forget(of),
  ),
);

const question: fc.Arbitrary<Step['run']> = fc.oneof(
  fc.tuple(fc.option(anyProject, {nil: undefined}), fc.option(offset)).map(
    ([of, since]): Step['run'] =>
      (ledger, now) =>
        ledger.entries({
          ...(of === undefined ? {} : {project: of}),
          ...(since === null ? {} : {since: at(now, since)}),
        }),
  ),
  anyProject.map(
    (of): Step['run'] =>
      (ledger) =>
        ledger.mismatches(of),
  ),
  fc.option(project).map(
    (of): Step['run'] =>
      (ledger) =>
        ledger.acts(of === null ? {} : {project: of}),
  ),
  fc.option(project).map(
    (of): Step['run'] =>
      (ledger) =>
        ledger.holds(of ?? undefined),
  ),
  fc.tuple(project, offset).map(
    ([of, since]): Step['run'] =>
      (ledger, now) =>
        ledger.lifted(of, at(now, since)),
  ),
);

const step = fc.record({
  seconds: fc.oneof({weight: 20, arbitrary: fc.nat(15)}, fc.integer({min: -100, max: 100_000})),
  run: fc.oneof({weight: 3, arbitrary: operation}, question),
});

let places: Places;

beforeAll(async () => {
  places = await Places.create();
});

afterAll(() => places.destroy());

/** All that a ledger knows. */
async function everything(ledger: Ledger): Promise<unknown> {
  return {
    entries: await ledger.entries({}),
    mismatches: await ledger.mismatches(null),
    acts: await ledger.acts({}),
    holds: await ledger.holds(),
    lifted: [await ledger.lifted('alpha', ''), await ledger.lifted('beta', '')],
  };
}

describe('a ledger', () => {
  it('answers as an independent model does, in both databases, whatever happened before', async () => {
    // One database for all: what it held is forgotten, which is part of what is tried.
    const [sqlite, postgres] = [await places.next('sqlite'), await places.next('postgres')];
    const seen = {outcomes: new Set<unknown>(), dropped: 0};
    let start = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, {minLength: 1, maxLength: 80, size: 'max'}),
        boundedShrinking(SHRINKING, async (steps) => {
          // Past whatever the histories before have left in places that no project owns.
          start += 100_000_000;
          const model = new ModelLedger(BOUNDS, KEEP_DAYS);
          const options = {bounds: BOUNDS, keepDays: KEEP_DAYS, clock: () => new Date(moment(now))};
          let now = start;
          await withLedger(
            sqlite,
            (one) =>
              withLedger(
                postgres,
                async (other) => {
                  // The first prune of the history: everything of those before is too old.
                  for (const ledger of [one, other]) await empty(ledger, moment(now));
                  model.now = Date.parse(moment(now));
                  await model.append(entryOf('first', {at: moment(now)}));
                  for (const {seconds, run} of steps) {
                    now += seconds;
                    model.now = Date.parse(moment(now));
                    const expected = await run(model, now);
                    if (typeof expected === 'string') seen.outcomes.add(expected);
                    expect(await run(one, now)).toEqual(expected);
                    expect(await run(other, now)).toEqual(expected);
                  }
                  const expected = await everything(model);
                  expect(await everything(one)).toEqual(expected);
                  expect(await everything(other)).toEqual(expected);
                  const {mismatches} = expected as {mismatches: {explanation: string | null}[]};
                  seen.dropped += mismatches.filter(({explanation}) => explanation === null).length;
                },
                options,
              ),
            options,
          );
        }),
      ),
      {numRuns: HISTORIES},
    );
    // A few histories may miss one of these.
    if (HISTORIES < 20) return;
    expect(seen.outcomes).toEqual(new Set(['admitted', 'too many', 'resting']));
    expect(seen.dropped).toBeGreaterThan(0);
  }, 3_600_000);
});

/** Takes everything away that the histories before left, and writes the first entry of the next. */
async function empty(ledger: Ledger, now: string): Promise<void> {
  for (const project of ['alpha', 'beta']) await ledger.forget(project);
  while ((await ledger.dequeue(100)).length > 0);
  await ledger.append(entryOf('first', {at: now}));
}
