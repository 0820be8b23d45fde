import type {CalendarDate} from '../core/calendar-date.ts';
import type {Incompleteness} from '../imports/receipt/receipt.ts';
import type {Pulled, Recount} from './pull.ts';
import {endOf, momentText} from './slice.ts';

/** What a pull downloaded, before it is imported. */
export interface PullReceipt {
  readonly project: string;
  /** The address that was asked. */
  readonly location: string;
  readonly api: 'v1' | 'v2';
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** ISO 8601 in UTC; nothing later was asked for. */
  readonly startedAt: string;
  readonly pages: number;
  /** Runs that came, those that came twice twice. */
  readonly received: number;
  /** Of those, runs of traces that began on another date. */
  readonly leftOut: number;
  readonly recounts: readonly Recount[];
  /** What is known to be missing. */
  readonly incomplete: readonly Incompleteness[];
}

export function receiptOf({state, recounts}: Pulled): PullReceipt {
  const {asked, api, pages, received, leftOut} = state;
  const {project, location, from, to} = asked;
  const startedAt = momentText(state.startedAt);
  const incomplete = [...missing(recounts), ...unfinished(state)];
  return {project, location, api, from, to, startedAt, pages, received, leftOut, recounts, incomplete};
}

function missing(recounts: readonly Recount[]): Incompleteness[] {
  const counted = recounts.flatMap(({server, ...each}) => ('count' in server ? [{...each, server: server.count}] : []));
  const unknown = recounts.flatMap(({server, ...each}) => ('fault' in server ? [{...each, fault: server.fault}] : []));
  const short = counted.filter(({server, pulled}) => server > pulled);
  const long = counted.filter(({server, pulled}) => server < pulled);
  const stretch = ({from, to}: Pick<Recount, 'from' | 'to'>): string => `${from} to ${to}`;
  const numbers = (each: (typeof counted)[number]): string =>
    `${stretch(each)}: ${each.pulled} came, the server counts ${each.server}`;
  return [
    {
      what: "runs of the server's own count that did not come",
      count: short.reduce((sum, {server, pulled}) => sum + server - pulled, 0),
      examples: short.map(numbers),
    },
    {
      what: "runs that came and are not in the server's own count",
      count: long.reduce((sum, {server, pulled}) => sum + pulled - server, 0),
      examples: long.map(numbers),
    },
    {
      what: "stretches of time for which the server's own count is not known",
      count: unknown.length,
      examples: unknown.map((each) => `${stretch(each)}: ${each.fault}`),
    },
  ].filter(({count}) => count > 0);
}

function unfinished({asked, startedAt, slices, outlasting}: Pulled['state']): Incompleteness[] {
  const tooLong = slices.reduce((sum, each) => sum + (each.kind === 'late' ? 0 : each.tooLong), 0);
  return [
    {
      what: 'runs that are longer than LSE_MAX_FILE_BYTES allows, and are left out',
      count: tooLong,
      examples: [],
    },
    {
      what: 'traces that go on after the last moment that was asked for; ask once more, or with a longer --overlap',
      count: outlasting.length,
      examples: outlasting,
    },
    {
      what: 'dates that were not over when the pull began',
      count: endOf(asked.to) > startedAt ? 1 : 0,
      examples: [momentText(startedAt).slice(0, 10)],
    },
  ].filter(({count}) => count > 0);
}
