import type {Dirent} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {parseCalendarDate} from '../../../core/calendar-date.ts';
import {compareCodePoints} from '../../../core/code-point-order.ts';
import {ARCHIVE_MANIFEST} from '../../../core/document-tree.ts';
import type {FilesInReach} from '../../../core/passed-over.ts';
import {shellWord} from '../../../core/shell-word.ts';
import {isHidden, mayHoldRuns} from './file-name.ts';
import {canBeImported} from './file-shape.ts';

/** So many directories are listed: some 50 ms. */
const MOST_DIRECTORIES = 1000;

/** At most so many files are opened until one can be imported. */
const MOST_LOOKS = 16;

/** At most so many files are opened in each of them: the files of one directory are mostly alike. */
const LOOKS_A_DIRECTORY = 4;

type Path = readonly string[];

/**
 * What may hold runs below a data directory, at any depth, outside the places of records. It is for a report that found no record. It lists
 * no directory of a date, and follows no link. `location` is the data directory as the user named it. Null if there is nothing.
 */
export async function filesInReach(location: string, root: string): Promise<FilesInReach | null> {
  const waiting: Path[] = [[]];
  const withDates = new Set<string>();
  let [listed, count, looks] = [0, 0, 0];
  let example: Path | null = null;
  let importable: Path | null = null;
  for (let place = waiting.shift(); place !== undefined && listed < MOST_DIRECTORIES; place = waiting.shift()) {
    const below: Path = place;
    listed += 1;
    const entries = await entriesOf(join(root, ...below));
    const files = entries.filter(
      (entry) => entry.isFile() && mayHoldRuns(entry.name) && !isManifest(below, entry.name),
    );
    count += files.length;
    for (const {name} of files.slice(0, LOOKS_A_DIRECTORY)) {
      example ??= [...below, name];
      if (importable !== null || looks >= MOST_LOOKS) break;
      looks += 1;
      if (await canBeImported(join(root, ...below, name))) importable = [...below, name];
    }
    for (const {name} of entries.filter((entry) => entry.isDirectory() && !isHidden(entry.name))) {
      if (below.length === 1 && parseCalendarDate(name) !== null) withDates.add(below[0] as string);
      else waiting.push([...below, name]);
    }
  }
  if (example === null) return null;
  const found = {count, isWhole: waiting.length === 0, example: (importable ?? example).join('/')};
  return importable === null
    ? found
    : {...found, importFrom: shellWord(join(location, ...sourceOf(importable, withDates)))};
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
