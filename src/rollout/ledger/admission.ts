import type {Outcome} from './entry.ts';
import type {Admission, Budget} from './ledger.ts';
import {countAdmissions, noteAdmission} from './queries/admissions.ts';
import {type RecentShadow, recentShadows} from './queries/recent-shadows.ts';
import type {Session} from './store/ledger-store.ts';

const MINUTE = 60_000;

/** How far clocks of machines that share a ledger may be apart: what lies further ahead is no news of this minute. */
const CLOCKS_APART = MINUTE;

/** Of a shadow: the database did not answer, or nobody got so far as to compare. */
const FAILURES: ReadonlySet<Outcome> = new Set<Outcome>([
  'candidate failed',
  'both failed',
  'timed out',
  'harness error',
]);

/** In a transaction that writes: nobody else is let in between what is counted and what is noted. */
export async function admit(session: Session, now: string, budget: Budget): Promise<Admission> {
  const ahead = moved(now, CLOCKS_APART);
  if (budget.failures > 0) {
    const last = await recentShadows(session, ahead, budget.failures);
    if (isResting(last, now, budget)) return 'resting';
  }
  const admitted = await countAdmissions(session, moved(now, -MINUTE), ahead);
  if (admitted >= budget.comparisonsAMinute) return 'too many';
  await noteAdmission(session, now);
  return 'admitted';
}

function isResting(last: readonly RecentShadow[], now: string, {failures, restMilliseconds}: Budget): boolean {
  const [newest] = last;
  if (newest === undefined || last.length < failures) return false;
  if (!last.every(({outcome}) => FAILURES.has(outcome))) return false;
  return Date.parse(now) - Date.parse(newest.at) < restMilliseconds;
}

function moved(moment: string, milliseconds: number): string {
  return new Date(Date.parse(moment) + milliseconds).toISOString();
}
