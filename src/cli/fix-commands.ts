import type {FixCommands} from '../compare/fix.ts';
import {shellFlag} from '../core/shell-word.ts';
import type {RangeFlags} from './scope.ts';
import type {SourceLocation} from './source-location.ts';
import {shownDatabase, tableOf} from './sources.ts';

/** The flags of a comparison or a verification that say what it was about, as far as they were given. */
export interface GivenFlags extends RangeFlags {
  readonly project?: string | readonly string[] | undefined;
  readonly 'exclude-project'?: readonly string[] | undefined;
  readonly 'data-dir'?: string | undefined;
  readonly 'database-url'?: string | undefined;
  /** Only for a comparison. */
  readonly control?: string | undefined;
  readonly candidate?: string | undefined;
}

/**
 * The commands that make the candidate equal to control, with the flags that were given. Null if lse has none: they write only to
 * a database of lse, and only from files. They hold no password: a URL that has one shows `***` in its place.
 */
export function fixCommands(
  flags: GivenFlags,
  {control, candidate}: {readonly control: SourceLocation; readonly candidate: SourceLocation},
): FixCommands | null {
  if (control.kind !== 'file' || candidate.kind === 'file' || tableOf(candidate) !== null) return null;
  const database =
    flags.candidate === undefined && flags['database-url'] === undefined
      ? []
      : [shellFlag('database-url', candidate.kind === 'sqlite' ? sqliteUrl(flags) : shownDatabase(candidate))];
  const directory = flags.control === undefined ? flags['data-dir'] : control.directory;
  const places = [...(directory === undefined ? [] : [shellFlag('data-dir', directory)]), ...database];
  const named = namedProjects(flags);
  const excluded = (flags['exclude-project'] ?? []).map((name) => shellFlag('exclude-project', name));
  const command = (name: string, ...projects: readonly string[]): string =>
    ['lse db', name, ...rangeOf(flags), ...projects, ...places].join(' ');
  // These commands take one project each.
  const each = (name: string): string[] =>
    named.length === 0
      ? [command(name, ...excluded)]
      : named.map((project) => command(name, shellFlag('project', project)));
  return {
    load: each('load'),
    repair: (projects, pruned) => {
      if (named.length === 0) return [command('repair', ...excluded, ...(pruned.size > 0 ? ['--prune'] : []))];
      const differing = new Set(projects);
      return named
        .filter((project) => differing.has(project))
        .map((project) =>
          command('repair', shellFlag('project', project), ...(pruned.has(project) ? ['--prune'] : [])),
        );
    },
    inspect: [['lse db status', ...database].join(' '), ...each('verify')],
  };
}

/** The URL as the user wrote it, since it has no password and the path may be relative. */
function sqliteUrl(flags: GivenFlags): string {
  return flags.candidate ?? (flags['database-url'] as string);
}

function rangeOf({date, from, to, last, since, yesterday}: GivenFlags): string[] {
  const given = Object.entries({date, from, to, last, since}).filter(
    (each): each is [string, string] => each[1] !== undefined,
  );
  return [...given.map(([name, value]) => shellFlag(name, value)), ...(yesterday === true ? ['--yesterday'] : [])];
}

function namedProjects({project = []}: GivenFlags): readonly string[] {
  return typeof project === 'string' ? [project] : [...new Set(project)];
}
