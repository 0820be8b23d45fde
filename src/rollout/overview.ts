import type {CalendarDate} from '../core/calendar-date.ts';
import {shellWord} from '../core/shell-word.ts';
import type {SourceDay} from '../core/source-snapshot.ts';
import type {StageName} from './stage.ts';
import {type ProjectFacts, projectStatus, type StandingContext} from './standing/project-standing.ts';
import {type Evidence, shareOf} from './status.ts';

/** Both sides at a glance: what listings and the ledger say, without a document being read. */
export interface Overview {
  /** As `Entry.at`. */
  readonly at: string;
  readonly files: OverviewSide;
  readonly database: OverviewSide;
  readonly ledger: OverviewSide;
  /** The setting `LSE_REPORT_BACKEND`: `auto` leaves it to the stage of each project. */
  readonly backend: string;
  /** In the order of their names by code point. */
  readonly projects: readonly ProjectOverview[];
}

export interface OverviewSide {
  /** Never with a password. */
  readonly location: string;
  /** Why it could not be asked, with what to do, in one line; else null. */
  readonly fault: string | null;
}

export interface ProjectOverview {
  readonly project: string;
  /** What each side has; null if it could not be asked. */
  readonly files: KnownDates | null;
  readonly database: KnownDates | null;
  /** Dates that the files have and the database has not, and the other way round; null if a side could not be asked. */
  readonly onlyInFiles: readonly CalendarDate[] | null;
  readonly onlyInDatabase: readonly CalendarDate[] | null;
  /** The last load that the ledger knows; null if it knows none, or could not be read, which `parity` says. */
  readonly lastLoad: LastLoad | null;
  readonly stage: {readonly intended: StageName; readonly inForce: StageName};
  /** The stage at which a report is answered now. */
  readonly answers: string;
  /** Of the comparisons that count today; null if the ledger could not be read. */
  readonly parity: Parity | null;
  /** What to run next; null if there is nothing to do, or a fault comes first. */
  readonly next: string | null;
}

export interface KnownDates {
  readonly dates: number;
  /** Null without a date. */
  readonly first: CalendarDate | null;
  readonly last: CalendarDate | null;
  /** Files of a tree (several may be of one record); rows of a database, one a record. */
  readonly size: number;
}

export interface LastLoad {
  /** As `Entry.at`. */
  readonly at: string;
  readonly by: string;
  /** Which dates it was asked for: `all dates`, one date, or `2025-09-13 to 2025-09-15`. */
  readonly dates: string | null;
}

/** `matched` of `compared`; a share of nothing is null. */
export interface Parity extends Pick<Evidence, 'matched' | 'compared'> {
  readonly share: number | null;
}

/** What either side has, of all projects; null if it could not be asked. */
export interface SideListings {
  readonly files: readonly SourceDay[] | null;
  readonly database: readonly SourceDay[] | null;
}

/** @param backend as `Overview.backend` */
export function projectOverview(
  facts: ProjectFacts,
  context: StandingContext,
  listings: SideListings,
  backend: string,
): ProjectOverview {
  const {project} = facts;
  const {intended, inForce, evidence, next} = projectStatus(facts, context);
  const [files, database] = [daysOf(listings.files, project), daysOf(listings.database, project)];
  const onlyInFiles = missingIn(files, database);
  const isWhole = onlyInFiles !== null && evidence !== null;
  const load = facts.acts?.findLast(({kind}) => kind === 'loaded') ?? null;
  return {
    project,
    files: files === null ? null : knownDates(files),
    database: database === null ? null : knownDates(database),
    onlyInFiles,
    onlyInDatabase: missingIn(database, files),
    lastLoad: load === null ? null : {at: load.at, by: load.by, dates: load.reason},
    stage: {intended, inForce},
    answers: backend === 'auto' ? inForce : backend,
    parity: evidence === null ? null : parityOf(evidence),
    next: isWhole ? (onlyInFiles.length > 0 ? `lse db load --project ${shellWord(project)}` : next) : null,
  };
}

function parityOf({matched, compared}: Evidence): Parity {
  return {matched, compared, share: shareOf(matched, compared)};
}

function daysOf(days: readonly SourceDay[] | null, project: string): SourceDay[] | null {
  return days === null ? null : days.filter((day) => day.project === project);
}

function knownDates(days: readonly SourceDay[]): KnownDates {
  const dates = days.map(({date}) => date).sort();
  const size = days.reduce((sum, day) => sum + day.size, 0);
  return {dates: dates.length, first: dates[0] ?? null, last: dates.at(-1) ?? null, size};
}

function missingIn(days: readonly SourceDay[] | null, others: readonly SourceDay[] | null): CalendarDate[] | null {
  if (days === null || others === null) return null;
  const known = new Set(others.map(({date}) => date));
  return days
    .map(({date}) => date)
    .filter((date) => !known.has(date))
    .sort();
}
