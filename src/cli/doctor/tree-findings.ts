import type {CalendarDate} from '../../core/calendar-date.ts';
import {SourceError} from '../../core/errors.ts';
import type {Finding} from '../../core/finding.ts';
import {hidesRecords} from '../../core/passed-over.ts';
import {passedOverText} from '../../format/passed-over.ts';
import type {Settings} from '../settings.ts';
import {openTree} from '../sources.ts';
import {topicOf} from './topic.ts';

export const treeTopic = topicOf('Files');

/** If there are more projects, they are counted together. */
const MOST_PROJECTS = 20;
const IMPORT = 'Read files of another shape into it with: lse import SOURCE';

interface ProjectDays {
  files: number;
  readonly dates: CalendarDate[];
}

/** The shape of the tree, from its listing: no file is read. */
export async function treeFindings(settings: Settings): Promise<Finding[]> {
  const tree = await openTree(settings.dataDir, settings).catch((error: unknown) => error);
  if (tree instanceof Error) return [missing(tree, settings)];
  const {projects, days, passedOver} = await listed(tree as Awaited<ReturnType<typeof openTree>>);
  const counts = [...days].map(([project, {files, dates}]) => treeTopic.ok(`${project}: ${countText(files, dates)}`));
  const empty = projects.filter((project) => !days.has(project));
  const findings = counts.slice(0, MOST_PROJECTS);
  if (counts.length > MOST_PROJECTS) findings.push(treeTopic.ok(`${counts.length - MOST_PROJECTS} more projects.`));
  if (days.size === 0) {
    findings.push(treeTopic.warn(`There are no files of traces in ${settings.dataDir}.`, IMPORT));
  }
  if (empty.length > 0) {
    const [first] = empty;
    const others = empty.length === 1 ? '' : ` and ${empty.length - 1} more`;
    findings.push(
      treeTopic.warn(
        `'${first}'${others} in ${settings.dataDir} has no file below a directory of a date, such as ${first}/2025-09-13/run.json.`,
        IMPORT,
      ),
    );
  }
  for (const found of passedOver) {
    const next = hidesRecords(found) ? 'Rename it in UTF-8; records in it count nowhere.' : null;
    findings.push(treeTopic.warn(`Not looked at: ${passedOverText(found)}.`, next));
  }
  return findings;
}

async function listed(tree: Awaited<ReturnType<typeof openTree>>) {
  const days = new Map<string, ProjectDays>();
  for await (const {project, date, fileNames} of tree.days(null)) {
    if (fileNames.length === 0) continue;
    const known = days.get(project) ?? {files: 0, dates: []};
    known.files += fileNames.length;
    known.dates.push(date);
    days.set(project, known);
  }
  return {projects: await tree.projects(), days, passedOver: tree.passedOver()};
}

/** Whoever reads from the database alone needs no tree. */
function missing(error: Error, {backend}: Settings): Finding {
  if (!(error instanceof SourceError)) throw error;
  const {message, hint} = error;
  return backend === 'db' ? treeTopic.warn(message, hint) : treeTopic.wrong(message, hint);
}

function countText(files: number, dates: readonly CalendarDate[]): string {
  const sorted = [...dates].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  const count = `${files} ${files === 1 ? 'file' : 'files'}`;
  return first === last ? `${count} of ${first}` : `${count} of ${dates.length} dates, ${first} to ${last}`;
}
