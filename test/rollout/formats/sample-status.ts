import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import type {Entry} from '../../../src/rollout/ledger/entry.ts';
import type {ProjectStatus, RolloutStatus} from '../../../src/rollout/status.ts';

export const AT = '2026-11-29T06:19:37.500Z';

export const busy: ProjectStatus = {
  project: 'my project',
  intended: 'live',
  inForce: 'file',
  until: '2026-11-01',
  isOverdue: true,
  evidence: {matched: 1999, compared: 2000, asked: 2500, streak: 12},
  latency: {pairs: 20, control: {median: 12.4, p95: 40}, candidate: {median: 8, p95: 21.5}},
  lastMismatch: {at: '2026-11-28T10:00:00.000Z', report: 'zenrows-errors', fingerprint: 'f00d', count: 3},
  gate: {
    to: 'db',
    state: 'undecided',
    unmet: [
      {name: 'comparisons', state: 'unmet', have: '12', need: '100'},
      {name: 'rehearsal', state: 'unknown', have: 'none', need: 'within 30 days'},
    ],
  },
  holds: [
    {
      id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      project: 'my project',
      days: null,
      reason: 'logic',
      since: AT,
      fingerprint: 'f00d',
      needsPerson: true,
    },
    {
      id: '7c9e6679-7425-40de-944b-e07fc1f90ae8',
      project: 'my project',
      days: {from: '2025-09-13' as CalendarDate, to: '2025-09-14' as CalendarDate},
      reason: 'data',
      since: AT,
      fingerprint: null,
      needsPerson: false,
    },
  ],
  next: "lse rollout release 'my project'",
};

/** About which nothing is known, or there is nothing to know. */
export const blank: ProjectStatus = {
  project: 'other',
  intended: 'complete',
  inForce: 'complete',
  until: null,
  isOverdue: false,
  evidence: null,
  latency: null,
  lastMismatch: null,
  gate: null,
  holds: [],
  next: null,
};

export function statusOf(...projects: ProjectStatus[]): RolloutStatus {
  return {at: AT, ledger: {location: '.lse/ledger.db', fault: null}, projects};
}

export function entryOf(facts: Partial<Entry>): Entry {
  return {
    id: '00000000-0000-4000-8000-000000000000',
    at: AT,
    origin: 'shadow',
    report: 'zenrows-errors',
    project: 'a',
    from: '2025-09-13' as CalendarDate,
    to: '2025-09-13' as CalendarDate,
    outcome: 'matched',
    reason: null,
    evidenceKey: 'k',
    dataDigest: null,
    records: {control: 2, candidate: 2},
    failing: 1,
    cause: null,
    unexplained: 0,
    milliseconds: {control: 10, candidate: 5},
    fingerprint: null,
    ...facts,
  };
}
