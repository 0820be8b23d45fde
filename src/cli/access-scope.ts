import {UsageError} from '../core/errors.ts';
import {parseProject} from './scope.ts';

export interface AccessFlags {
  readonly project?: readonly string[] | undefined;
  readonly 'all-projects'?: boolean;
}

/**
 * The projects that a grant is for; null for every project.
 *
 * @throws UsageError if none or both were given, or if a name cannot be a project's
 */
export function parseGrantedProjects(flags: AccessFlags): string[] | null {
  const projects = parseNamedProjects(flags);
  const all = flags['all-projects'] ?? false;
  if ((projects === null) !== all) {
    throw new UsageError(
      projects === null ? 'No project was given.' : '--all-projects does not go with --project.',
      'Give --project NAME, once for each, or --all-projects.',
    );
  }
  return projects;
}

/** The projects that were named, each once; null if none was named. */
export function parseNamedProjects({project}: AccessFlags): string[] | null {
  if (project === undefined) return null;
  return [...new Set(project)].map((name) => parseProject(name) as string);
}
