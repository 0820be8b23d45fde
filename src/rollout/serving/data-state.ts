import {compareCodePoints} from '../../core/code-point-order.ts';
import {digestOfText} from '../../core/digest.ts';
import type {ListedDay, StoredDay} from '../../core/stored-day.ts';

/** How far the database's load and the files reach, day by day. */
export interface Reach {
  /** Days whose files the database was not loaded with: it has nothing of them, or fewer files than there are now. */
  readonly notLoaded: readonly DayName[];
  /** Days that were loaded from other files than those that are there now; whether that matters only the answers show. */
  readonly loadedFromOthers: readonly DayName[];
  /** Days of which the database has more than the files: it is the files that lie behind. */
  readonly treeBehind: readonly DayName[];
}

export interface DayName {
  readonly project: string;
  readonly date: string;
}

export function reachOf(listed: readonly ListedDay[], stored: readonly StoredDay[]): Reach {
  const reach = {notLoaded: [] as DayName[], loadedFromOthers: [] as DayName[], treeBehind: [] as DayName[]};
  const [files, rows] = [byDay(listed), byDay(stored)];
  for (const key of new Set([...files.keys(), ...rows.keys()])) {
    const [ofTree, ofDatabase] = [files.get(key), rows.get(key)];
    const {project, date} = (ofTree ?? ofDatabase) as DayName;
    const count = ofTree?.files ?? 0;
    const loaded = loadedFiles(ofDatabase);
    if (count > 0 && (ofDatabase === undefined || (loaded !== null && loaded < count))) {
      reach.notLoaded.push({project, date});
    }
    // A row comes from one file at least, where it came from a file at all.
    if (ofDatabase !== undefined && (loaded ?? ofDatabase.rows) > count) reach.treeBehind.push({project, date});
    const load = ofDatabase?.load ?? null;
    if (load !== null && !isOf(load.listing, ofTree?.listing ?? null)) reach.loadedFromOthers.push({project, date});
  }
  return reach;
}

/**
 * Of the data behind both answers: equal for two comparisons that saw the same files and the same rows. Null where a side cannot tell
 * one state from another.
 */
export function dataDigest(listed: readonly ListedDay[], stored: readonly StoredDay[]): string | null {
  const files = listed.filter((day) => day.files > 0).map(({project, date, listing}) => [project, date, listing]);
  const rows = stored.map(({project, date, state}) => [project, date, state]);
  const all = [...files, ...rows];
  if (all.some(([, , state]) => state === null)) return null;
  const inOrder = (days: readonly (string | null)[][]): string[] =>
    days.map((day) => JSON.stringify(day)).sort(compareCodePoints);
  return digestOfText(JSON.stringify([inOrder(files), inOrder(rows)]));
}

/** How many files the day was loaded from; null where that is not known, since a row was touched since or it came from elsewhere. */
function loadedFiles(stored: StoredDay | undefined): number | null {
  if (stored === undefined || stored.load === null) return null;
  return stored.rows + stored.load.filesWithoutRow;
}

function isOf(listing: string, digest: string | null): boolean {
  return digest !== null && listing.endsWith(` ${digest}`);
}

function byDay<T extends DayName>(days: readonly T[]): Map<string, T> {
  return new Map(days.map((day) => [JSON.stringify([day.date, day.project]), day]));
}
