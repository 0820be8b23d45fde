import {ReportError} from '../errors.ts';
import {detachedText} from '../json/detached.ts';
import type {Gathering} from './gathering.ts';

/** As printed; null if missing, which is a key of its own. */
export type Key = string | null;

/** All units with the same keys, and what they gave. */
export interface Group {
  readonly keys: readonly Key[];
  readonly gatherings: readonly Gathering[];
}

/** Nobody reads a table of more rows, and it may be as large as the documents behind it. */
export const MOST_GROUPS = 10_000;

/** A group, or the next key's groups by that key. */
type Level = Map<Key, Level | Group>;

/** Groups by their keys, found by one look-up a key. */
export class Groups implements Iterable<Group> {
  readonly #report: string;
  readonly #gatherings: () => readonly Gathering[];
  readonly #groups: Group[] = [];
  readonly #root: Level = new Map();

  constructor(report: string, gatherings: () => readonly Gathering[]) {
    this.#report = report;
    this.#gatherings = gatherings;
  }

  /** @throws ReportError for one group too many */
  at(keys: readonly Key[]): Group {
    let level = this.#root;
    const last = keys.length - 1;
    for (let at = 0; at < last; at += 1) {
      const key = keys[at] as Key;
      const next = level.get(key) as Level | undefined;
      if (next !== undefined) level = next;
      else {
        const made: Level = new Map();
        level.set(keptKey(key), made);
        level = made;
      }
    }
    const key = last === -1 ? null : (keys[last] as Key);
    return (level.get(key) as Group | undefined) ?? this.#add(level, key, keys);
  }

  #add(level: Level, key: Key, keys: readonly Key[]): Group {
    if (this.#groups.length === MOST_GROUPS) {
      throw new ReportError(
        `The report '${this.#report}' has more than ${MOST_GROUPS} rows.`,
        'Group by fewer fields or by ones of fewer values, or let fewer count with "where".',
      );
    }
    const group = {keys: keys.map(keptKey), gatherings: this.#gatherings()};
    level.set(keptKey(key), group);
    this.#groups.push(group);
    return group;
  }

  [Symbol.iterator](): Iterator<Group> {
    return this.#groups[Symbol.iterator]();
  }
}

/** A key is a slice of a document. */
function keptKey(key: Key): Key {
  return key === null ? null : detachedText(key);
}
