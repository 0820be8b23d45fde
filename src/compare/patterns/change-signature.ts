import {detached} from '../../core/json/detached.ts';
import {compactJson} from '../../core/json/print.ts';
import type {JsonValue} from '../../core/json/value.ts';
import type {RecordChange} from '../records/record-change.ts';
import type {PatternChange} from './pattern.ts';

/** Where a record differs and from what to what, as far as many records can have that in common. */
export interface ChangeSignature {
  readonly paths: readonly string[];
  /** Equal for two records whose values change alike at all of these paths; `varied` if one value is too long to be alike. */
  readonly direction: string;
  readonly changes: readonly PatternChange[];
}

/** If a record differs in more places, the first ones are enough to tell it from others. */
const MOST_PATHS = 8;
/** Longer values are texts, and hardly two of those are alike. */
const LONGEST = 60;

export function changeSignature(changes: readonly RecordChange[]): ChangeSignature {
  const byPath = new Map<string, PatternChange>();
  for (const {path: exact, control, candidate} of changes) {
    const path = anyPlace(exact);
    // Detached, so that a pattern does not keep the text of a document alive.
    const direction =
      isShort(control) && isShort(candidate) ? {control: detached(control), candidate: detached(candidate)} : null;
    const before = byPath.get(path);
    const isOther = before !== undefined && textOf(before) !== textOf({path, direction});
    byPath.set(path, {path, direction: isOther ? null : direction});
    if (byPath.size === MOST_PATHS) break;
  }
  const all = [...byPath.values()];
  return {paths: all.map(({path}) => path), direction: JSON.stringify(all.map(textOf)), changes: all};
}

/** `$.trace.child_runs[3].status` as `$.trace.child_runs[].status`; a key in quotes may hold brackets itself. */
function anyPlace(path: string): string {
  return path.replace(/\["(?:[^"\\]|\\.)*"\]|\[[0-9]+\]/g, (part) => (part.startsWith('["') ? part : '[]'));
}

function isShort(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return value.length <= LONGEST;
  return compactJson(value).length <= LONGEST;
}

/** Absent is not null: it has no text at all. */
function textOf({direction}: PatternChange): string {
  if (direction === null) return 'varied';
  return [direction.control, direction.candidate]
    .map((value) => (value === undefined ? '' : compactJson(value)))
    .join(' → ');
}
