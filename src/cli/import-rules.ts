import {ConfigError, UsageError} from '../core/errors.ts';
import {shellWord} from '../core/shell-word.ts';
import {readRegularFile, UnreadableInput} from '../files/regular-file.ts';
import {parseProjectMap} from '../imports/plan/project-map.ts';
import {directoryFault, type ProjectRules} from '../imports/plan/project-names.ts';

/** What the flags say about projects. @throws LseError if a name cannot be a project's, or if a file cannot be read or is wrong */
export async function projectRules(flags: {
  readonly project?: string | undefined;
  readonly projects?: string | undefined;
}): Promise<ProjectRules> {
  const {project = null, projects: path} = flags;
  const fault = project === null ? null : directoryFault(project);
  if (fault !== null) {
    throw new UsageError(
      `--project ${JSON.stringify(project)} cannot be a project: ${fault}.`,
      'Give it another name.',
    );
  }
  return {project, names: path === undefined ? new Map() : await readProjectMap(path)};
}

async function readProjectMap(path: string): Promise<Map<string, string>> {
  try {
    return parseProjectMap(await readRegularFile(path), path);
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    throw new ConfigError(
      `The names of projects cannot be read from ${path} (${error.code === 'ENOENT' ? 'there is no such file' : error.message}).`,
      `Look at it with: ls -l ${shellWord(path)}`,
    );
  }
}
