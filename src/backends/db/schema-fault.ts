import {SourceError} from '../../core/errors.ts';
import {newerSchema, requireVersion} from './database.ts';

/** A difference between a schema and what its version says. */
export interface SchemaDifference {
  /** What is missing or different, as an entry of a list: `the column runs.raw is missing`. */
  readonly what: string;
  /** What to do about it, a sentence or a statement to run. */
  readonly remedy: string;
  /** Whether `lse db migrate --repair` corrects it. */
  readonly canRepair?: boolean;
}

const NAMED = 5;

/** The hint for a difference in a part without records. */
export const REPAIR = {remedy: 'Make it again: lse db migrate --repair', canRepair: true} as const;

/** @throws SourceError that names what differs, and what to do about the first of it */
export function requireSameSchema(location: string, version: number, differences: readonly SchemaDifference[]): void {
  const [first] = differences;
  if (first === undefined) return;
  const named = differences.slice(0, NAMED).map(({what}) => what);
  const rest = differences.length - named.length;
  throw new SourceError(
    'LSE_SCHEMA',
    `The schema of ${location} is not what version ${version} made: ${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`,
    `${first.remedy}${/[.:]$/.test(first.remedy) ? '' : '.'} Then look again with: lse db status`,
  );
}

/**
 * The version that all migrations so far lead to; 0 if there is no schema. `hasRuns` says whether there is a table `runs`.
 *
 * @throws SourceError if the noted versions cannot be those that `lse db migrate` notes, or one is newer than this tool
 */
export function versionOf(
  location: string,
  versions: readonly number[],
  {latest, hasRuns}: {readonly latest: number; readonly hasRuns: boolean},
): number {
  const found = Math.max(0, ...versions);
  if (found > latest) throw newerSchema(location, found, latest);
  if (versions.length === 0 && hasRuns) {
    throw new SourceError(
      'LSE_SCHEMA',
      `The database ${location} has a table runs, but its table lse_migrations is empty, so that nobody knows which schema it has.`,
      `If lse made that table, restore lse_migrations from a backup, or note what was applied, once for each version: insert into lse_migrations (version, name) values (1, 'runs')`,
    );
  }
  const oldest = Math.min(...versions);
  if (oldest < 1) requireVersion(location, oldest, latest);
  for (let version = 1; version < found; version += 1) {
    if (versions.includes(version)) continue;
    throw new SourceError(
      'LSE_SCHEMA',
      `The table lse_migrations of ${location} has version ${found}, but not version ${version}.`,
      'Restore the table from a backup, or note the version again if it was applied; then look again with: lse db status',
    );
  }
  return found;
}
