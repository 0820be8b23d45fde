import type {Dirent} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {extname, join} from 'node:path';
import {parseCalendarDate} from '../../../core/calendar-date.ts';
import {compareCodePoints} from '../../../core/code-point-order.ts';
import {ARCHIVE_MANIFEST} from '../../../core/document-tree.ts';
import type {FilesInReach} from '../../../core/passed-over.ts';
import {shellWord} from '../../../core/shell-word.ts';
import {isHidden, mayHoldRuns} from './file-name.ts';
import {canBeImported} from './file-shape.ts';

/** So many directories are listed: some 50 ms. */
const MOST_DIRECTORIES = 1000;

/** At most so many files are opened until one can be imported, by names that say that they may hold runs, and by others. */
const MOST_LOOKS = 16;

/** At most so many files are opened in each of them: the files of one directory are mostly alike. */
const LOOKS_A_DIRECTORY = 4;

type Path = readonly string[];

/**
 * What may hold runs below a data directory, at any depth, outside the places of records, by the name or by the first bytes. It is for a report that found no record. It lists
 * no directory of a date, and follows no link. `location` is the data directory as the user named it. Null if there is nothing.
 */
export async function filesInReach(location: string, root: string): Promise<FilesInReach | null> {
  const waiting: Path[] = [[]];
  const withDates = new Set<string>();
  let [listed, count] = [0, 0];
  const looks = {likely: 0, other: 0};
  let example: Path | null = null;
  let importable: Path | null = null;
  const canTake = async (path: Path, kind: keyof typeof looks): Promise<boolean> => {
    if (importable !== null || looks[kind] >= MOST_LOOKS) return false;
    looks[kind] += 1;
    return canBeImported(join(root, ...path));
  };
  for (let place = waiting.shift(); place !== undefined && listed < MOST_DIRECTORIES; place = waiting.shift()) {
    const below: Path = place;
    listed += 1;
    const entries = await entriesOf(join(root, ...below));
    const files = entries.filter((entry) => entry.isFile() && !isHidden(entry.name) && !isManifest(below, entry.name));
    const likely = files.filter(({name}) => mayHoldRuns(name));
    count += likely.length;
    for (const {name} of likely.slice(0, LOOKS_A_DIRECTORY)) {
      example ??= [...below, name];
      if (await canTake([...below, name], 'likely')) importable = [...below, name];
    }
    const others = files.filter(({name}) => !mayHoldRuns(name));
    for (const {name} of others.slice(0, LOOKS_A_DIRECTORY)) {
      if (!(await canTake([...below, name], 'other'))) continue;
      importable = [...below, name];
      example ??= importable;
      count += others.filter((each) => extname(each.name) === extname(name)).length;
    }
    for (const {name} of entries.filter((entry) => entry.isDirectory() && !isHidden(entry.name))) {
      if (below.length === 1 && parseCalendarDate(name) !== null) withDates.add(below[0] as string);
      else waiting.push([...below, name]);
    }
  }
  if (example === null) return null;
  const found = {count, isWhole: waiting.length === 0, example: (importable ?? example).join('/')};
  if (importable === null) return found;
  // Without a date all of it is an export, or several.
  const isExport = found.isWhole && count > 1 && withDates.size === 0;
  const source = isExport ? [] : sourceOf(importable, withDates);
  return {...found, importFrom: shellWord(join(location, ...source))};
}

/** The most that can be imported without existing records: the file, or the highest directory above it that holds no date. */
function sourceOf(path: Path, withDates: ReadonlySet<string>): Path {
  return path.slice(0, withDates.has(path[0] as string) ? 2 : 1);
}

function isManifest(below: Path, name: string): boolean {
  return below.length === 1 && name === ARCHIVE_MANIFEST;
}

/** Entries with a name that can be opened; none if the directory may not be read, or is gone. */
async function entriesOf(directory: string): Promise<Dirent[]> {
  const entries = await readdir(directory, {withFileTypes: true}).catch(() => []);
  const named = entries.filter(({name}) => !name.includes('\ufffd'));
  return named.sort((left, right) => compareCodePoints(left.name, right.name));
}
