import {changeSize} from './queries/change-size.ts';
import {
  deleteOldEntries,
  deleteOldMismatches,
  deleteOldRoutine,
  notePruned,
  prunedAt,
  sizedProjects,
} from './queries/prune.ts';
import type {Session} from './store/ledger-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** So many go at a time: whoever writes next goes on, so that no report waits for all of what has become too old. */
const MOST = 1000;

/** Whether the last time was more than an hour ago. A clock that went backwards must not stop it for good. */
export async function isPruneDue(session: Session, now: Date): Promise<boolean> {
  return !(Math.abs(now.getTime() - Date.parse(await prunedAt(session))) < HOUR);
}

/**
 * Deletes what is older than so many days by this clock: entries, mismatches that were not seen since, and what was noted of loads and of
 * reports that fell back. What people decided and holds stay. Alone, and with the sizes of all projects before anything else, as `append` has one.
 */
export async function prune(session: Session, keepDays: number, now: Date): Promise<void> {
  if (!(await isPruneDue(session, now))) return;
  for (const project of await sizedProjects(session)) await changeSize(session, project, 0);
  const before = new Date(now.getTime() - keepDays * DAY).toISOString();
  const {entries, bytes} = await deleteOldEntries(session, before, MOST);
  for (const [project, less] of bytes) await changeSize(session, project, -less);
  if (entries === MOST) return;
  await deleteOldMismatches(session, before);
  await deleteOldRoutine(session, before);
  await notePruned(session, now.toISOString());
}
