import {canonicalJson} from '../../core/json/print.ts';
import type {JsonValue} from '../../core/json/value.ts';
import type {RecordFacts} from '../../core/record-facts.ts';

/** Everything that a report can print about a record, as a text to compare; null if there is nothing to print. */
export function factsText({symbol, failingRuns}: RecordFacts): string | null {
  if (symbol === null && failingRuns.length === 0) return null;
  const runs = failingRuns.map((run) => [
    run.own,
    run.own ? null : text(run.id),
    run.name,
    run.status,
    text(run.error),
    text(run.startTime),
    run.targetUrl,
  ]);
  return JSON.stringify([symbol, runs]);
}

/** Absent is not null: it has no text at all. */
function text(value: JsonValue | undefined): string {
  return value === undefined ? '' : canonicalJson(value);
}
