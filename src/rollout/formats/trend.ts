import {parityShare} from '../../compare/formats/parity-share.ts';
import type {Entry} from '../ledger/entry.ts';
import {shareOf} from '../status.ts';

/** From none to all; the last one is for days on which everything matched, without exception. */
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const NOTHING_COMPARED = '·';
/** So that a line of it fits a terminal of 80 columns. */
const MOST_DAYS = 60;
const DAY_MILLISECONDS = 86_400_000;

export interface TrendDay {
  /** A day by the clock, in UTC. */
  readonly day: string;
  readonly matched: number;
  readonly compared: number;
}

/** Parity of each day up to the newest one with an entry, days without any included; at most so many that they fit. */
export function trendDays(entries: readonly Entry[]): TrendDay[] {
  const counts = new Map<string, {matched: number; compared: number}>();
  for (const {at, outcome} of entries) {
    const day = at.slice(0, 10);
    const count = counts.get(day) ?? {matched: 0, compared: 0};
    if (outcome === 'matched') count.matched += 1;
    if (outcome === 'matched' || outcome === 'mismatched') count.compared += 1;
    counts.set(day, count);
  }
  const known = [...counts.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const length = Math.round((Date.parse(last) - Date.parse(first)) / DAY_MILLISECONDS) + 1;
  const shown = Math.min(length, MOST_DAYS);
  return Array.from({length: shown}, (_, at) => {
    const day = new Date(Date.parse(last) - (shown - 1 - at) * DAY_MILLISECONDS).toISOString().slice(0, 10);
    return {day, ...(counts.get(day) ?? {matched: 0, compared: 0})};
  });
}

/** The same as a line: a bar a day, which is full only if everything matched, and a dot if nothing was compared. */
export function trendText(entries: readonly Entry[]): string {
  const days = trendDays(entries);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return 'No comparison yet.\n';
  const matched = days.reduce((sum, day) => sum + day.matched, 0);
  const compared = days.reduce((sum, day) => sum + day.compared, 0);
  const range = first === last ? first.day : `${first.day} to ${last.day}`;
  const share = parityShare(shareOf(matched, compared));
  return `Parity ${range}: ${share} (${matched} of ${compared})\n${days.map(bar).join('')}\n`;
}

function bar({matched, compared}: TrendDay): string {
  if (compared === 0) return NOTHING_COMPARED;
  return BARS[Math.floor((matched * (BARS.length - 1)) / compared)] as string;
}
