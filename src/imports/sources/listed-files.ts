import {type BigIntStats, type Dirent, readdirSync, realpathSync, statSync} from 'node:fs';
import {sep} from 'node:path';
import {compareCodePoints} from '../../core/code-point-order.ts';
import {UsageError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import type {GivenSkip} from '../given.ts';
import type {ListedFile} from './disk-file.ts';

/** What stands in Node's names for bytes that are no UTF-8. */
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
  const stats = statSync(path, {bigint: true});
  const name = path.length > 1 ? path.replace(/\/+$/, '') : path;
  if (stats.isDirectory()) return new Walk(path, name).run();
  if (stats.isFile()) return [{location: path, name, path: [name.split(sep).at(-1) ?? name], stats}];
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
  readonly #root: string;
  readonly #start: {readonly location: string; readonly name: string};
  readonly #listed: (ListedFile | GivenSkip)[] = [];
  /** The real directories that lead to where the walk is: a link to one of them would go round for ever. */
  readonly #above = new Set<string>();

  constructor(location: string, name: string) {
    this.#root = realpathSync(location);
    this.#start = {location, name};
  }

  run(): (ListedFile | GivenSkip)[] {
    this.#directory(this.#start.location, this.#start.name, []);
    return this.#listed;
  }

  #directory(location: string, name: string, path: readonly string[]): void {
    const real = realpathSync(location);
    if (this.#above.has(real)) return;
    this.#above.add(real);
    for (const entry of this.#entries(location, name)) {
      const shown = name === '/' ? `/${entry.name}` : `${name}/${entry.name}`;
      if (isPassedOver(entry.name)) continue;
      if (entry.name.includes(REPLACEMENT))
        this.#listed.push(skip(shown, 'may have a name that is no UTF-8; rename it'));
      else this.#entry(entry, `${location}${sep}${entry.name}`, shown, [...path, entry.name]);
    }
    this.#above.delete(real);
  }

  #entries(location: string, name: string): Dirent[] {
    try {
      return readdirSync(location, {withFileTypes: true}).sort((one, other) => compareCodePoints(one.name, other.name));
    } catch (error) {
      this.#listed.push(skip(name, `cannot be read (${(error as NodeJS.ErrnoException).code})`));
      return [];
    }
  }

  #entry(entry: Dirent, location: string, name: string, path: readonly string[]): void {
    try {
      if (entry.isSymbolicLink() && !this.#isWithin(realpathSync(location))) {
        this.#listed.push(skip(name, 'is a link that leads out of what is imported; name what it leads to'));
        return;
      }
      const stats: BigIntStats = statSync(location, {bigint: true});
      if (stats.isDirectory()) this.#directory(location, name, path);
      else if (stats.isFile()) this.#listed.push({location, name, path, stats});
      else this.#listed.push(skip(name, 'is no regular file'));
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      const reason =
        code === 'ENOENT' && entry.isSymbolicLink() ? 'is a link that leads nowhere' : `cannot be read (${code})`;
      this.#listed.push(skip(name, reason));
    }
  }

  #isWithin(real: string): boolean {
    return real === this.#root || real.startsWith(this.#root === sep ? sep : `${this.#root}${sep}`);
  }
}

function skip(file: string, reason: string): GivenSkip {
  return {kind: 'skip', place: {file, line: null}, reason};
}
