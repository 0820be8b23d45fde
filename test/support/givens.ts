import {mkdir, utimes, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {FormatName, Given, GivenRun, ImportSource} from '../../src/imports/given.ts';
import type {ImportOptions} from '../../src/imports/import-options.ts';
import {placeText} from '../../src/imports/place-text.ts';
import {withImportSource} from '../../src/imports/sources/import-source.ts';
import {withTemporaryDirectory} from './temporary-directory.ts';

/** When files of these tests were last changed. */
export const MODIFIED = '2025-09-20T08:00:00.000Z';

export const OPTIONS: ImportOptions = {as: null, extractedAt: null, extractedZone: null, maxFileBytes: 1_000_000};

export type Contents = Readonly<Record<string, string | Uint8Array>>;

export interface Read {
  readonly givens: readonly Given[];
  readonly formats: Readonly<Partial<Record<FormatName, number>>>;
}

/** Writes files into a directory, of one time. */
export async function writeFiles(directory: string, contents: Contents): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    const file = join(directory, path);
    await mkdir(dirname(file), {recursive: true});
    await writeFile(file, content);
    await utimes(file, new Date(MODIFIED), new Date(MODIFIED));
  }
}

/** What is read of a path, and once more, as an import does. Names are without `root`. */
export async function readPaths(
  paths: readonly string[],
  options: Partial<ImportOptions> = {},
  root = '',
): Promise<Read> {
  return withImportSource(paths, {...OPTIONS, ...options}, async (source) => {
    const givens: Given[] = [];
    // A run is there until the next one is asked for.
    for await (const given of source.read()) givens.push(withoutRoot(kept(given), root));
    const formats = Object.fromEntries(source.formats());
    const whole = givens.filter((given) => given.kind === 'run').filter(({part}) => part === 'whole');
    const again = (await runsAgain(source, whole)).map((given) => withoutRoot(given, root));
    if (JSON.stringify(again) !== JSON.stringify(whole)) throw new Error('both readings differ');
    if (source.bytesRead() > (source.bytes ?? 0)) throw new Error('more was read than there is');
    return {givens, formats};
  });
}

function kept(given: Given): Given {
  return given.kind === 'run' ? {...given, json: Buffer.from(given.json)} : given;
}

/** The runs as the second reading has them: with the bytes at their places, or in the order of their numbers. */
function runsAgain(source: ImportSource, whole: readonly GivenRun[]): Promise<GivenRun[]> {
  return source.again(async ({others, fill}) => {
    const runs = [...whole];
    for (const [number, run] of whole.entries()) {
      if (run.at === undefined) continue;
      const json = Buffer.alloc(run.json.length);
      fill(run.at, json);
      runs[number] = {...run, json};
    }
    for await (const {number, run} of others()) runs[number] = kept(run) as GivenRun;
    return runs;
  });
}

/** The same of files that are written for it, by the name of their directory. */
export function readContents(contents: Contents, options: Partial<ImportOptions> = {}): Promise<Read> {
  return withTemporaryDirectory(async (directory) => {
    await writeFiles(directory, contents);
    return readPaths([directory], options, `${directory}/`);
  });
}

function withoutRoot<T extends Given>(given: T, root: string): T {
  const file = given.place.file.startsWith(root) ? given.place.file.slice(root.length) : given.place.file;
  return {...given, place: {...given.place, file}};
}

export function runsOf({givens}: Read): GivenRun[] {
  return givens.filter((given) => given.kind === 'run');
}

/** The texts of the runs. */
export function textsOf(read: Read): string[] {
  return runsOf(read).map(({json}) => Buffer.from(json).toString('utf8'));
}

/** What is no run, as one line each. */
export function remarksOf({givens}: Read): string[] {
  return givens.flatMap((given) => {
    if (given.kind === 'run') return [];
    return [`${given.kind} ${placeText(given.place)} ${given.kind === 'skip' ? given.reason : given.what}`];
  });
}
