import type {ListedDay, StoredDay} from '../../core/stored-day.ts';
import type {DataPart} from '../ledger/data-digest.ts';

/** How far the database's load and the files reach, day by day. */
export interface Reach {
  /** Days whose files the database was not loaded with: it has nothing of them, or fewer files than there are now. */
  readonly notLoaded: readonly DayName[];
  /** Days that were loaded from other files than those that are there now; whether that matters only the answers show. */
  readonly loadedFromOthers: readonly DayName[];
  /** Days for which the database has more than the files: here the files are behind. */
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
    // A row comes from one file at least, if it came from a file at all.
    if (ofDatabase !== undefined && (loaded ?? ofDatabase.rows) > count) reach.treeBehind.push({project, date});
    const load = ofDatabase?.load ?? null;
    if (load !== null && !isOf(load.listing, ofTree?.listing ?? null)) reach.loadedFromOthers.push({project, date});
  }
  return reach;
}

/** What both sides say about the data behind their answers. */
export function dataParts(listed: readonly ListedDay[], stored: readonly StoredDay[]): DataPart[] {
  const about = ({project, date}: DayName): string => `${date} ${project}`;
  return [
    ...listed
      .filter(({files}) => files > 0)
      .map((day) => ({side: 'control' as const, about: about(day), state: day.listing})),
    ...stored.map((day) => ({side: 'candidate' as const, about: about(day), state: day.state})),
  ];
}

/** How many files the day was loaded from; null if that is not known, since a row was touched since or it came from elsewhere. */
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
