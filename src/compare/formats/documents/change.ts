import {compactJson, sortKeys} from '../../../core/json/print.ts';
import type {JsonValue} from '../../../core/json/value.ts';
import {maskAt} from '../../../format/masking.ts';
import type {RecordChange} from '../../records/record-change.ts';
import {MOST_SHOWN} from '../../records/shown-value.ts';

/** A place in which the documents of a record differ; the values are JSON texts, null if there is nothing at all. */
export interface ChangeDocument {
  readonly path: string;
  readonly control: string | null;
  readonly candidate: string | null;
  /** True if the values look the same only because a secret is masked. */
  readonly masked: boolean;
}

/** A long value is shown from so many characters before the first one that differs. */
const SHOWN_BEFORE = 20;

/** Masking comes before cutting: half of a secret is still one. */
export function changeDocument({path, control, candidate}: RecordChange, mask: boolean): ChangeDocument {
  const [left, right] = [textOf(control, path, mask), textOf(candidate, path, mask)];
  const start = left === null || right === null ? 0 : firstDifference(left, right);
  return {path, control: excerpt(left, start), candidate: excerpt(right, start), masked: left === right};
}

function textOf(value: JsonValue | undefined, path: string, mask: boolean): string | null {
  if (value === undefined) return null;
  const sorted = sortKeys(value);
  return compactJson(mask ? maskAt(keysOf(path), sorted) : sorted);
}

/** The keys of a JSON path such as `$.trace.inputs["odd key"][0]`; none for a path of another kind. */
function keysOf(path: string): string[] {
  return [...path.matchAll(/\.([A-Za-z_][A-Za-z0-9_]*)|\[("(?:[^"\\]|\\.)*")\]/g)].map(([, plain, quoted]) =>
    plain === undefined ? (JSON.parse(quoted ?? '""') as string) : plain,
  );
}

function firstDifference(left: string, right: string): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return at;
}

function excerpt(text: string | null, difference: number): string | null {
  if (text === null || text.length <= MOST_SHOWN) return text;
  const start = difference < MOST_SHOWN - SHOWN_BEFORE ? 0 : difference - SHOWN_BEFORE;
  const cut = text.slice(start, start + MOST_SHOWN).toWellFormed();
  return `${start > 0 ? '…' : ''}${cut}${start + MOST_SHOWN < text.length ? '…' : ''}`;
}
