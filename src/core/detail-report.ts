import type {CalendarDate} from './calendar-date.ts';
import {compareCodePoints} from './code-point-order.ts';
import {type ListedRun, listFailingRuns, runIdOf, traceSymbol} from './failing-trace.ts';
import {compareInstants, parseInstant} from './instant.ts';
import type {ReportSource} from './report-source.ts';
import {printSymbol} from './symbol.ts';

/** The model of `zenrows-detail`, in the order in which it is printed. */
export interface DetailReport {
  readonly date: CalendarDate;
  /** Null for all projects together. */
  readonly project: string | null;
  /** Failing runs as listed, over all symbols. */
  readonly totalErrors: number;
  /** Distinct (project, trace id), so that equal trace ids of two projects count twice. */
  readonly totalTraces: number;
  readonly symbols: readonly SymbolSection[];
}

export interface SymbolSection {
  readonly symbol: string;
  readonly traces: readonly TraceSection[];
}

export interface TraceSection {
  readonly traceId: string;
  readonly runs: readonly ListedRun[];
}

export async function detailReport(
  source: Pick<ReportSource, 'failingTraces'>,
  project: string | null,
  date: CalendarDate,
): Promise<DetailReport> {
  const bySymbol = new Map<string, Map<string, ListedRun[]>>();
  let totalTraces = 0;
  for await (const trace of source.failingTraces(project, date)) {
    const byTrace = entry(bySymbol, printSymbol(traceSymbol(trace)), () => new Map<string, ListedRun[]>());
    const runs = entry(byTrace, trace.traceId, (): ListedRun[] => []);
    for (const listed of listFailingRuns(trace)) runs.push(listed);
    totalTraces += 1;
  }
  const symbols = sortedEntries(bySymbol).map(([symbol, byTrace]) => ({
    symbol,
    traces: sortedEntries(byTrace).map(([traceId, runs]) => ({traceId, runs: runs.sort(compareListedRuns)})),
  }));
  const totalErrors = symbols.reduce((sum, section) => sum + countRuns(section), 0);
  return {date, project, totalErrors, totalTraces, symbols};
}

export function countRuns(section: SymbolSection): number {
  return section.traces.reduce((sum, trace) => sum + trace.runs.length, 0);
}

/** By start instant (unreadable last), run id (none first), project, the record's run id, document order. */
function compareListedRuns(left: ListedRun, right: ListedRun): number {
  return (
    compareStarts(left, right) ||
    compareRunIds(runIdOf(left), runIdOf(right)) ||
    compareCodePoints(left.project, right.project) ||
    compareCodePoints(left.recordRunId, right.recordRunId) ||
    left.ordinal - right.ordinal
  );
}

function compareStarts(left: ListedRun, right: ListedRun): number {
  const a = parseInstant(left.run.startTime);
  const b = parseInstant(right.run.startTime);
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareInstants(a, b);
}

function compareRunIds(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareCodePoints(left, right);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const made = make();
  map.set(key, made);
  return made;
}

function sortedEntries<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([left], [right]) => compareCodePoints(left, right));
}
