/** What the older tool's path of a file says: `<project>/<date>/<run id>_<HHMMSS>.json`, or `<project>_<date>.zip/<run id>_<HHMMSS>.json`. */
export interface OlderPath {
  /** It lost all but letters, digits, `-`, `_` and `.` of the project's name. */
  readonly project: string | null;
  /** When the run was extracted, by the clock of the machine. */
  readonly extractedAt: string;
}

const FILE = /_([0-9]{2})([0-9]{2})([0-9]{2})\.json(?:\.gz)?$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const ARCHIVE = /^(.+)_([0-9]{4}-[0-9]{2}-[0-9]{2})\.zip$/;

/** Null for any other path. */
export function olderPath(name: string): OlderPath | null {
  const steps = name.split('/');
  const [, hours, minutes, seconds] = FILE.exec(steps.at(-1) ?? '') ?? [];
  const folder = steps.at(-2) ?? '';
  const [, project = steps.at(-3) ?? null, date] = DATE.test(folder)
    ? [folder, undefined, folder]
    : (ARCHIVE.exec(folder) ?? []);
  if (hours === undefined || date === undefined) return null;
  const isName = project !== null && !['', '.', '..'].includes(project);
  return {project: isName ? project : null, extractedAt: `${date}T${hours}:${minutes}:${seconds}`};
}
