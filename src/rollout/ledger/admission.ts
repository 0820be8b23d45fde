import type {Outcome} from './entry.ts';
import type {Admission, Budget} from './ledger.ts';
import {admissionSql, forgetSql, outsideOf} from './queries/admissions.ts';
import {type RecentShadow, recentShadows} from './queries/recent-shadows.ts';
import type {LedgerStore} from './store/ledger-store.ts';

const MINUTE = 60_000;

/** How far clocks of machines that share a ledger may be apart: what lies further ahead is no news of this minute. */
const CLOCKS_APART = MINUTE;

/** So many outside of the minute are left, so that not everybody deletes. */
const MOST_OUTSIDE = 50;

/** A shadow failed: the database did not answer, or nothing was compared. */
const FAILURES: ReadonlySet<Outcome> = new Set<Outcome>([
  'candidate failed',
  'both failed',
  'timed out',
  'harness error',
]);

export async function admit(store: LedgerStore, now: string, budget: Budget): Promise<Admission> {
  const [after, until] = [moved(now, -MINUTE), moved(now, CLOCKS_APART)];
  const {last, outside} = await store.read(
    async (session) => ({
      last: await recentShadows(session, until, Math.max(0, budget.failures)),
      outside: await outsideOf(session, after, until),
    }),
    {last: [], outside: 0},
  );
  if (budget.failures > 0 && isResting(last, now, budget)) return 'resting';
  const values = [now, after, until, budget.comparisonsAMinute];
  const admitted = await store.once(admissionSql, values, {alone: true});
  if (outside > MOST_OUTSIDE) await store.once(forgetSql, [after, until]);
  return admitted.length > 0 ? 'admitted' : 'too many';
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
