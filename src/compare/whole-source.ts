import {SourceError} from '../core/errors.ts';
import {nameSome} from '../core/named-list.ts';
import type {ReportSource} from '../core/report-source.ts';

/**
 * What a role may not read is neither there nor missing. So nothing about all projects together follows from what it sees.
 *
 * @throws SourceError for a source of which some projects are hidden
 */
export function requireWhole({location, visibleProjects}: ReportSource): void {
  if (visibleProjects === undefined) return;
  const named = visibleProjects.slice(0, 3).map((project) => `--project '${project}'`);
  throw new SourceError(
    'LSE_ACCESS',
    `All projects of ${location} cannot be compared, since the role may read some alone: ${nameSome(visibleProjects)}.`,
    `Ask for each by its name: ${named.join(' or ')}; or connect as a role that may read every project.`,
  );
}
