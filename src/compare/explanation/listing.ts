import type {DetailReport} from '../../core/detail-report.ts';
import {type ListedRun, traceSymbol} from '../../core/failing-trace.ts';
import {printSymbol} from '../../core/symbol.ts';
import type {SideName} from '../records/record-difference.ts';
import type {Behind} from './blame.ts';
import type {Evidence} from './evidence.ts';
import {entriesByKey, type ListedEntry, listedEntries} from './listed-entry.ts';

/** What one side lists: the report, its runs by key, and the traces that it lists although none of their runs fails. */
export interface Listing {
  readonly report: DetailReport;
  readonly entries: ReadonlyMap<string, ListedEntry>;
  /** The same by the run, each made once: every line of a run asks for it. */
  readonly entryOf: ReadonlyMap<ListedRun, ListedEntry>;
  readonly runless: readonly RunlessTrace[];
}

/** Only a side that does not follow its own documents has one: it takes a record without a failing run for failing. */
export interface RunlessTrace {
  readonly symbol: string;
  readonly behind: Behind;
}

export function listingOf(report: DetailReport, evidence: readonly Evidence[], side: SideName): Listing {
  const runless = evidence.flatMap((each) =>
    [...each[side].answered].flatMap(([traceId, records]): RunlessTrace[] => {
      const all = [...records.values()];
      if (all.some(({failingRuns}) => failingRuns.length > 0)) return [];
      const behind = {project: each.project, traceId, runIds: [...records.keys()]};
      return [{symbol: printSymbol(traceSymbol({project: each.project, traceId, records: all})), behind}];
    }),
  );
  const entryOf = listedEntries(report);
  return {report, entries: entriesByKey(entryOf), entryOf, runless};
}
