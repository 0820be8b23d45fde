import fc from 'fast-check';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import type {GateQuestion} from '../../../src/rollout/gate/gate.ts';
import type {Requirements} from '../../../src/rollout/intent/intent.ts';
import type {Act, Hold} from '../../../src/rollout/ledger/act.ts';
import {type Entry, origins, outcomes} from '../../../src/rollout/ledger/entry.ts';
import {stageNames} from '../../../src/rollout/stage.ts';
import {aHold, anAct, anEntry, DATES, minutesAgo, NOW, REPORTS} from './gate-question.ts';

/** Half an hour is the grain, so that times often coincide; a few lie in the future, just within or well beyond the skew of clocks. */
const at: fc.Arbitrary<string> = fc.oneof(
  {weight: 30, arbitrary: fc.integer({min: 0, max: 200}).map((half) => minutesAgo(half * 30))},
  {weight: 2, arbitrary: fc.constantFrom(minutesAgo(-4), minutesAgo(-5), minutesAgo(-6), minutesAgo(-3000))},
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'NaN', '2026-02-30T00:00:00.000Z', '2026-11-29', '2026-11-29T11:00:00.000+02:00'),
  },
);

const REASONS = ['42501', '28P01', '42P01', '42601', 'XX000', '08006', '53300', '57014', '40001', 'ECONNREFUSED'];
const reason = fc.constantFrom(
  ...REASONS,
  'LSE_ACCESS',
  'LSE_SCHEMA',
  'LSE_DATABASE',
  'ENOENT',
  'SQLITE_CANTOPEN',
  'LATE',
  'TypeError',
  'EPIPE',
  null,
);

/** What a count or a time may be that was not counted or measured. */
const strange = fc.constantFrom(Number.NaN, -1, 0, 0.5, Number.POSITIVE_INFINITY, null);

const count = fc.oneof({weight: 6, arbitrary: fc.integer({min: 1, max: 30})}, {weight: 1, arbitrary: strange});

const dates: fc.Arbitrary<{from: CalendarDate; to: CalendarDate}> = fc.oneof(
  {weight: 4, arbitrary: fc.constantFrom(...DATES).map((from) => ({from, to: from}))},
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...DATES), fc.constantFrom(...DATES)).map(([from, to]) => ({from, to})),
  },
  {weight: 1, arbitrary: fc.constant({from: '2026-11-31' as CalendarDate, to: '2026-11-32' as CalendarDate})},
);

const records = fc.oneof(
  {weight: 6, arbitrary: fc.integer({min: 1, max: 30}).map((both) => ({control: both, candidate: both}))},
  {weight: 1, arbitrary: fc.record({control: count, candidate: count})},
);

/** Something else in the place of each of them. */
const entryChange: fc.Arbitrary<Partial<Entry>> = fc.oneof(
  at.map((time) => ({at: time})),
  fc.constantFrom(...origins).map((origin) => ({origin})),
  fc.tuple(fc.constantFrom(...outcomes), reason).map(([outcome, why]) => ({outcome, reason: why})),
  fc.tuple(fc.constant('candidate failed' as const), reason).map(([outcome, why]) => ({outcome, reason: why})),
  fc.constantFrom(...REPORTS, 'failures-by-hour', 'db verify').map((report) => ({report})),
  fc.constantFrom('beta', null).map((project) => ({project})),
  dates,
  fc.constantFrom('old key', '').map((evidenceKey) => ({evidenceKey})),
  fc.constantFrom('digest', 'other digest', '', null).map((dataDigest) => ({dataDigest})),
  records.map((both) => ({records: both})),
  count.map((failing) => ({failing})),
  fc.constantFrom(1, Number.NaN, -1).map((unexplained) => ({unexplained})),
  fc.record({control: count, candidate: count}).map((milliseconds) => ({milliseconds})),
  fc.constant({cause: 'unexplained' as const}),
);

const entryChanges = fc
  .array(entryChange, {minLength: 1, maxLength: 3})
  .map((all) => Object.assign({}, ...all) as Partial<Entry>);

const actChanges: fc.Arbitrary<Partial<Act>> = fc.record(
  {
    at,
    kind: fc.constantFrom('released', 'released', 'rehearsed', 'rehearsed', 'promoted', 'rolled back'),
    project: fc.constantFrom('alpha', 'alpha', 'alpha', 'beta'),
    succeeded: fc.constantFrom(true, true, false),
  },
  {requiredKeys: ['at', 'kind']},
);

const holdChanges: fc.Arbitrary<Partial<Hold>> = fc.record({
  since: at,
  project: fc.constantFrom('alpha', 'beta', 'beta'),
  needsPerson: fc.boolean(),
});

const limit = fc.constantFrom(Number.NaN, -1, 0, 0.01, 0.1, 0.5, 1, 2, 20, 1000, Number.POSITIVE_INFINITY);
const LIMITS = [
  ...(['comparisons', 'days', 'records', 'failing', 'coverage', 'failures', 'inconclusive'] as const),
  ...(['latency', 'pairs', 'maxAgeHours', 'rehearsalDays'] as const),
];

/** Something that speaks against candidate, mostly before all that speaks for it. */
const earlyTrouble: fc.Arbitrary<Partial<Entry>> = fc.record({
  at: fc.integer({min: 80, max: 120}).map((half) => minutesAgo(half * 30)),
  report: fc.constantFrom(...REPORTS, 'failures-by-hour'),
  outcome: fc.constantFrom('mismatched', 'candidate failed', 'candidate failed', 'harness error', 'timed out'),
  reason,
});

