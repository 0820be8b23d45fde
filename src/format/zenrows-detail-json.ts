import {countRuns, type DetailReport, type SymbolSection} from '../core/detail-report.ts';
import type {ListedRun} from '../core/failing-trace.ts';
import {prettyJson, sortKeys} from '../core/json/print.ts';
import {JsonNumber, type JsonValue} from '../core/json/value.ts';
import {escapeOutput} from './control-characters.ts';
import {maskValue} from './masking.ts';

interface Options {
  readonly mask: boolean;
}

/** `zenrows-detail` for another program: the order of the text, values as stored apart from masking. */
export function formatDetailJson(report: DetailReport, options: Options): string {
  const document = object({
    report_type: 'zenrows_detail',
    report_date: report.date,
    project: report.project ?? 'all',
    summary: object({
      total_errors: count(report.totalErrors),
      total_traces: count(report.totalTraces),
      crypto_symbols: count(report.symbols.length),
      errors_by_crypto: new Map(report.symbols.map((section) => [section.symbol, count(countRuns(section))])),
    }),
    details: new Map(report.symbols.map((section) => [section.symbol, tracesOf(section, options)])),
  });
  return escapeOutput(`${prettyJson(document)}\n`, {colour: false});
}

function tracesOf({traces}: SymbolSection, options: Options): JsonValue {
  return new Map(traces.map(({traceId, runs}) => [traceId, runs.map((listed) => runOf(listed, options))]));
}

function runOf(listed: ListedRun, options: Options): JsonValue {
  return object(runMembers(listed, options));
}

/** The facts that are printed about one run. Ids and symbols are keys, so they are never masked: two of them could become one. */
export function runMembers({id, run}: ListedRun, {mask}: Options): Readonly<Record<string, JsonValue>> {
  const stored = (value: JsonValue | undefined): JsonValue => {
    const sorted = sortKeys(value ?? null);
    return mask ? maskValue(sorted) : sorted;
  };
  return {
    run_id: sortKeys(id ?? null),
    name: stored(run.name),
    status: stored(run.status),
    error: stored(run.error),
    start_time: stored(run.startTime),
    target_url: stored(run.targetUrl),
  };
}

function object(members: Readonly<Record<string, JsonValue>>): JsonValue {
  return new Map(Object.entries(members));
}

function count(value: number): JsonNumber {
  return new JsonNumber(String(value));
}
