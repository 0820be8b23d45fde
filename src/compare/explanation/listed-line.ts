import type {ListedRun} from '../../core/failing-trace.ts';
import {type DetailLine, detailLines} from '../../format/zenrows-detail-text.ts';
import type {Behind} from './blame.ts';
import type {ListedEntry} from './listed-entry.ts';
import type {Listing} from './listing.ts';
import type {Shown} from './report-difference.ts';

/** A line of the detail report, with a name that is the same on both sides. */
export interface ListedLine {
  readonly key: string;
  readonly part: DetailLine['part'];
  readonly where: string;
  readonly text: Shown;
  readonly behind: readonly Behind[];
  /** The symbol and trace whose runs are ordered among each other; null for the lines above them. */
  readonly section: string | null;
}

/** The lines of the text, in their order. */
export function listedLines(listing: Listing): ListedLine[] {
  const behind = behindHeadings(listing);
  let gaps = 0;
  return detailLines(listing.report).map(({part, symbol, traceId, run, text}) => {
    if (run !== null && symbol !== null && traceId !== null) {
      const entry = entryOf(listing, run);
      const [key, section] = [JSON.stringify([part, entry.key]), JSON.stringify([symbol, traceId])];
      return {key, part, where: `${entry.where}, ${LABELS[part]}`, text, behind: [entry.behind], section};
    }
    // The two gaps and the title above all symbols are the same in every report that lists anything.
    if (symbol === null && part === 'gap') gaps += 1;
    const key = JSON.stringify([part, symbol, traceId, symbol === null ? gaps : 0]);
    const where = [symbol ?? 'heading', ...(traceId === null ? [] : [traceId])].join(', ');
    const below = part === 'none' ? [] : (behind.get(headingKey(symbol, traceId)) ?? []);
    return {key, part, where, text, behind: below, section: null};
  });
}

/** What each heading has below it: the title everything, a symbol its traces, a trace its runs. */
function behindHeadings(listing: Listing): ReadonlyMap<string, readonly Behind[]> {
  const found = new Map<string, readonly Behind[]>();
  const everything: Behind[] = [];
  const {report, runless} = listing;
  const empty = new Map<string, Behind[]>();
  for (const {symbol, behind} of runless) {
    const key = headingKey(symbol, behind.traceId);
    empty.set(key, [...(empty.get(key) ?? []), behind]);
  }
  for (const {symbol, traces} of report.symbols) {
    const ofSymbol: Behind[] = [];
    for (const {traceId, runs} of traces) {
      const key = headingKey(symbol, traceId);
      const ofTrace = [...runs.map((run) => entryOf(listing, run).behind), ...(empty.get(key) ?? [])];
      found.set(key, ofTrace);
      ofSymbol.push(...ofTrace);
    }
    found.set(headingKey(symbol, null), ofSymbol);
    everything.push(...ofSymbol);
  }
  return found.set(headingKey(null, null), everything);
}

function entryOf({entryOf: entries}: Listing, run: ListedRun): ListedEntry {
  return entries.get(run) as ListedEntry;
}

function headingKey(symbol: string | null, traceId: string | null): string {
  return JSON.stringify([symbol, traceId]);
}

const LABELS: Readonly<Partial<Record<DetailLine['part'], string>>> = {error: 'Error', time: 'Time', url: 'URL'};
