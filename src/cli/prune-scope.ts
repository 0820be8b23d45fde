import {UsageError} from '../core/errors.ts';
import type {PruneScope} from '../core/prune-report.ts';
import {parseDate, parseProject} from './scope.ts';
import {today} from './today.ts';

/** @throws UsageError as `parseDate` and `parseProject` do, and for a date that a slip of the finger must have made */
export function parsePruneScope(flags: {readonly before: string; readonly project?: string | undefined}): PruneScope {
  const [before, latest] = [parseDate(flags.before), today()];
  if (before > latest) {
    throw new UsageError(
      `--before ${before} is in the future; today is ${latest} in UTC.`,
      `What is not today's can go with: lse db prune --before ${latest}`,
    );
  }
  return {before, project: parseProject(flags.project)};
}
