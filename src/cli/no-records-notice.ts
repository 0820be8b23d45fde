import type {ReportSource} from '../core/report-source.ts';
import type {DateRange} from './scope.ts';

/** What to say where a report has nothing but zeros because there is nothing: which names would have been known. */
export async function noRecordsNotice(
  source: ReportSource,
  project: string | null,
  {from, to}: DateRange,
): Promise<string> {
  const dates = from === to ? `on ${from}` : `from ${from} to ${to}`;
  const names = await source.projects();
  const known = names.length === 0 ? 'There are no projects' : `Known projects: ${names.join(', ')}`;
  const subject = project === null ? 'No records' : `No records of project '${project}'`;
  return `Warning: ${subject} ${dates} in ${source.location}. ${known}.`;
}
