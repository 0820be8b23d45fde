import type {QuestionRequest} from '../compare/question-plan.ts';
import {datesBetween} from '../core/calendar-date.ts';
import {UsageError} from '../core/errors.ts';
import {EVERY_DATE, type Scope} from '../core/scope.ts';
import {DATE_FORMS, type DateRange, parseOptionalRange, parseProject, type RangeFlags} from './scope.ts';

export interface ComparedFlags extends RangeFlags {
  readonly 'all-dates': boolean;
  readonly project?: readonly string[] | undefined;
  readonly 'all-projects': boolean;
}

/** What is asked, and the parts of the sources that matter to it, one for each project that is named; a null scope is everything. */
export interface ComparedScope {
  readonly request: Omit<QuestionRequest, 'reports'>;
  readonly scopes: readonly (Scope | null)[];
}

/** @throws UsageError for dates or projects that are missing, named twice or illegal */
export function parseComparedScope(flags: ComparedFlags): ComparedScope {
  const projects = parseProjects(flags);
  const range = parseOptionalRange(flags);
  if (range === null && !flags['all-dates']) throw badDates('No date was given.');
  if (range === null) return {request: {projects, dates: 'all'}, scopes: scopesOf(projects, null)};
  if (flags['all-dates']) throw badDates('--all-dates does not go with another way to give dates.');
  const dates = [...datesBetween(range.from, range.to)];
  return {request: {projects, dates}, scopes: scopesOf(projects, range)};
}

/** A project that nobody asked about is not looked at, so nothing in it can stop the comparison. */
function scopesOf(projects: QuestionRequest['projects'], range: DateRange | null): (Scope | null)[] {
  const names = projects === 'all' ? [null] : projects;
  return names.map((project) => (project === null && range === null ? null : {project, ...(range ?? EVERY_DATE)}));
}

function parseProjects(flags: ComparedFlags): QuestionRequest['projects'] {
  if (flags.project === undefined) return flags['all-projects'] ? 'all' : [null];
  if (flags['all-projects']) {
    throw new UsageError('--all-projects does not go with --project.', 'Leave one of the two out.');
  }
  return [...new Set(flags.project)].map(parseProject);
}

function badDates(message: string): UsageError {
  return new UsageError(message, `Give one of: ${DATE_FORMS}, or --all-dates.`);
}
