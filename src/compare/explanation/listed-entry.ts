import type {DetailReport} from '../../core/detail-report.ts';
import {type ListedRun, runIdOf} from '../../core/failing-trace.ts';
import {compactJson} from '../../core/json/print.ts';
import type {JsonValue} from '../../core/json/value.ts';
import {runMembers} from '../../format/zenrows-detail-json.ts';
import type {Behind} from './blame.ts';
import type {Shown} from './report-difference.ts';

/** One run as the report lists it. */
export interface ListedEntry {
  readonly key: string;
  /** The key without the symbol: the same run under another symbol has the same. */
  readonly identity: string;
  readonly symbol: string;
  readonly where: string;
  readonly behind: Behind;
  /** What the JSON prints, member by member. */
  readonly members: () => ReadonlyMap<string, Shown>;
}

/** The runs of a report, in its order. */
export function listedEntries(report: DetailReport): ReadonlyMap<ListedRun, ListedEntry> {
  const entries = report.symbols.flatMap(({symbol, traces}) =>
    traces.flatMap(({traceId, runs}) => runs.map((run) => [run, entryOf(symbol, traceId, run)] as const)),
  );
  return new Map(entries);
}

export function entriesByKey(entries: ReadonlyMap<ListedRun, ListedEntry>): ReadonlyMap<string, ListedEntry> {
  return new Map([...entries.values()].map((entry) => [entry.key, entry]));
}

/** One run in its place. */
function entryOf(symbol: string, traceId: string, run: ListedRun): ListedEntry {
  const {project, recordRunId} = run;
  const id = runIdOf(run);
  const identity = JSON.stringify([project, traceId, id ?? [recordRunId, run.ordinal]]);
  const name = id === null ? `a run without id in record ${recordRunId}` : `run ${id}`;
  const members = (options: {readonly mask: boolean}) => runMembers(run, options);
  return {
    key: JSON.stringify([symbol, identity]),
    identity,
    symbol,
    where: `${symbol}, ${traceId}, ${name}`,
    behind: {project, traceId, runIds: [recordRunId], identity},
    members: () =>
      new Map(
        Object.keys(members({mask: false})).map((member) => [
          member,
          (options) => compactJson(members(options)[member] as JsonValue),
        ]),
      ),
  };
}