/** One thing that happens to a question. */
type Event = (question: GateQuestion) => GateQuestion;

const event: fc.Arbitrary<Event> = fc.oneof(
  {weight: 12, arbitrary: entryChanges.map((changes) => adding(anEntry(changes)))},
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat(), entryChanges)
      .map(([which, changes]) => changing(which, (entry) => [{...entry, ...changes}])),
  },
  {weight: 3, arbitrary: earlyTrouble.map((changes) => adding(anEntry(changes)))},
  {weight: 2, arbitrary: fc.nat().map((which) => changing(which, () => []))},
  {weight: 2, arbitrary: fc.nat().map((which) => changing(which, (entry) => [entry, {...entry, at: minutesAgo(30)}]))},
  {
    weight: 5,
    arbitrary: actChanges.map((changes) => (q: GateQuestion) => ({...q, acts: q.acts && [...q.acts, anAct(changes)]})),
  },
  {
    weight: 3,
    arbitrary: holdChanges.map((changes) => (q: GateQuestion) => ({
      ...q,
      holds: q.holds && [...q.holds, aHold(changes)],
    })),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...LIMITS), limit).map(([name, value]) => (q: GateQuestion) => ({
      ...q,
      requirements: {...q.requirements, [name]: value},
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('entries', 'acts', 'holds', 'knownDates')
      .map((name) => (q: GateQuestion) => ({...q, [name]: null})),
  },
  {
    weight: 1,
    arbitrary: fc.subarray(DATES).map((known) => (q: GateQuestion) => ({...q, knownDates: known})),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...REPORTS, 'failures-by-hour'), fc.constantFrom('key', 'key', 'old key', ''))
      .map(([report, key]) => (q: GateQuestion) => ({...q, evidenceKeys: new Map([...q.evidenceKeys, [report, key]])})),
  },
  {weight: 1, arbitrary: at.map((now) => (q: GateQuestion) => ({...q, now}))},
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...stageNames), fc.constantFrom(...stageNames))
      .map(([from, to]) => (q: GateQuestion) => ({...q, from, to})),
  },
  {weight: 1, arbitrary: fc.constant((q: GateQuestion) => ({...q, requirements: {...q.requirements, reports: []}}))},
);

function adding(entry: Entry): Event {
  return (question) => ({...question, entries: question.entries && [...question.entries, entry]});
}

function changing(which: number, change: (entry: Entry) => Entry[]): Event {
  return (question) => {
    const {entries} = question;
    if (entries === null || entries.length === 0) return question;
    const at = which % entries.length;
    return {...question, entries: entries.flatMap((entry, index) => (index === at ? change(entry) : [entry]))};
  };
}

/** Requirements that a handful of entries can meet. */
const requirements: fc.Arbitrary<Requirements> = fc.record({
  reports: fc.constantFrom(REPORTS, ['zenrows-errors']),
  comparisons: fc.integer({min: 1, max: 4}),
  days: fc.integer({min: 1, max: 2}),
  records: fc.integer({min: 1, max: 30}),
  failing: fc.integer({min: 0, max: 4}),
  coverage: fc.constantFrom(0.5, 0.75, 0.9),
  failures: fc.constantFrom(0.01, 0.1, 0.25),
  inconclusive: fc.constantFrom(0.01, 0.1, 0.25),
  latency: fc.constantFrom(1, 1.2, 1.5),
  pairs: fc.integer({min: 1, max: 5}),
  maxAgeHours: fc.constantFrom(12, 24, 72),
  rehearsalDays: fc.constantFrom(1, 30),
  gate: fc.constant('enforced'),
});

const targets = fc.constantFrom(
  ['shadow', 'live'],
  ['live', 'db'],
  ['live', 'db'],
  ['db', 'complete'],
  ['file', 'shadow'],
);

/** Each date of each report compared at some time of the last two days. */
const history: fc.Arbitrary<Entry[]> = fc
  .array(fc.tuple(fc.integer({min: 0, max: 90}), fc.integer({min: 8, max: 30}), fc.integer({min: 50, max: 150})), {
    minLength: 8,
    maxLength: 8,
  })
  .map((all) =>
    all.map(([half, both, candidate], index) =>
      anEntry({
        ...{report: REPORTS[index % 2] as string, from: DATES[index >> 1] as CalendarDate, at: minutesAgo(half * 30)},
        ...{dataDigest: `${index >> 1}`, records: {control: both, candidate: both}},
        milliseconds: {control: 100, candidate},
      }),
    ),
  );

/** A history that may well open the gate, and what happened to it. */
export const gateQuestion: fc.Arbitrary<GateQuestion> = fc
  .record({
    requirements,
    targets,
    history,
    events: fc.array(event, {maxLength: 4}),
    rehearsed: fc.integer({min: 1, max: 100}),
  })
  .map(({requirements: asked, targets: [from, to], history: entries, events, rehearsed}) =>
    events.reduce<GateQuestion>((question, happen) => happen(question), {
      ...{project: 'alpha', from: from as GateQuestion['from'], to: to as GateQuestion['to'], now: NOW},
      ...{
        requirements: asked,
        evidenceKeys: new Map([...REPORTS, 'failures-by-hour'].map((report) => [report, 'key'])),
      },
      ...{knownDates: DATES, entries, acts: [anAct({at: minutesAgo(rehearsed * 30)})], holds: []},
    }),
  );

/** Any entry at all. */
export const anyEntry: fc.Arbitrary<Entry> = entryChanges.map((changes) => anEntry(changes));
