import {type CalendarDate, parseCalendarDate} from '../../core/calendar-date.ts';
import {uuidSeconds} from '../uuid.ts';
import type {KnownPlace} from './queries/known.ts';
import type {TraceMember} from './queries/trace-members.ts';

/** Where a trace belongs: one project, and the date on which its root started, in UTC. */
export interface TracePlace {
  /** Null if none of its runs says one. */
  readonly project: string | null;
  /** Null if the run itself says so. */
  readonly projectFrom: string | null;
  /** Null if nobody knows it. */
  readonly date: CalendarDate | null;
  /** Null if it is that of the root's start. */
  readonly dateFrom: string | null;
  /** Whether the root is in the source or in the tree. */
  readonly isRooted: boolean;
}

/** What a project is named after if none of its runs says a name. */
export const PROJECT_ID = "the project's id";

/**
 * @param members its runs in the source, by their ids
 * @param known where the tree has runs that the source lacks, its root first
 */
export function tracePlace(traceId: string, members: readonly TraceMember[], known: readonly KnownPlace[]): TracePlace {
  const root = members.find(({run_id}) => run_id === traceId);
  const said = saidProject(root === undefined ? members : [root, ...members], known);
  const dated = dateOf(traceId, root, members, said.project, known);
  const isRooted = root !== undefined || known.some(({id}) => id === traceId);
  return {project: said.project, projectFrom: said.from, date: dated.date, dateFrom: dated.from, isRooted};
}

/** What the root says goes first, then what the run with the smallest id says; a name goes before an id. */
function saidProject(
  inOrder: readonly TraceMember[],
  known: readonly KnownPlace[],
): {readonly project: string | null; readonly from: string | null} {
  const named = inOrder.find(({project_name}) => project_name !== null);
  if (named !== undefined) return {project: named.project_name, from: named.project_from};
  const [there] = known;
  if (there !== undefined) return {project: there.project, from: 'its trace in the tree'};
  const withId = inOrder.find(({project_id}) => project_id !== null);
  return withId === undefined ? {project: null, from: null} : {project: withId.project_id, from: PROJECT_ID};
}

function dateOf(
  traceId: string,
  root: TraceMember | undefined,
  members: readonly TraceMember[],
  project: string | null,
  known: readonly KnownPlace[],
): {readonly date: CalendarDate | null; readonly from: string | null} {
  const atRoot = utcDate(root?.start_seconds ?? null);
  if (atRoot !== null) return {date: atRoot, from: null};
  const there = known.find((place) => place.project === project);
  if (there !== undefined) return {date: there.run_date as CalendarDate, from: 'its trace in the tree'};
  const candidates = [
    {seconds: least(members.map(({root_seconds}) => root_seconds)), from: 'dotted_order'},
    {seconds: uuidSeconds(traceId), from: 'the time in the trace id'},
    {seconds: least(members.map(({start_seconds}) => start_seconds)), from: "the earliest start of the trace's runs"},
  ];
  for (const {seconds, from} of candidates) {
    const date = utcDate(seconds);
    if (date !== null) return {date, from};
  }
  return {date: null, from: null};
}

function least(values: readonly (number | null)[]): number | null {
  return values.reduce((least, value) => (value === null || (least !== null && least < value) ? least : value), null);
}

/** Null for what is in no year from 1 to 9999. */
export function utcDate(seconds: number | null): CalendarDate | null {
  if (seconds === null) return null;
  return parseCalendarDate(new Date(seconds * 1000).toISOString().slice(0, 'YYYY-MM-DD'.length));
}
