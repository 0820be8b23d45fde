import type {CalendarDate} from '../../core/calendar-date.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import type {KnownDates, Overview, OverviewSide, ProjectOverview} from '../overview.ts';
import {plainTable} from './plain-table.ts';
import {shareText} from './status-text.ts';

const COLUMNS = [
  ['Project', 'left'],
  ['Answers', 'left'],
  ['Files', 'right'],
  ['Their dates', 'left'],
  ['Rows', 'right'],
  ['Their dates', 'left'],
  ['Last load', 'left'],
  ['Parity', 'right'],
] as const;

/** One row a project, then, for each that needs it, what differs and what to do. What is not known is `?`, what is not there `-`. */
export function formatOverview(overview: Overview): string {
  const {files, database, ledger, backend, projects} = overview;
  const parts = [
    ...sideLines('Files:    ', files),
    ...sideLines('Database: ', database),
    ...sideLines('Ledger:   ', ledger),
    `Answers:  ${backend === 'auto' ? "each project's stage, by LSE_REPORT_BACKEND=auto" : `${backend}, by LSE_REPORT_BACKEND`}`,
    '',
  ];
  if (projects.length === 0) parts.push('There are no projects. See what is missing with: lse doctor');
  else parts.push(...plainTable(COLUMNS, projects.map(row)));
  for (const project of projects) {
    const lines = detail(project);
    if (lines.length > 0) parts.push('', `${shown(project.project)}:`, ...lines.map((line) => `  ${line}`));
  }
  return `${parts.map((line) => line.trimEnd()).join('\n')}\n`;
}

function sideLines(label: string, {location, fault}: OverviewSide): string[] {
  return [`${label}${shown(location)}`, ...(fault === null ? [] : [`          ${shown(fault)}`])];
}

function row({project, answers, files, database, lastLoad, parity}: ProjectOverview): string[] {
  return [
    shown(project),
    answers,
    sizeText(files),
    datesText(files),
    sizeText(database),
    datesText(database),
    parity === null ? '?' : lastLoad === null ? '-' : momentText(lastLoad.at),
    parity === null ? '?' : shareText(parity.matched, parity.compared),
  ];
}

function sizeText(known: KnownDates | null): string {
  return known === null ? '?' : String(known.size);
}

function datesText(known: KnownDates | null): string {
  if (known === null) return '?';
  const {dates, first, last} = known;
  if (first === null || last === null) return '-';
  return first === last ? first : `${first} to ${last} (${dates})`;
}

/** `2025-09-15 10:00 UTC` */
function momentText(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

function detail({stage, onlyInFiles, onlyInDatabase, lastLoad, next}: ProjectOverview): string[] {
  const lines: string[] = [];
  if (stage.intended !== stage.inForce)
    lines.push(`Held at ${stage.inForce}; the rollout file says ${stage.intended}.`);
  lines.push(...onlyIn('the files', onlyInFiles), ...onlyIn('the database', onlyInDatabase));
  const part = lastLoad?.dates ?? null;
  if (part !== null && part !== 'all dates') lines.push(`The last load was of ${shown(part)} alone.`);
  if (next !== null) lines.push(`Next: ${shown(next)}`);
  return lines;
}

function onlyIn(side: string, dates: readonly CalendarDate[] | null): string[] {
  if (dates === null || dates.length === 0) return [];
  const [first, last] = [dates[0], dates.at(-1)];
  const which = first === last ? `1 date, ${first}` : `${dates.length} dates, ${first} to ${last}`;
  return [`In ${side} alone: ${which}.`];
}

function shown(text: string): string {
  return escapeControlCharacters(text).toWellFormed();
}
