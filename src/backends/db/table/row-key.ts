import {parseCalendarDate} from '../../../core/calendar-date.ts';
import {isProjectName} from '../../../core/project-name.ts';
import {idFault} from '../../../core/run-document.ts';

const MAX_PROJECT_BYTES = 255;

/** Why a text cannot be the project of a record, in a sentence that begins with `project`; null if it can. */
export function projectFault(project: string | null): string | null {
  if (project === null) return 'project is null';
  if (project === '') return 'project is empty';
  if (!isProjectName(project)) return 'project begins with a dot or an underscore';
  if (project.includes('/')) return 'project holds a slash';
  if (project.includes('\0')) return 'project holds a NUL character';
  const bytes = Buffer.byteLength(project);
  return bytes > MAX_PROJECT_BYTES ? `project is ${bytes} bytes long; the most is ${MAX_PROJECT_BYTES}` : null;
}

/** The same for the date of a record. */
export function dateFault(date: string | null): string | null {
  if (date === null) return 'run_date is null, or no date of the years 0001 to 9999';
  return parseCalendarDate(date) === null ? 'run_date is no date as YYYY-MM-DD' : null;
}

/** The same for the two ids of a record. */
export function idsFault(runId: string | null, traceId: string | null): string | null {
  return oneIdFault('run_id', runId) ?? oneIdFault('trace_id', traceId);
}

function oneIdFault(column: string, id: string | null): string | null {
  if (id === null) return `${column} is null`;
  if (id === '') return `${column} is empty`;
  const fault = idFault(id);
  return fault === null ? null : `${column} ${fault}`;
}
