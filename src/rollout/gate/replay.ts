import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Requirements} from '../intent/intent.ts';
import type {Act, Hold} from '../ledger/act.ts';
import {evidenceOf} from './evidence.ts';
import type {GateAnswer, GateQuestion} from './gate.ts';
import {DAY_MILLISECONDS, instantOf, utcDayOf} from './ledger-time.ts';
import {answerOf} from './verdict.ts';

/** What the gate would have said at the end of a day, of today so far. */
export interface ReplayedDay {
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
  /** Under the requirements as they are, and as they would be. */
  readonly present: GateAnswer;
  readonly tried: GateAnswer;
}

/** The days before these are not looked at: a time that is far off would otherwise lead to millions of them. */
const MOST_DAYS = 400;

/**
 * Tries other requirements on the history: each day from the first that something was written down, in order, today as the last. Evidence keys
 * are today's, and so are known dates, without those that had not come yet. Of holds that are over, the ledger knows what was noted about them.
 * If nothing can be said about the history, it looks at today alone.
 */
export function replayGate(question: GateQuestion, changes: Partial<Requirements>): ReplayedDay[] {
  const now = instantOf(question.now);
  const past = now === null ? [] : endsOfDays(question, now).map((end) => asOf(question, end));
  return [...past, question].map((asked) => {
    const evidence = evidenceOf(asked);
    const other = {...asked, requirements: {...asked.requirements, ...changes}};
    return {
      day: asked.now.slice(0, 10),
      present: answerOf(asked, evidence),
      // It does not depend on any other requirement.
      tried: answerOf(other, changes.reports === undefined ? evidence : evidenceOf(other)),
    };
  });
}

/** The last milliseconds of the days before today, from the first on that the project has something of. */
function endsOfDays({project, entries, acts}: GateQuestion, now: number): number[] {
  const rows = [...(entries ?? []), ...(acts ?? [])].filter((row) => row.project === project);
  const first = rows.reduce((earliest, {at}) => Math.min(earliest, instantOf(at) ?? earliest), now);
  const today = Date.parse(utcDayOf(now));
  const days = Math.min(MOST_DAYS, Math.ceil((today - first) / DAY_MILLISECONDS));
  return Array.from({length: Math.max(0, days)}, (_, index) => today - (days - index - 1) * DAY_MILLISECONDS - 1);
}

function asOf(question: GateQuestion, end: number): GateQuestion {
  const day = utcDayOf(end) as CalendarDate;
  // What has no time that can be read may always have been there.
  const wasThere = ({at}: {readonly at: string}): boolean => (instantOf(at) ?? end) <= end;
  const acts = question.acts?.filter(wasThere) ?? null;
  return {
    ...question,
    now: new Date(end).toISOString(),
    entries: question.entries?.filter(wasThere) ?? null,
    acts,
    holds: holdsAt(question, acts, end),
    knownDates: question.knownDates?.filter((date) => date <= day) ?? null,
  };
}

function holdsAt({project, holds}: GateQuestion, acts: readonly Act[] | null, end: number): Hold[] | null {
  if (holds === null) return null;
  const open = holds.filter(({since}) => (instantOf(since) ?? end) <= end);
  const last = (acts ?? [])
    .filter((act) => act.project === project && (act.kind === 'held' || act.kind === 'released'))
    // A release lifts what was held in the same millisecond.
    .sort((left, right) => compareText(left.at, right.at) || compareText(left.kind, right.kind))
    .at(-1);
  if (last?.kind !== 'held' || open.some((hold) => hold.project === project)) return open;
  const {id, at, reason} = last;
  return [
    ...open,
    {id, project, days: null, reason: reason ?? 'held', since: at, fingerprint: null, needsPerson: false},
  ];
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
