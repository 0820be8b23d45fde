import {type Dirent, readdirSync, realpathSync, statSync} from 'node:fs';
import {dirname, sep} from 'node:path';
import {compareCodePoints} from '../../core/code-point-order.ts';
import {UsageError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import type {GivenSkip} from '../given.ts';
import {type ListedFile, stampOf, stepsOf} from './disk-file.ts';

/** What Node's names have in the place of bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

/** Names of no interest: hidden ones, exports that are being written, and what macOS adds to archives. */
export function isPassedOver(name: string): boolean {
  return name.startsWith('.') || name === 'tmp' || name === '__MACOSX';
}

/**
 * For each path every file that it leads to, a directory's in code point order; what cannot be read is a skip.
 *
 * @throws UsageError for paths that lead nowhere, all of them
 */
export function listedFiles(paths: readonly string[]): (ListedFile | GivenSkip)[][] {
  const missing = paths.filter((path) => statSync(path, {throwIfNoEntry: false}) === undefined);
  if (missing.length === 0) return paths.map(filesOf);
  const named = missing.map((path) => `'${path}'`).join(', ');
  throw new UsageError(
    `There ${missing.length === 1 ? 'is no file or directory' : 'are no files or directories'} ${named}.`,
    `Look at what is there: ls ${shellWord(parentOf(missing[0] ?? '.'))}`,
  );
}

function filesOf(path: string): (ListedFile | GivenSkip)[] {
  const stats = statSync(path);
  const name = path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
  if (stats.isDirectory()) return new Walk(name).run();
  if (stats.isFile()) {
    const above = stepsOf(dirname(realpathSync(name)));
    return [{location: name, name, root: name, above, stamp: stampOf(stats)}];
  }
  return [skip(name, 'is no regular file; save what it gives to one, or pipe it in: lse import -')];
}

/** The nearest directory above that is there. */
function parentOf(path: string): string {
  const steps = path.split('/');
  for (let count = steps.length - 1; count > 0; count -= 1) {
    const parent = steps.slice(0, count).join('/') || '/';
    if (statSync(parent, {throwIfNoEntry: false})?.isDirectory()) return parent;
  }
  return '.';
}

/** Everything below one directory. */
class Walk {
  readonly #start: string;
  readonly #root: string;
  readonly #above: readonly string[];
  readonly #listed: (ListedFile | GivenSkip)[] = [];
  /** The real directories that lead to where the walk is: a link to one of them would go round for ever. */
  readonly #entered = new Set<string>();

  constructor(directory: string) {
    this.#start = directory;
    this.#root = realpathSync(directory);
    this.#above = stepsOf(this.#root);
  }

  run(): (ListedFile | GivenSkip)[] {
    this.#directory(this.#start);
    return this.#listed;
  }

  #directory(directory: string): void {
    const real = realpathSync(directory);
    if (this.#entered.has(real)) return;
    this.#entered.add(real);
    for (const entry of this.#entries(directory)) {
      if (isPassedOver(entry.name)) continue;
      const name = directory === sep ? `${sep}${entry.name}` : `${directory}${sep}${entry.name}`;
      if (entry.name.includes(REPLACEMENT))
        this.#listed.push(skip(name, 'may have a name that is no UTF-8; rename it'));
      else this.#entry(entry, name);
    }
    this.#entered.delete(real);
  }

  #entries(directory: string): Dirent[] {
    try {
      const entries = readdirSync(directory, {withFileTypes: true});
      return entries.sort((one, other) => compareCodePoints(one.name, other.name));
    } catch (error) {
      this.#listed.push(skip(directory, `cannot be read (${(error as NodeJS.ErrnoException).code})`));
      return [];
    }
  }

  #entry(entry: Dirent, name: string): void {
    try {
      if (entry.isSymbolicLink() && !this.#isWithin(realpathSync(name))) {
        this.#listed.push(skip(name, 'is a link that leads out of what is imported; name what it leads to'));
        return;
      }
      const stats = statSync(name);
      if (stats.isDirectory()) this.#directory(name);
      else if (stats.isFile()) {
        this.#listed.push({location: name, name, root: this.#start, above: this.#above, stamp: stampOf(stats)});
      } else this.#listed.push(skip(name, 'is no regular file'));
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      const isBroken = code === 'ENOENT' && entry.isSymbolicLink();
      this.#listed.push(skip(name, isBroken ? 'is a link that leads nowhere' : `cannot be read (${code})`));
    }
  }

  #isWithin(real: string): boolean {
    return real === this.#root || real.startsWith(this.#root === sep ? sep : `${this.#root}${sep}`);
  }
}

function skip(file: string, reason: string): GivenSkip {
  return {kind: 'skip', place: {file, line: null}, reason};
}
