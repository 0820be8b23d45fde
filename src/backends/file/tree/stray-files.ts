import {lstat} from 'node:fs/promises';
import {join, sep} from 'node:path';
import type {PassedOver, PassedOverKind} from '../../../core/passed-over.ts';
import {shellWord} from '../../../core/shell-word.ts';
import {directoryEntries} from './directory-entries.ts';
import {mayHoldRuns} from './file-name.ts';
import {canBeImported} from './file-shape.ts';
import type {PassedOverTally} from './passed-over-tally.ts';
import {shownName} from './undecodable-name.ts';

/** How many directories of each kind are searched for a file that can be imported, and how many files of each directory. */
const DIRECTORIES_A_KIND = 16;
const FILES_A_DIRECTORY = 4;

/** The places of files that no report reads. */
export interface StrayPlace {
  readonly kind: PassedOverKind;
  readonly project: string | null;
  /** The names that lead to it from the data directory. */
  readonly below: readonly string[];
  /** Whether no record lies in it, so that all of it can be imported. */
  readonly isApart: boolean;
}

/** Finds files that may hold runs in those places of a tree where no record lies. */
export class StrayFiles {
  readonly #location: string;
  readonly #root: string;
  readonly #tally: PassedOverTally;
  /** By kind, a file of each directory that can be imported, or null: if a directory is listed again, it is not searched again. */
  readonly #looked = new Map<PassedOverKind, Map<string, string | null>>();

  /** `location` is the data directory as the user named it, `root` its real path. */
  constructor(location: string, root: string, tally: PassedOverTally) {
    this.#location = location;
    this.#root = root;
    this.#tally = tally;
  }

  /** Notes those of the names in a directory that may hold runs. */
  async note(place: StrayPlace, names: readonly string[]): Promise<void> {
    const found = names.filter(mayHoldRuns);
    const key = JSON.stringify([place.kind, ...place.below]);
    this.#tally.note(key, found.length === 0 ? [] : [await this.passedOver(place, found)]);
  }

  /** The same for the files directly in a directory, unless it is a link: its target is searched in its own place. */
  async noteBelow(place: StrayPlace): Promise<void> {
    const {project, below} = place;
    const path = join(this.#root, ...below);
    try {
      if ((await lstat(path)).isDirectory())
        await this.note(place, (await directoryEntries(path, 'file', this.#root)).names);
    } catch (error) {
      // No record could lie in it, so this is no error.
      const {code} = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      if (code === 'ENOENT' || code === 'ENOTDIR') return;
      const example = below.map(shownName).join('/');
      this.#tally.note(JSON.stringify(below), [{kind: 'unreadable-directory', project, count: 1, example}]);
    }
  }

  /** These files of one directory as one entry; its example is one that can be imported. */
  async passedOver(place: StrayPlace, names: readonly string[]): Promise<PassedOver> {
    const {kind, project, below} = place;
    const importable = await this.#importable(place, names);
    const example = [...below, importable ?? names[0] ?? ''].map(shownName).join('/');
    const counted = {kind, project, count: names.length, example};
    return importable === null ? counted : {...counted, importFrom: this.#importFrom(place, names, importable)};
  }

  async #importable({kind, below}: StrayPlace, names: readonly string[]): Promise<string | null> {
    const looked = this.#looked.get(kind) ?? new Map<string, string | null>();
    this.#looked.set(kind, looked);
    const directory = join(this.#root, ...below);
    const before = looked.get(directory);
    if (before !== undefined && (before === null || names.includes(before))) return before;
    if (looked.size >= DIRECTORIES_A_KIND) return null;
    const found = await firstImportable(directory, names);
    looked.set(directory, found);
    return found;
  }

  /** All of the directory, the one file, or the files with its ending: beside these lie records. */
  #importFrom({below, isApart}: StrayPlace, names: readonly string[], importable: string): string {
    const directory = join(this.#location, ...below);
    if (isApart) return shellWord(directory);
    if (names.length === 1) return shellWord(join(directory, importable));
    return `${shellWord(directory)}/*${importable.slice(importable.lastIndexOf('.'))}`;
  }
}

async function firstImportable(directory: string, names: readonly string[]): Promise<string | null> {
  const likely = names.filter((name) => name.isWellFormed() && mayHoldRuns(name)).slice(0, FILES_A_DIRECTORY);
  for (const name of likely) if (await canBeImported(`${directory}${sep}${name}`)) return name;
  return null;
}
