import {type Dirent, existsSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {parseCalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import {isProjectName} from '../../core/project-name.ts';
import {type ExportShape, exportShape} from './export-shape.ts';

/** What is in reach of a working directory and its environment. Paths are relative to the directory. */
export interface Reach {
  /** Directories that hold `<project>/<date>/<file>.json`. */
  readonly trees: readonly string[];
  readonly exports: readonly FoundExport[];
  /** Names of databases, never with a password: a path, or the variables of the environment that lead to one. */
  readonly databases: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The places to look for trees, besides what the environment names. */
const USUAL_TREES = ['./data', './traces', '.'];
const EMBEDDED = '.lse/lse.db';
/** The most entries to look at: it must stay quick, also in a home directory. */
const MOST_ENTRIES = 2000;
const MOST_EXPORTS = 5;

/** Looks two directories deep, and reads only the first bytes of a file. */
export async function findReach(environment: Variables): Promise<Reach> {
  const named = environment.LSE_DATA_DIR;
  const places = [...new Set([...(named === undefined || named === '' ? [] : [named]), ...USUAL_TREES])];
  const trees: string[] = [];
  for (const place of places) if (await isTree(place)) trees.push(place);
  return {trees, exports: await findExports('.'), databases: findDatabases(environment)};
}

/** Whether the directory holds a project that has a file in a directory of a date. One is enough. */
export async function isTree(directory: string): Promise<boolean> {
  for (const project of (await entriesOf(directory)).filter((entry) => isFolder(entry) && isProjectName(entry.name))) {
    const path = join(directory, project.name);
    const dates = (await entriesOf(path)).filter((entry) => isFolder(entry) && parseCalendarDate(entry.name) !== null);
    for (const date of dates) {
      const files = await entriesOf(join(path, date.name));
      if (files.some((entry) => entry.isFile() && /^[^._].*\.json$/.test(entry.name))) return true;
    }
  }
  return false;
}

interface FoundExport {
  readonly path: string;
  readonly shape: ExportShape;
}

/** Looks in the directory itself, and in those right below it. A folder with several files of one shape is one export, and is imported as one. */
async function findExports(directory: string): Promise<readonly FoundExport[]> {
  const entries = await entriesOf(directory);
  const found = await exportsAmong(directory, entries);
  for (const folder of entries.filter(isFolder)) {
    if (found.length >= MOST_EXPORTS) break;
    if (folder.name === 'node_modules' || folder.name.startsWith('.')) continue;
    const path = join(directory, folder.name);
    const inside = await exportsAmong(path, await entriesOf(path));
    for (const {path: file, shape} of inside) {
      const isOneOfSeveral = inside.filter((other) => other.shape === shape).length > 1;
      const place = isOneOfSeveral ? path : file;
      if (!found.some((other) => other.path === place && other.shape === shape)) found.push({path: place, shape});
    }
  }
  return found.slice(0, MOST_EXPORTS);
}

async function exportsAmong(below: string, entries: readonly Dirent[]): Promise<FoundExport[]> {
  const found: FoundExport[] = [];
  for (const {name} of entries.filter((entry) => entry.isFile())) {
    if (found.length === MOST_EXPORTS) break;
    const path = join(below, name);
    const shape = await exportShape(path);
    if (shape !== null) found.push({path, shape});
  }
  return found;
}

/** libpq's variables say where a server is; if one of them is set, somebody uses a server. */
function findDatabases(environment: Variables): string[] {
  const found = existsSync(EMBEDDED) ? [`sqlite:${EMBEDDED}`] : [];
  for (const name of ['LSE_DATABASE_URL', 'DATABASE_URL']) if ((environment[name] ?? '') !== '') found.push(name);
  const libpq = ['PGHOST', 'PGSERVICE', 'PGDATABASE'].filter((name) => (environment[name] ?? '') !== '');
  return libpq.length === 0 ? found : [...found, libpq.join(', ')];
}

function isFolder(entry: Dirent): boolean {
  return entry.isDirectory() || entry.isSymbolicLink();
}

/** In the order of names, so that two looks find the same; empty if the directory cannot be listed. */
async function entriesOf(directory: string): Promise<Dirent[]> {
  const entries = await readdir(directory, {withFileTypes: true}).catch(() => []);
  return entries.sort((one, other) => compareCodePoints(one.name, other.name)).slice(0, MOST_ENTRIES);
}
