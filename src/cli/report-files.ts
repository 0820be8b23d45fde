import {readdir, realpath} from 'node:fs/promises';
import {join} from 'node:path';
import {compareCodePoints} from '../core/code-point-order.ts';
import {ReportError, UsageError} from '../core/errors.ts';
import {nearest} from '../core/nearest.ts';
import {compileReport} from '../core/reports/compiled-report.ts';
import type {ReportDefinition} from '../core/reports/definition.ts';
import {shellWord} from '../core/shell-word.ts';
import {exampleFault} from '../definitions/example-run.ts';
import {type ReadReport, readReport} from '../definitions/report-text.ts';
import {readRegularFile, UnreadableInput} from '../files/regular-file.ts';
import {type Fault, faultText} from '../yaml/fault.ts';

/** A file that defines a report, or should do so. */
export interface ReportFile {
  /** As messages name it. */
  readonly path: string;
  /** Whether it comes with lse or from the user's directory. */
  readonly isShipped: boolean;
  readonly report: ReadReport | null;
  /** All faults, each with its place in the text. */
  readonly faults: readonly string[];
}

/** Where to look for reports. */
export interface ReportDirectories {
  /** The user's own; it may be missing. */
  readonly own: string;
  /** What comes with lse. */
  readonly shipped: string;
}

/** A definition is a page. A larger file is no definition. */
const MOST_CHARACTERS = 1_048_576;

/** Every report, those of lse first, each directory in the order of the file names. */
export async function readReportFiles({own, shipped}: ReportDirectories): Promise<ReportFile[]> {
  const files = await readDirectory(shipped, true);
  // In a checkout of lse both directories are the same.
  if ((await realPath(own)) === (await realPath(shipped))) return files;
  const names = new Map(files.map(({report, path}) => [report?.definition.name, path]));
  for (const file of await readDirectory(own, false)) {
    files.push(withoutTwin(file, names));
    if (file.report !== null) names.set(file.report.definition.name, file.path);
  }
  return files;
}

/** One file, by its path. */
export async function readReportFile(path: string, isShipped = false): Promise<ReportFile> {
  const text = await readRegularFile(path).catch((error: unknown) => {
    if (!(error instanceof UnreadableInput)) throw error;
    throw new UsageError(
      `The report ${path} cannot be read (${error.message}).`,
      'See the reports with: lse report list',
    );
  });
  if (text.length > MOST_CHARACTERS) return wrong(path, isShipped, [`${path}:1:1: This is too long for a report.`]);
  const read = readReport(text);
  if ('faults' in read)
    return wrong(
      path,
      isShipped,
      read.faults.map((fault) => faultText(path, text, fault)),
    );
  const faults = exampleFaults(read.report).map((fault) => faultText(path, text, fault));
  return {path, isShipped, report: faults.length === 0 ? read.report : null, faults};
}

/**
 * A report by its name, or by the path of its file.
 *
 * @throws UsageError when there is no such report, ReportError when its definition is wrong
 */
export async function findReport(nameOrFile: string, directories: ReportDirectories): Promise<ReportDefinition> {
  const isPath = /[/\\]|\.ya?ml$/.test(nameOrFile);
  const shipped = isPath ? null : await readShipped(nameOrFile, directories.shipped);
  if (shipped !== null) return shipped;
  const files = isPath ? [await readReportFile(nameOrFile)] : await readReportFiles(directories);
  const found = isPath ? files[0] : files.find((file) => isNamed(file, nameOrFile));
  if (found === undefined) {
    const known = files.flatMap(({report}) => (report === null ? [] : [report.definition.name]));
    throw new UsageError(
      `There is no report '${nameOrFile}' in ${directories.own}.${nearest(nameOrFile, known)}`,
      'See the reports with: lse report list',
    );
  }
  return definitionIn(found);
}

/** @throws ReportError that says all that is wrong with the definition */
export function definitionIn({path, report, faults}: ReportFile): ReportDefinition {
  if (report !== null) return report.definition;
  throw new ReportError(
    `The report ${path} is wrong.\n${faults.join('\n')}`,
    `Correct it, and check it with: lse report check ${path}`,
  );
}

/** A report of lse, which comes before any other of its name: so no other file has to be read. Null if lse has no such report. */
async function readShipped(name: string, directory: string): Promise<ReportDefinition | null> {
  if (!/^[a-z0-9-]+$/.test(name)) return null;
  const fileName = `${name}.yaml`;
  if (!(await namesIn(directory)).includes(fileName)) return null;
  const {report} = await readReportFile(join(directory, fileName), true);
  return report?.definition.name === name ? report.definition : null;
}

/** If a file is wrong, its report has no name but that of the file. */
function isNamed({report, path}: ReportFile, name: string): boolean {
  return report === null
    ? new RegExp(`(?:^|[/\\\\])${name.replace(/[^a-z0-9-]/g, '.')}\\.ya?ml$`).test(path)
    : report.definition.name === name;
}

function exampleFaults({definition, examples}: ReadReport): Fault[] {
  const compiled = compileReport(definition);
  return examples.flatMap((example) => {
    const message = exampleFault(compiled, example);
    return message === null ? [] : [{...example.place, message}];
  });
}

async function readDirectory(directory: string, isShipped: boolean): Promise<ReportFile[]> {
  const files: ReportFile[] = [];
  for (const name of await namesIn(directory)) files.push(await readReportFile(join(directory, name), isShipped));
  return files;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => /^[^._].*\.ya?ml$/.test(name)).sort(compareCodePoints);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new UsageError(
      `The reports in ${directory} cannot be read (${code}).`,
      `Look at them with: ls -l ${shellWord(directory)}`,
    );
  }
}

async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** If two reports have one name, nobody can say which of them was meant. */
function withoutTwin(file: ReportFile, names: ReadonlyMap<string | undefined, string>): ReportFile {
  const name = file.report?.definition.name;
  const twin = name === undefined ? undefined : names.get(name);
  if (twin === undefined) return file;
  return wrong(file.path, file.isShipped, [
    `${file.path}:1:1: '${name}' is the name of ${twin}, too: give it another one.`,
  ]);
}

function wrong(path: string, isShipped: boolean, faults: readonly string[]): ReportFile {
  return {path, isShipped, report: null, faults};
}
