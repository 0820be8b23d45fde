import {describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import type {Condition, ConditionName, GateQuestion, GateState} from '../../../src/rollout/gate/gate.ts';
import {decideGate} from '../../../src/rollout/gate/verdict.ts';
import type {Requirements} from '../../../src/rollout/intent/intent.ts';
import type {Entry, Outcome} from '../../../src/rollout/ledger/entry.ts';
import {type StageName, stageNames} from '../../../src/rollout/stage.ts';
import {
  aHold,
  anAct,
  anEntry,
  aQuestion,
  DATES,
  goodEntries,
  hoursAgo,
  minutesAgo,
  NOW,
  REPORTS,
  REQUIREMENTS,
} from './gate-question.ts';

type Case = readonly [what: string, changes: Partial<GateQuestion>, state: Condition['state'], gate: GateState];

function conditionOf(changes: Partial<GateQuestion>, name: ConditionName): Condition | undefined {
  return decideGate(aQuestion(changes)).conditions.find((condition) => condition.name === name);
}

/** The good entries, each with these changes. */
function each(changes: Partial<Entry>): Partial<GateQuestion> {
  return {entries: goodEntries().map((entry) => ({...entry, ...changes}))};
}

function plus(...entries: readonly Partial<Entry>[]): Partial<GateQuestion> {
  return {entries: [...goodEntries(), ...entries.map((changes) => anEntry(changes))]};
}

function asking(changes: Partial<Requirements>): Partial<GateQuestion> {
  return {requirements: {...REQUIREMENTS, ...changes}};
}

/** A requirement that is no amount is met by nothing. */
function noAmounts(name: keyof Requirements): Case[] {
  return [Number.NaN, Number.POSITIVE_INFINITY, -1].map((value) => [
    `${value} is asked for`,
    asking({[name]: value}),
    'unknown',
    'undecided',
  ]);
}

const NOTHING: Partial<GateQuestion> = {entries: []};
const UNREAD: Partial<GateQuestion> = {entries: null};
const IN_FUTURE = plus({at: minutesAgo(-6)});
const old: Partial<GateQuestion> = {now: '2027-11-29T12:00:00.000Z'};

const cases: Readonly<Record<ConditionName, readonly Case[]>> = {
  step: [
    ['the next stage', {}, 'met', 'open'],
    ['the same stage', {from: 'db'}, 'met', 'open'],
    ['back', {from: 'complete', to: 'live'}, 'met', 'open'],
    ['two stages at once', {from: 'shadow'}, 'broken', 'closed'],
    ['all at once', {from: 'file', to: 'complete'}, 'broken', 'closed'],
  ],
  ledger: [
    ['no entries were read', UNREAD, 'unknown', 'undecided'],
    ['no acts were read', {acts: null}, 'unknown', 'undecided'],
    ['no holds were read', {holds: null}, 'unknown', 'undecided'],
    ['an outcome of a later version', plus({outcome: 'guessed' as Outcome}), 'unknown', 'undecided'],
    ['an origin of a later version', plus({origin: 'constructor' as Entry['origin']}), 'unknown', 'undecided'],
    [
      'two entries of one id that differ',
      plus({id: 'twice'}, {id: 'twice', failing: Number.NaN}),
      'unknown',
      'undecided',
    ],
    ['an entry that is there twice', plus({id: 'twice'}, {id: 'twice'}), 'met', 'open'],
  ],
  clock: [
    ['a clock that is ahead a little', plus({at: minutesAgo(-5)}), 'met', 'open'],
    ['an entry in the future', IN_FUTURE, 'unknown', 'undecided'],
    ['an act in the future', {acts: [anAct(), anAct({at: minutesAgo(-6)})]}, 'unknown', 'undecided'],
    ['an entry without a time', plus({at: ''}), 'unknown', 'undecided'],
    ['an entry on a day that is not there', plus({at: '2026-02-30T00:00:00.000Z'}), 'unknown', 'undecided'],
    ['an act without a time', {acts: [anAct(), anAct({kind: 'promoted', at: 'NaN'})]}, 'unknown', 'undecided'],
    ['no time now', {now: 'NaN'}, 'unknown', 'undecided'],
    ['a time of another zone', {now: '2026-11-29T14:00:00.000+02:00'}, 'unknown', 'undecided'],
    ['an entry of another project in the future', plus({at: minutesAgo(-60), project: 'beta'}), 'met', 'open'],
  ],
  holds: [
    ['an open hold', {holds: [aHold()]}, 'broken', 'closed'],
    [
      'a hold of one day',
      {holds: [aHold({days: {from: DATES[0] as CalendarDate, to: DATES[0] as CalendarDate}})]},
      'broken',
      'closed',
    ],
    ['a hold of another project', {holds: [aHold({project: 'beta'})]}, 'met', 'open'],
    ['no holds were read', {holds: null}, 'unknown', 'undecided'],
    ['a hold in the future', {holds: [aHold({since: minutesAgo(-60)})]}, 'broken', 'closed'],
  ],
  reports: [
    ['no report counts', asking({reports: []}), 'unknown', 'undecided'],
    ['no key of a report', {evidenceKeys: new Map([['zenrows-errors', 'key']])}, 'unknown', 'undecided'],
    [
      'an empty key',
      {...each({evidenceKey: ''}), evidenceKeys: new Map(REPORTS.map((report) => [report, '']))},
      'unknown',
      'undecided',
    ],
  ],
  mismatches: [
    ['none', {}, 'met', 'open'],
    ['one', plus({outcome: 'mismatched', at: hoursAgo(3)}), 'broken', 'closed'],
    ['one before all the rest', plus({outcome: 'mismatched', at: hoursAgo(90)}), 'broken', 'closed'],
    [
      'one of a report that is not asked for',
      {
        ...plus({outcome: 'mismatched', report: 'other'}),
        evidenceKeys: new Map([...REPORTS, 'other'].map((name) => [name, 'key'])),
      },
      'broken',
      'closed',
    ],
    ['one without a time', plus({outcome: 'mismatched', at: 'NaN'}), 'broken', 'closed'],
    ['one in the future', plus({outcome: 'mismatched', at: hoursAgo(-1)}), 'broken', 'closed'],
    ['one under another key', plus({outcome: 'mismatched', evidenceKey: 'old'}), 'met', 'open'],
    ['one of all projects together', plus({outcome: 'mismatched', project: null}), 'met', 'open'],
    ['one of a rehearsal', plus({outcome: 'mismatched', origin: 'rehearsal'}), 'met', 'open'],
    [
      'one that was released, before all the rest',
      {
        ...plus({outcome: 'mismatched', at: hoursAgo(90)}),
        acts: [anAct(), anAct({kind: 'released', at: hoursAgo(90)})],
      },
      'met',
      'open',
    ],
    [
      'one that was released, after all the rest',
      {
        ...plus({outcome: 'mismatched', at: hoursAgo(90)}),
        acts: [anAct(), anAct({kind: 'released', at: minutesAgo(1)})],
      },
      'met',
      'undecided',
    ],
    [
      'one that was released in another project',
      {
        ...plus({outcome: 'mismatched', at: hoursAgo(90)}),
        acts: [anAct(), anAct({kind: 'released', at: hoursAgo(89), project: 'beta'})],
      },
      'broken',
      'closed',
    ],
    [
      'one after the release',
      {
        ...plus({outcome: 'mismatched', at: hoursAgo(89)}),
        acts: [anAct(), anAct({kind: 'released', at: hoursAgo(90)})],
      },
      'broken',
      'closed',
    ],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
  ],
  unexplained: [
    ['a difference', plus({unexplained: 1}), 'broken', 'closed'],
    ['a cause that says so', plus({cause: 'unexplained'}), 'broken', 'closed'],
    ['an unknown number', plus({unexplained: Number.NaN}), 'unknown', 'undecided'],
    ['less than none', plus({unexplained: -1}), 'unknown', 'undecided'],
    [
      'of data that moved',
      {...plus({unexplained: 3, outcome: 'moved'}), ...asking({inconclusive: 1, coverage: 0})},
      'met',
      'open',
    ],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
  ],
  faults: [
    [
      'a bug in comparing',
      {...plus({outcome: 'harness error', at: hoursAgo(90)}), ...asking({failures: 1, coverage: 0})},
      'broken',
      'closed',
    ],
    [
      'a missing right, granted since',
      {
        ...plus({outcome: 'candidate failed', reason: '42501', at: hoursAgo(90)}),
        ...asking({failures: 1, coverage: 0}),
      },
      'met',
      'open',
    ],
    ['a missing right', plus({outcome: 'candidate failed', reason: '42501', at: minutesAgo(1)}), 'broken', 'closed'],
    ['no schema', plus({outcome: 'candidate failed', reason: 'LSE_SCHEMA', at: minutesAgo(1)}), 'broken', 'closed'],
    [
      'wrong SQL, and matches since',
      {
        ...plus({outcome: 'candidate failed', reason: '42601', at: hoursAgo(90)}),
        ...asking({failures: 1, coverage: 0}),
      },
      'broken',
      'closed',
    ],
    [
      'a reason that nobody knows',
      plus({outcome: 'candidate failed', reason: 'TypeError', at: hoursAgo(90)}),
      'broken',
      'closed',
    ],
    ['no reason', plus({outcome: 'candidate failed', reason: null, at: hoursAgo(90)}), 'broken', 'closed'],
    [
      'a refusal',
      {...plus({outcome: 'candidate failed', reason: 'ECONNREFUSED'}), ...asking({failures: 1, coverage: 0})},
      'met',
      'open',
    ],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
  ],
  comparisons: [
    ['none', NOTHING, 'unmet', 'undecided'],
    ['one too few', asking({comparisons: 9}), 'unmet', 'undecided'],
    [
      'the same ones once more',
      {...asking({comparisons: 9}), entries: [...goodEntries(), ...goodEntries()]},
      'unmet',
      'undecided',
    ],
    ['the same dates with other data', {...asking({comparisons: 9}), ...plus({dataDigest: 'later'})}, 'met', 'open'],
    ['no digest', each({dataDigest: null}), 'unmet', 'undecided'],
    ['an empty digest', each({dataDigest: ''}), 'unmet', 'undecided'],
    ['another key', each({evidenceKey: 'old'}), 'unmet', 'undecided'],
    ['all projects together', each({project: null}), 'unmet', 'undecided'],
    ['another project', each({project: 'beta'}), 'unmet', 'undecided'],
    ['rehearsals', each({origin: 'rehearsal'}), 'unmet', 'undecided'],
    ['nothing but empty ones', each({outcome: 'empty'}), 'unmet', 'undecided'],
    ['no records', each({records: {control: 0, candidate: 0}}), 'unmet', 'undecided'],
    ['records that are not known', each({records: {control: null, candidate: null}}), 'unmet', 'undecided'],
    [
      'records that are not numbers',
      each({records: {control: Number.NaN, candidate: Number.NaN}}),
      'unmet',
      'undecided',
    ],
    ['more records on one side', each({records: {control: 10, candidate: 9}}), 'unmet', 'undecided'],
    [
      'dates that are not there',
      each({from: '2026-11-31' as CalendarDate, to: '2026-11-31' as CalendarDate}),
      'unmet',
      'undecided',
    ],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
    ...noAmounts('comparisons'),
  ],
  days: [
    ['one day alone', each({at: hoursAgo(1)}), 'unmet', 'undecided'],
    ['none', NOTHING, 'unmet', 'undecided'],
    ['days without a time', each({at: 'NaN'}), 'unmet', 'undecided'],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
    ...noAmounts('days'),
  ],
  dates: [
    ['a date more', {knownDates: [...DATES, '2026-11-24' as CalendarDate]}, 'unmet', 'undecided'],
    [
      'a date in a comparison of several',
      {
        ...plus(
          ...REPORTS.map((report) => ({report, from: '2026-11-23' as CalendarDate, to: '2026-11-25' as CalendarDate})),
        ),
        knownDates: [...DATES, '2026-11-24' as CalendarDate],
      },
      'met',
      'open',
    ],
    [
      'a date of one report alone',
      {...plus({from: '2026-11-24' as CalendarDate}), knownDates: [...DATES, '2026-11-24' as CalendarDate]},
      'unmet',
      'undecided',
    ],
    ['dates that are not known', {knownDates: null}, 'unknown', 'undecided'],
    ['no date', {knownDates: []}, 'unknown', 'undecided'],
    ['no report', asking({reports: []}), 'unknown', 'undecided'],
    [
      'a range that ends before it begins',
      {...each({from: DATES[3] as CalendarDate, to: DATES[0] as CalendarDate})},
      'unmet',
      'undecided',
    ],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
  ],
  records: [
    ['one too few: no date counts twice', asking({records: 41}), 'unmet', 'undecided'],
    [
      'a date with more in it later',
      {...asking({records: 41}), ...plus({dataDigest: 'later', records: {control: 11, candidate: 11}})},
      'met',
      'open',
    ],
    [
      'a range over dates that count already',
      {...asking({records: 41}), ...plus({to: DATES[3] as CalendarDate, records: {control: 40, candidate: 40}})},
      'unmet',
      'undecided',
    ],
    ['none', NOTHING, 'unmet', 'undecided'],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
    ...noAmounts('records'),
  ],
  failing: [
    ['one too few', asking({failing: 9}), 'unmet', 'undecided'],
    ['not known', each({failing: null}), 'unknown', 'undecided'],
    ['not numbers', each({failing: Number.NaN}), 'unknown', 'undecided'],
    ['less than none', each({failing: -1}), 'unknown', 'undecided'],
    ['not known and not asked for', {...each({failing: null}), ...asking({failing: 0})}, 'met', 'open'],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
    ...noAmounts('failing'),
  ],
  coverage: [
    ['too many skipped', plus({outcome: 'skipped'}), 'unmet', 'undecided'],
    ['empty ones, which do not count', plus({outcome: 'empty'}, {outcome: 'empty'}), 'met', 'open'],
    [
      'many matches of another report',
      plus({outcome: 'skipped'}, ...Array.from({length: 40}, () => ({report: 'zenrows-detail'}))),
      'unmet',
      'undecided',
    ],
    ['nothing asked', NOTHING, 'unknown', 'undecided'],
    [
      'one report not asked',
      {entries: goodEntries().filter(({report}) => report === 'zenrows-errors')},
      'unknown',
      'undecided',
    ],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
    ...noAmounts('coverage'),
    ['more than all is asked for', asking({coverage: 1.01}), 'unknown', 'undecided'],
  ],
  failures: [
    ['too many', {...plus({outcome: 'timed out'}), ...asking({coverage: 0})}, 'broken', 'closed'],
    [
      'so many as are allowed',
      {...plus({outcome: 'timed out'}), ...asking({coverage: 0.8, failures: 0.2})},
      'met',
      'open',
    ],
    ['both sides', {...plus({outcome: 'both failed'}), ...asking({coverage: 0})}, 'broken', 'closed'],
    [
      'a refusal',
      {...plus({outcome: 'candidate failed', reason: '08006'}), ...asking({coverage: 0})},
      'broken',
      'closed',
    ],
    [
      'a candidate that always fails',
      {...each({outcome: 'candidate failed', reason: '08006'}), ...asking({coverage: 0})},
      'broken',
      'closed',
    ],
    [
      'before the release',
      {...plus({outcome: 'timed out', at: hoursAgo(90)}), acts: [anAct(), anAct({kind: 'released', at: hoursAgo(90)})]},
      'met',
      'open',
    ],
    ['nothing asked', NOTHING, 'unknown', 'undecided'],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
    ...noAmounts('failures'),
  ],
  inconclusive: [
    ['moved', {...plus({outcome: 'moved'}), ...asking({coverage: 0})}, 'unmet', 'undecided'],
    ['not loaded', {...plus({outcome: 'not loaded'}), ...asking({coverage: 0})}, 'unmet', 'undecided'],
    ['control failed', {...plus({outcome: 'control failed'}), ...asking({coverage: 0})}, 'unmet', 'undecided'],
    [
      'a match that is none',
      {...plus({records: {control: 2, candidate: null}}), ...asking({coverage: 0})},
      'unmet',
      'undecided',
    ],
    [
      'so many as are allowed',
      {...plus({outcome: 'moved'}), ...asking({coverage: 0.8, inconclusive: 0.2})},
      'met',
      'open',
    ],
    ['nothing asked', NOTHING, 'unknown', 'undecided'],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
    ...noAmounts('inconclusive'),
  ],
  latency: [
    ['too slow', each({milliseconds: {control: 100, candidate: 151}}), 'broken', 'closed'],
    ['as slow as is allowed', each({milliseconds: {control: 100, candidate: 150}}), 'met', 'open'],
    ['one that is very slow', plus({milliseconds: {control: 100, candidate: 1e6}}), 'met', 'open'],
    ['one pair too few', asking({pairs: 9}), 'unknown', 'undecided'],
    ['no times of candidate', each({milliseconds: {control: 100, candidate: null}}), 'unknown', 'undecided'],
    ['no times of control', each({milliseconds: {control: null, candidate: 1}}), 'unknown', 'undecided'],
    [
      'times that are not numbers',
      each({milliseconds: {control: Number.NaN, candidate: Number.NaN}}),
      'unknown',
      'undecided',
    ],
    ['no time at all', each({milliseconds: {control: 100, candidate: 0}}), 'unknown', 'undecided'],
    ['less than no time', each({milliseconds: {control: 100, candidate: -1}}), 'unknown', 'undecided'],
    ['for ever', each({milliseconds: {control: Number.POSITIVE_INFINITY, candidate: 1}}), 'unknown', 'undecided'],
    ['comparisons, which read without the cache', each({origin: 'compare'}), 'unknown', 'undecided'],
    ['no pairs asked for and none there', {...each({origin: 'verify'}), ...asking({pairs: 0})}, 'unknown', 'undecided'],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
    ...noAmounts('latency'),
    ...noAmounts('pairs'),
  ],
  age: [
    ['a year old', old, 'unmet', 'undecided'],
    ['as old as is allowed', {now: '2026-11-30T11:00:00.000Z'}, 'met', 'open'],
    ['a millisecond too old', {now: '2026-11-30T11:00:00.001Z'}, 'unmet', 'undecided'],
    ['a clock that is ahead a little', plus({at: minutesAgo(-5)}), 'met', 'open'],
    ['none', NOTHING, 'unknown', 'undecided'],
    ['no time now', {now: 'NaN'}, 'unknown', 'undecided'],
    ['no ledger', UNREAD, 'unknown', 'undecided'],
    ...noAmounts('maxAgeHours'),
  ],
  rehearsal: [
    ['none', {acts: []}, 'unmet', 'undecided'],
    ['too old', {acts: [anAct({at: hoursAgo(24 * 31)})]}, 'unmet', 'undecided'],
    ['one that failed', {acts: [anAct({succeeded: false})]}, 'broken', 'closed'],
    [
      'one that failed after one that succeeded',
      {acts: [anAct(), anAct({at: hoursAgo(1), succeeded: false})]},
      'broken',
      'closed',
    ],
    [
      'one that succeeded after one that failed',
      {acts: [anAct({at: hoursAgo(50), succeeded: false}), anAct()]},
      'met',
      'open',
    ],
    ['of another project', {acts: [anAct({project: 'beta'})]}, 'unmet', 'undecided'],
    ['without a time', {acts: [anAct({at: 'NaN'})]}, 'unknown', 'undecided'],
    ['in the future', {acts: [anAct({at: hoursAgo(-24)})]}, 'met', 'undecided'],
    ['no acts were read', {acts: null}, 'unknown', 'undecided'],
    ...noAmounts('rehearsalDays'),
  ],
};

describe('the gate', () => {
  it('is open when all is as it should be', () => {
    const {state, conditions} = decideGate(aQuestion());
    expect(conditions.filter((condition) => condition.state !== 'met')).toEqual([]);
    expect(state).toBe('open');
  });

  describe.each(Object.entries(cases))('%s', (name, rows) => {
    it.each(rows)('%s', (_, changes, state, gate) => {
      expect(conditionOf(changes, name as ConditionName)?.state).toBe(state);
      expect(decideGate(aQuestion(changes)).state).toBe(gate);
    });
  });

  it.each<[StageName, StageName, number]>([
    ['shadow', 'file', 0],
    ['file', 'shadow', 3],
    ['shadow', 'live', 18],
    ['live', 'db', 19],
    ['db', 'complete', 19],
  ])('asks from %s to %s for %d conditions', (from, to, count) => {
    expect(decideGate(aQuestion({from, to})).conditions).toHaveLength(count);
  });

  it('lets a project go back to files, whatever there is', () => {
    const nothing = {to: 'file', entries: null, acts: null, holds: null, knownDates: null, now: 'NaN'} as const;
    for (const from of stageNames) expect(decideGate(aQuestion({...nothing, from})).state).toBe('open');
  });

  it('asks for no evidence before there can be any', () => {
    const start = aQuestion({from: 'file', to: 'shadow', entries: [], acts: [], knownDates: null});
    expect(decideGate(start).state).toBe('open');
    expect(decideGate({...start, entries: null}).state).toBe('undecided');
    expect(decideGate({...start, holds: [aHold()]}).state).toBe('closed');
  });

  it('closes for what speaks against it, also when other things cannot be told', () => {
    expect(decideGate(aQuestion({...plus({outcome: 'mismatched'}), knownDates: null, now: NOW})).state).toBe('closed');
  });

  it.each<[string, Partial<GateQuestion>, ConditionName, string, string]>([
    [
      'distinct ones and those of another key',
      plus({evidenceKey: 'old'}, {}),
      'comparisons',
      '9 distinct (1 more under another evidence key)',
      '8 distinct',
    ],
    [
      'dates',
      {knownDates: [...DATES, '2026-11-24' as CalendarDate]},
      'dates',
      '4 of 5 dates; the first that is missing is 2026-11-24 of zenrows-errors',
      'every known date, of every report that counts',
    ],
    ['shares', plus({outcome: 'skipped'}), 'coverage', '4 of 5 (80 %) of zenrows-errors', 'at least 90 % compared'],
    [
      'a median',
      {},
      'latency',
      '0.9 times, over 8 pairs',
      'candidate takes at most 1.5 times as long, over at least 8 pairs',
    ],
    ['an age', {}, 'age', 'the newest is 1.0 hours old', 'no older than 24 hours'],
    [
      'a future',
      plus({at: hoursAgo(-5)}),
      'clock',
      '1 time in the future, by up to 5.0 hours',
      'nothing more than 5 minutes later than now',
    ],
    [
      'a hold that needs a person',
      {holds: [aHold({needsPerson: true})]},
      'holds',
      `1 open hold, which a person has to release (since ${hoursAgo(2)}: a mismatch)`,
      'no open hold; release it with: lse rollout release alpha',
    ],
    [
      'a project that a shell would take apart',
      {project: "a b'c", holds: [aHold({project: "a b'c"})]},
      'holds',
      `1 open hold (since ${hoursAgo(2)}: a mismatch)`,
      "no open hold; release it with: lse rollout release 'a b'\\''c'",
    ],
    [
      'a mismatch',
      plus({outcome: 'mismatched', at: hoursAgo(2)}),
      'mismatches',
      `1 (mismatch), the last at ${hoursAgo(2)} of zenrows-errors`,
      'none since the last release; when it is corrected: lse rollout release alpha',
    ],
  ])('says in words: %s', (_, changes, name, have, need) => {
    expect(conditionOf(changes, name)).toMatchObject({have, need});
  });
});
