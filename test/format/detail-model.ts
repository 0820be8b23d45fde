import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {DetailReport} from '../../src/core/detail-report.ts';
import type {ListedRun} from '../../src/core/failing-trace.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {isObject} from '../../src/core/json/value.ts';

/** A listed run of a run's JSON: `id`, `status`, `error`, `start_time` and `url`, each of which may be absent. */
export function listedRun(json: string): ListedRun {
  const {value} = parseJson(json);
  if (!isObject(value)) throw new Error('a run is an object');
  const url = value.get('url');
  const run = {
    own: false,
    id: value.get('id'),
    name: 'zenrows_scraper',
    status: String(value.get('status') ?? 'error'),
    error: value.get('error'),
    startTime: value.get('start_time'),
    targetUrl: typeof url === 'string' ? url : null,
  };
  return {run, id: run.id, project: 'p', recordRunId: 'r', ordinal: 0};
}

/** A report of 2025-09-13: symbols, their traces, and each one's runs in order. */
export function detailModel(
  symbols: readonly (readonly [string, readonly (readonly [string, readonly string[]])[]])[],
  project: string | null = null,
): DetailReport {
  const sections = symbols.map(([symbol, traces]) => ({
    symbol,
    traces: traces.map(([traceId, runs]) => ({traceId, runs: runs.map(listedRun)})),
  }));
  const traces = sections.flatMap((section) => section.traces);
  return {
    date: '2025-09-13' as CalendarDate,
    project,
    totalErrors: traces.flatMap((trace) => trace.runs).length,
    totalTraces: traces.length,
    symbols: sections,
  };
}
