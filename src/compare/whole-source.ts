import {SourceError} from '../core/errors.ts';
import {nameSome} from '../core/named-list.ts';
import type {ReportSource} from '../core/report-source.ts';

/**
 * Records that a role may not read are neither there nor missing. So what it sees proves nothing about all projects together.
 *
 * @throws SourceError for a source that hides some projects
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
