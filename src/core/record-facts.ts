import {failingRunPaths} from './fields/catalogue.ts';
import {detached} from './json/detached.ts';
import {isArray, isObject, type JsonObject, type JsonValue, member} from './json/value.ts';
import {symbolOf} from './symbol.ts';

export const SCRAPER = 'zenrows_scraper';
export const SUCCESS = 'success';

/** A failing run as stored. A member that the run does not have is undefined, which is not the same as null. */
export interface FailingRun {
  /** True for the record's own run, false for one below it. */
  readonly own: boolean;
  readonly id: JsonValue | undefined;
  readonly name: string;
  readonly status: string;
  readonly error: JsonValue | undefined;
  readonly startTime: JsonValue | undefined;
  /** The first non-empty string of `inputs.input`, `inputs.url` and `inputs.target_url`. */
  readonly targetUrl: string | null;
}

/** True for the name of a run that can fail, a whole string. */
export function isScraper(name: JsonValue | undefined): boolean {
  return name === SCRAPER;
}

/** True for a run that counts as a scraper failure; its name and status are whole strings. */
export function isFailing(run: JsonObject): boolean {
  const status = member(run, ...failingRunPaths.status[0]);
  return isScraper(member(run, ...failingRunPaths.name[0])) && typeof status === 'string' && !isSuccess(status);
}

/**
 * LangSmith wrote `success` for years, and its newer interface writes `SUCCESS`. Only the 26 letters of ASCII have another case here:
 * Unicode's rule for `ſ` and a locale's rule for `I` would make a file and a database differ.
 */
function isSuccess(status: string): boolean {
  return status.length === SUCCESS.length && asciiLowerCase(status) === SUCCESS;
}

function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** What a report prints to tell one failing run from another, each member once. */
export const failingRunMembers = Object.keys(failingRunPaths) as readonly (keyof typeof failingRunPaths &
  keyof FailingRun)[];

/** The failing runs of a record's own run and of all below it, in document order (depth first). */
export function failingRunsOf(trace: JsonObject): FailingRun[] {
  const found: FailingRun[] = [];
  walkRuns(trace, (run, own) => {
    if (isFailing(run)) found.push(readFailingRun(run, own));
  });
  return found;
}

/** What a report prints of a failing run. The run may be stripped of everything that is not read here. */
export function readFailingRun(run: JsonObject, own: boolean): FailingRun {
  return {
    own,
    id: stored(run, 'id'),
    name: stored(run, 'name') as string,
    status: stored(run, 'status') as string,
    error: stored(run, 'error'),
    startTime: stored(run, 'startTime'),
    targetUrl: detached(targetUrlOf(run)),
  };
}

/** Runs are reached through `child_runs` arrays alone; anything else that looks like a run is payload. */
function walkRuns(trace: JsonObject, visit: (run: JsonObject, own: boolean) => void): void {
  const pending: JsonObject[] = [trace];
  for (let run = pending.pop(); run !== undefined; run = pending.pop()) {
    visit(run, run === trace);
    const children = run.get('child_runs');
    if (!isArray(children)) continue;
    for (const child of children.toReversed()) if (isObject(child)) pending.push(child);
  }
}

/** What stands in the one place of a member. */
function stored(run: JsonObject, name: Exclude<keyof FailingRun, 'own' | 'targetUrl'>): JsonValue | undefined {
  const [path] = failingRunPaths[name];
  return detached(member(run, ...path));
}

function targetUrlOf(run: JsonObject): string | null {
  for (const path of failingRunPaths.targetUrl) {
    const candidate = member(run, ...path);
    if (typeof candidate === 'string' && candidate !== '') return candidate;
  }
  return null;
}

/** What the reports need of one record. It outlives the document, so it shares no text with it. */
export interface RecordFacts {
  readonly runId: string;
  /** As stored, neither trimmed nor upper-cased; null if the record has none. */
  readonly symbol: string | null;
  /** In document order, depth first. */
  readonly failingRuns: readonly FailingRun[];
}

/** The facts of a document; a document whose `trace` is not an object has neither failing runs nor a symbol. */
export function recordFacts(runId: string, document: JsonObject): RecordFacts {
  const trace = member(document, 'trace');
  if (!isObject(trace)) return {runId, symbol: null, failingRuns: []};
  return {runId, symbol: detached(symbolOf(trace)), failingRuns: failingRunsOf(trace)};
}

/** One failing trace: those of its records that fail or have a symbol, in the order of their run ids. */
export interface TraceFacts {
  readonly project: string;
  readonly traceId: string;
  readonly records: readonly RecordFacts[];
}

/** What the records of one project and date add up to. */
export interface DayFacts {
  readonly records: number;
  readonly traces: number;
  readonly failingTraces: readonly TraceFacts[];
}

/** The one aggregation from records to counts and failing traces. It counts files, and tests databases. */
export function dayFacts(
  project: string,
  records: Iterable<{readonly traceId: string; readonly facts: RecordFacts}>,
): DayFacts {
  const traces = new Map<string, RecordFacts[]>();
  let count = 0;
  for (const {traceId, facts} of records) {
    count += 1;
    const siblings = traces.get(traceId);
    if (siblings === undefined) traces.set(traceId, [facts]);
    else siblings.push(facts);
  }
  return {records: count, traces: traces.size, failingTraces: failing(project, traces)};
}

function failing(project: string, traces: ReadonlyMap<string, RecordFacts[]>): TraceFacts[] {
  const found: TraceFacts[] = [];
  for (const [traceId, records] of traces) {
    if (records.some((record) => record.failingRuns.length > 0)) found.push({project, traceId, records});
  }
  return found;
}
