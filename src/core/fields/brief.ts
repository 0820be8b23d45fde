import type {Outline} from '../json/outline.ts';
import {parseJson} from '../json/parse.ts';
import {canonicalJson} from '../json/print.ts';
import type {Part, ScannedParts} from '../json/scanned-parts.ts';
import {isObject, type JsonValue} from '../json/value.ts';
import {runOutline} from './outline.ts';
import {recordValues} from './record-values.ts';
import type {RecordValues, RunPath, RunValues} from './run-values.ts';
import {storedPaths} from './stored-paths.ts';

/**
 * What a database keeps of a document beside it, so that a report by fields reads a few hundred bytes instead of twenty thousand. It has a
 * line for each run, in document order, with line feeds between them. A line begins with the number of runs above the run in the document.
 * Then, for each of `storedPaths`, follow a tab and the JSON text of the value there. A value that the run does not have is empty, which no
 * JSON text is. Empty values at the end of a line are left out, with their tabs. JSON texts hold neither tabs nor line feeds: both are
 * escaped in strings, and nothing is indented. Empty if `trace` is no object.
 *
 * `printBrief` and the statements of migration 6 of both databases write it. They may differ in how they write a value, never in the value.
 */
export type Brief = string;

/** In bytes of UTF-8. If a brief would be longer it is null, and the document is read instead. */
export const MOST_BRIEF_BYTES = 32_768;

const RUN_END = '\n';
const VALUE_START = '\t';
const OWN_DEPTH = '0';
const QUOTE = 0x22;
const BACKSLASH = '\\';

/** Null if it would be too long. */
export function briefOf(document: JsonValue): Brief | null {
  return limited(wholeBrief(document));
}

/** The brief, however long it is. A value that is no object is a document without runs. */
export function wholeBrief(document: JsonValue): Brief {
  if (!isObject(document)) return '';
  const {runs} = recordValues('', document, storedPaths);
  const depths: number[] = [];
  for (const {parent} of runs) depths.push(parent === null ? 0 : (depths[parent] ?? 0) + 1);
  return runs
    .map(({values}, at) =>
      line(
        depths[at] ?? 0,
        values.map((value) => (value === undefined ? '' : canonicalJson(value))),
      ),
    )
    .join(RUN_END);
}

function line(depth: number, texts: readonly string[]): string {
  let last = texts.length - 1;
  while (last >= 0 && texts[last] === '') last -= 1;
  let text = String(depth);
  for (let at = 0; at <= last; at += 1) text += VALUE_START + texts[at];
  return text;
}

function limited(brief: Brief): Brief | null {
  return Buffer.byteLength(brief) > MOST_BRIEF_BYTES ? null : brief;
}

/** A member of a run on the way to stored values. */
interface Branch {
  /** Of the first stored value that is below it, or of the value that it is itself. */
  readonly place: number;
  /** Of all stored values below it. */
  readonly places: readonly number[];
  /** Null if it is a stored value itself. */
  readonly below: Branches | null;
}

type Branches = ReadonlyMap<string, Branch>;

const branches = branchesOf(storedPaths.map((path, place) => ({path, place})));

function branchesOf(found: readonly {readonly path: RunPath; readonly place: number}[]): Branches {
  const names = new Set(found.map(({path: [name = '']}) => name));
  return new Map(
    [...names].map((name): [string, Branch] => {
      const those = found.filter(({path}) => path[0] === name);
      const places = those.map(({place}) => place);
      const isValue = those.some(({path}) => path.length === 1);
      const below = isValue ? null : branchesOf(those.map(({path, place}) => ({path: path.slice(1), place})));
      return [name, {place: Math.min(...places), places, below}];
    }),
  );
}

/** What a scan must tell apart for `scannedBrief`. No stored path is the beginning of another one. */
export const briefOutline: Outline = {members: {trace: runOutline(storedPaths)}};

/** The same as `briefOf`, out of the parts that a scan by `briefOutline` found. */
export function scannedBrief(parts: ScannedParts): Brief | null {
  return limited(wholeScannedBrief(parts));
}

