import {compareCodePoints} from '../core/code-point-order.ts';
import type {DocumentTree} from '../core/document-tree.ts';
import type {FilesInReach} from '../core/passed-over.ts';
import type {ReportSource} from '../core/report-source.ts';
import {importHint} from './import-hint.ts';
import type {DateRange} from './scope.ts';

/** What to say if a report has only zeros because there are no records: which names are known. */
export async function noRecordsNotice(
  source: ReportSource,
  project: string | null,
  {from, to}: DateRange,
): Promise<string> {
  const dates = from === to ? `on ${from}` : `from ${from} to ${to}`;
  const names = await source.projects();
  const known = `${knownText(names)}.${loadHint(source, names)}`;
  const subject = project === null ? 'No records' : `No records of project '${project}'`;
  return `Warning: ${subject} ${dates} in ${source.location}. ${known}${await reachText([source])}`;
}

/** The same for a comparison: the projects that either side knows, if the side can say so. */
export async function nothingComparedNotice(sides: readonly ReportSource[], project: string | null): Promise<string> {
  const names = new Set<string>();
  for (const side of sides) for (const name of await side.projects().catch(() => [])) names.add(name);
  const subject = project === null ? 'a record' : `a record of project '${project}'`;
  const known = knownText([...names].sort(compareCodePoints));
  return `Warning: Neither side has ${subject} on the dates asked. ${known}.${await reachText(sides)}`;
}

/** For a tree that has no file to load. */
export async function nothingToLoadNotice(tree: DocumentTree): Promise<string> {
  const names = await tree.projects();
  const reach = await reachText([tree]);
  return `Warning: No files to load in ${tree.location}. Known projects: ${names.join(', ') || 'none'}.${reach}`;
}

type Place = Pick<ReportSource, 'location' | 'filesInReach'>;

/** What lies there that may hold the missing records: an empty text if there is nothing, or if that is not known. */
async function reachText(places: readonly Place[]): Promise<string> {
  let text = '';
  for (const place of places) {
    const found = (await place.filesInReach?.().catch(() => null)) ?? null;
    if (found !== null) text += ` But ${foundText(place.location, found)}`;
  }
  return text;
}

function foundText(location: string, {count, isWhole, example, importFrom}: FilesInReach): string {
  const files = `${isWhole ? '' : 'at least '}${count} ${count === 1 ? 'file' : 'files'}`;
  const hint = importFrom === undefined ? '' : ` ${importHint(importFrom, count)}`;
  return `${files} in ${location} may hold runs, such as ${example}.${hint}`;
}

/** A database of lse has what was loaded into it. If a role sees only some projects, it cannot know what is in the others. */
function loadHint({kind, visibleProjects}: Pick<ReportSource, 'kind' | 'visibleProjects'>, names: string[]): string {
  const isLoaded = kind === 'sqlite' || kind === 'postgres';
  if (!isLoaded || visibleProjects !== undefined || names.length > 0) return '';
  return ' Nothing was loaded yet. Load the files with: lse db load';
}

function knownText(names: readonly string[]): string {
  return names.length === 0 ? 'There are no projects' : `Known projects: ${names.join(', ')}`;
}
