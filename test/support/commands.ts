import {fileURLToPath} from 'node:url';
import fastGlob from 'fast-glob';

const commandsFolder = fileURLToPath(new URL('../../src/commands', import.meta.url));

/** What a command must be given, where it does not run without. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  init: ['--yes', '--print'],
  'report zenrows-errors': ['--date', '2025-09-13'],
  'report zenrows-detail': ['--date', '2025-09-13'],
  'report compare': ['--date', '2025-09-13'],
  'report run': ['top-errors', '--date', '2025-09-13'],
  'db export': ['--out', 'exported'],
  'db prune': ['--before', '2025-01-01'],
  'db access grant': ['reader', '--project', 'my-project'],
  'db access revoke': ['reader'],
  pull: ['--project', 'my-project', '--from', '2025-09-13', '--to', '2025-09-13'],
  import: ['exports'],
  'rollout audit': ['my-project', '--archive', 'archive'],
  'rollout forget': ['my-project'],
  'rollout gate': ['my-project'],
  'rollout hold': ['my-project', '--reason', 'a test'],
  'rollout promote': ['my-project', '--print'],
  'rollout rehearse': ['my-project'],
  'rollout release': ['my-project'],
  'rollout retire': ['my-project', '--archive', 'archive'],
  'rollout rollback': ['my-project', '--print'],
};

/** They are about the program itself: they read no settings and no traces. */
export const OF_PROGRAM: readonly string[] = ['completion', 'help', 'version'];

/** Every other command that there is, by its words, with arguments that it runs with: `['db', 'load']`. */
export const everyCommand: readonly (readonly [name: string, args: readonly string[]])[] = fastGlob
  .sync('**/*.ts', {cwd: commandsFolder})
  .map((path) => path.slice(0, -'.ts'.length).replaceAll('/', ' '))
  .filter((name) => !OF_PROGRAM.includes(name))
  .sort()
  .map((name) => [name, [...name.split(' '), ...(REQUIRED[name] ?? [])]]);

/** Whether it keeps 1 for "different", and has 2 for trouble. */
export const isComparing = (name: string): boolean =>
  ['report compare', 'db verify', 'rollout audit', 'rollout gate'].includes(name);