export function wholeScannedBrief(parts: ScannedParts): Brief {
  const lines: string[] = [];
  const pending: {readonly run: Part; readonly depth: number}[] = [];
  const trace = parts.member(parts.root, 'trace');
  if (trace !== null && parts.isDivided(trace)) pending.push({run: trace, depth: 0});
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const {run, depth} = next;
    const texts = new Array<string>(storedPaths.length).fill('');
    fill(parts, run, branches, texts);
    lines.push(line(depth, texts));
    const children = parts.elements(parts.member(run, 'child_runs')).filter((child) => parts.isDivided(child));
    for (const child of children.reverse()) pending.push({run: child, depth: depth + 1});
  }
  return lines.join(RUN_END);
}

/** In one pass over the members: to look for each of the names takes many times as long. */
function fill(parts: ScannedParts, object: Part, some: Branches, texts: string[]): void {
  parts.eachMember(object, (name, member) => {
    const branch = some.get(name);
    if (branch === undefined) return;
    // Of a key that comes twice the last one counts, with all that is below it.
    for (const place of branch.places) texts[place] = '';
    if (branch.below === null) texts[branch.place] = parts.canonical(member);
    else if (parts.isDivided(member)) fill(parts, member, branch.below, texts);
  });
}

/** The one form of all briefs that say the same, as `briefOf` writes it. */
export function canonicalBrief(brief: Brief): Brief {
  const canonical = (text: string): string => (text === '' ? '' : canonicalJson(readJsonText(text)));
  return brief
    .split(RUN_END)
    .map((run) => {
      const [depth = '', ...texts] = run.split(VALUE_START);
      return [depth, ...texts.map(canonical)].join(VALUE_START);
    })
    .join(RUN_END);
}

/** Reads from briefs what a report asks for. It looks at nothing behind the last of these values. */
export class BriefReader {
  /** By the place among `storedPaths`: the place among the values, or -1. */
  readonly #slots: readonly number[];
  readonly #values: number;

  /** `places` among `storedPaths`, each once, in the order of the values. */
  constructor(places: readonly number[]) {
    this.#values = places.length;
    this.#slots = Array.from({length: Math.max(-1, ...places) + 1}, (_, place) => places.indexOf(place));
  }

  read(runId: string, brief: Brief): RecordValues {
    const runs: RunValues[] = [];
    if (brief === '') return {runId, runs};
    // Most documents have no nested runs, and the record's own run stands below none.
    const firstEnd = firstOf(RUN_END, brief, 0);
    runs.push({parent: null, values: this.#readValues(brief, OWN_DEPTH.length, firstEnd)});
    /** By depth: the places of the runs below which the next run may stand. */
    const above = [0];
    for (let from = firstEnd + 1; from < brief.length; ) {
      const end = firstOf(RUN_END, brief, from);
      const depthEnd = Math.min(firstOf(VALUE_START, brief, from), end);
      const depth = Number(brief.slice(from, depthEnd));
      above[depth] = runs.length;
      runs.push({parent: above[depth - 1] ?? null, values: this.#readValues(brief, depthEnd, end)});
      from = end + 1;
    }
    return {runId, runs};
  }

  #readValues(brief: Brief, start: number, end: number): (JsonValue | undefined)[] {
    const values: (JsonValue | undefined)[] = [];
    for (let at = 0; at < this.#values; at += 1) values.push(undefined);
    let from = start;
    for (const slot of this.#slots) {
      if (from === end) break;
      const valueEnd = Math.min(firstOf(VALUE_START, brief, from + 1), end);
      if (slot !== -1 && valueEnd > from + 1) values[slot] = readJsonText(brief.slice(from + 1, valueEnd));
      from = valueEnd;
    }
    return values;
  }
}

/** Where it stands first, or the end. */
function firstOf(character: string, brief: Brief, start: number): number {
  const found = brief.indexOf(character, start);
  return found === -1 ? brief.length : found;
}

/** What the exact reader makes of it. Most are texts without escapes. */
export function readJsonText(text: string): JsonValue {
  if (text.charCodeAt(0) === QUOTE && !text.includes(BACKSLASH)) return text.slice(1, -1);
  if (text === 'null') return null;
  return parseJson(text, 'none').value;
}
