import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import type {GateQuestion} from '../../../src/rollout/gate/gate.ts';
import type {Requirements} from '../../../src/rollout/intent/intent.ts';
import type {Act, Hold} from '../../../src/rollout/ledger/act.ts';
import type {Entry} from '../../../src/rollout/ledger/entry.ts';

export const NOW = '2026-11-29T12:00:00.000Z';
export const DATES = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'] as CalendarDate[];
export const REPORTS = ['zenrows-errors', 'zenrows-detail'];

/** A time so many minutes before `NOW`. */
export function minutesAgo(minutes: number): string {
  return new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
}

export function hoursAgo(hours: number): string {
  return minutesAgo(hours * 60);
}

let ids = 0;

/** A match that counts as evidence, unless it is told otherwise. */
export function anEntry(changes: Partial<Entry> = {}): Entry {
  ids += 1;
  return {
    id: `entry-${ids}`,
    at: hoursAgo(1),
    origin: 'shadow',
    report: 'zenrows-errors',
    project: 'alpha',
    from: changes.from ?? (DATES[0] as CalendarDate),
    to: changes.to ?? changes.from ?? (DATES[0] as CalendarDate),
    outcome: 'matched',
    reason: null,
    evidenceKey: 'key',
    dataDigest: 'digest',
    records: {control: 10, candidate: 10},
    failing: 2,
    cause: null,
    unexplained: 0,
    milliseconds: {control: 100, candidate: 90},
    fingerprint: null,
    ...changes,
  };
}

export function anAct(changes: Partial<Act> = {}): Act {
  ids += 1;
  return {
    ...{id: `act-${ids}`, at: hoursAgo(48), kind: 'rehearsed', project: 'alpha', by: 'somebody', from: null, to: null},
    ...{reason: null, forced: false, succeeded: true},
    ...changes,
  };
}

export function aHold(changes: Partial<Hold> = {}): Hold {
  ids += 1;
  return {
    ...{id: `hold-${ids}`, project: 'alpha', days: null, reason: 'a mismatch', since: hoursAgo(2)},
    ...{fingerprint: null, needsPerson: false},
    ...changes,
  };
}

export const REQUIREMENTS: Requirements = {
  reports: REPORTS,
  comparisons: 8,
  days: 2,
  records: 40,
  failing: 8,
  coverage: 0.9,
  failures: 0.05,
  inconclusive: 0.05,
  latency: 1.5,
  pairs: 8,
  maxAgeHours: 24,
  rehearsalDays: 30,
  gate: 'enforced',
};

/** Both reports matched on every date, one report a day: all that is asked for, and nothing to spare. */
export function goodEntries(): Entry[] {
  return REPORTS.flatMap((report, index) =>
    DATES.map((from) => anEntry({report, from, at: hoursAgo(1 + 24 * index), dataDigest: `of ${from}`})),
  );
}

/** From `live` to `db`, for which the gate is open. */
export function aQuestion(changes: Partial<GateQuestion> = {}): GateQuestion {
  return {
    project: 'alpha',
    from: 'live',
    to: 'db',
    now: NOW,
    requirements: REQUIREMENTS,
    evidenceKeys: new Map(REPORTS.map((report) => [report, 'key'])),
    knownDates: DATES,
    entries: goodEntries(),
    acts: [anAct()],
    holds: [],
    ...changes,
  };
}
