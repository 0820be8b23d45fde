import {realpathSync} from 'node:fs';
import {realpath, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {type CalendarDate, parseCalendarDate} from '../../../core/calendar-date.ts';
import type {DigestForm} from '../../../core/document-content.ts';
import {
  ARCHIVE_MANIFEST,
  type ListedTree,
  type ReadFile,
  type TreeDay,
  UNFINISHED_EXPORT,
} from '../../../core/document-tree.ts';
import {SourceError} from '../../../core/errors.ts';
import type {RunPath} from '../../../core/fields/run-values.ts';
import type {FilesInReach, PassedOver, PassedOverKind} from '../../../core/passed-over.ts';
import {isFileSystemName, isProjectName} from '../../../core/project-name.ts';
import type {RunDocument} from '../../../core/run-document.ts';
import type {RunRecord} from '../../../core/run-record.ts';
import type {DayKey, Scope} from '../../../core/scope.ts';
import type {FileChange} from '../../../core/source-snapshot.ts';
import {ListedDays} from '../marks/listed-days.ts';
import type {ListingDigests} from '../marks/listing-digest.ts';
import {readDocuments} from '../reading/document-file.ts';
import type {PartOf, Reading} from '../reading/record-reading.ts';
import {readRecords} from '../reading/record-scan.ts';
import {ScanThreads} from '../threads/scan-threads.ts';
import {type DirectoryEntries, directoryEntries} from './directory-entries.ts';
import {isHidden, isTraceFile} from './file-name.ts';
import {PassedOverTally} from './passed-over-tally.ts';
import {StrayFiles} from './stray-files.ts';
import {missingDataDir, replacedDataDir, strayDirectory, unreadableDirectory, vanishedDirectory} from './tree-error.ts';
import {isWithin} from './tree-root.ts';
import {shownName} from './undecodable-name.ts';

/** A data directory, `<data dir>/<project>/<YYYY-MM-DD>/<file>.json`. */
export class TraceTree implements ListedTree {
  readonly location: string;
  readonly identity: string;
  readonly #root: string;
  /** Larger files are unreadable. */
  readonly maxFileBytes: number;
  /** Projects that this tree leaves out. */
  readonly #excluded: ReadonlySet<string>;

  readonly #passedOver = new PassedOverTally();
  readonly #strays: StrayFiles;
  #listings: ListingDigests | null = null;
  readonly #threads = new ScanThreads();
  /** Each file that is read is compared with its mark, if its day was listed with marks. */
  readonly listed = new ListedDays();

  private constructor(
    location: string,
    root: string,
    identity: string,
    maxFileBytes: number,
    excluded: readonly string[],
  ) {
    this.location = location;
    this.identity = identity;
    this.#root = root;
    this.maxFileBytes = maxFileBytes;
    this.#excluded = new Set(excluded);
    this.#strays = new StrayFiles(location, root, this.#passedOver);
  }

  /** @throws SourceError if the data directory is missing, not a directory, or an export that is not whole */
  static async open(dataDir: string, maxFileBytes: number, excluded: readonly string[] = []): Promise<TraceTree> {
    if (await isThere(join(dataDir, UNFINISHED_EXPORT))) throw unfinished(dataDir);
    try {
      const root = await realpath(dataDir);
      const identity = await identityOf(root);
      if (identity !== null) return new TraceTree(dataDir, root, identity, maxFileBytes, excluded);
    } catch (error) {
      throw missingDataDir(dataDir, error);
    }
    throw missingDataDir(dataDir);
  }

  async projects(): Promise<string[]> {
    const {names} = await this.#entries([], 'directory');
    return names.filter((name) => isProjectName(name) && !this.#excluded.has(name));
  }

  async *days(scope: Scope | null): AsyncGenerator<TreeDay> {
    for (const project of await this.#projectsOf(scope?.project ?? null)) {
      for (const date of await this.#dates(project, scope?.project ?? null)) {
        if (scope === null || (date >= scope.from && date <= scope.to)) yield await this.#day(project, date);
      }
    }
  }

  documents(day: TreeDay): AsyncGenerator<ReadFile<RunDocument>> {
    return readDocuments(this.#placeOf(day), this.#root, day.fileNames, this.maxFileBytes, this.listed.of(day));
  }

  records(day: TreeDay): AsyncGenerator<ReadFile<RunRecord>> {
    return this.#records(day, 'facts');
  }

  contents(day: TreeDay, form?: DigestForm): AsyncGenerator<ReadFile<RunRecord<'content'>>> {
    const reading = form === 'jsonb' ? 'jsonbContent' : 'content';
    return this.#records(day, reading);
  }

  recordsWithContents(day: TreeDay): AsyncGenerator<ReadFile<RunRecord<'facts' | 'content'>>> {
    return this.#records(day, 'both');
  }

  values(day: TreeDay, paths: readonly RunPath[]): AsyncGenerator<ReadFile<RunRecord<'values'>>> {
    return this.#records(day, {values: paths});
  }

  passedOver(): PassedOver[] {
    return this.#passedOver.all();
  }

  async filesInReach(): Promise<FilesInReach | null> {
    const {filesInReach} = await import('./files-in-reach.ts');
    return filesInReach(this.location, this.#root);
  }

  /** Starts the threads that so many files are worth, for a caller that does something else first. */
  prepareToRead(files: number): void {
    this.#threads.prepare(files);
  }

  /** The code for digests is imported with the first one: a report needs none. */
  async listing(day: TreeDay): Promise<string | null> {
    if (this.#listings === null) {
      const {ListingDigests} = await import('../marks/listing-digest.ts');
      this.#listings ??= new ListingDigests(this.maxFileBytes);
    }
    const listing = await this.#listings.listing(this.directoryOf(day), day.fileNames);
    if (listing === null) return null;
    this.listed.expect(day, listing.marks);
    return listing.digest;
  }

  /** The path of a day's directory below the real path of the data directory. */
  directoryOf({project, date}: Pick<TreeDay, 'project' | 'date'>): string {
    return join(this.#root, project, date);
  }

  async changes(): Promise<FileChange[]> {
    return [];
  }

  isAsListed(day: DayKey): boolean {
    return !this.listed.hasOther(day);
  }

  #records<N extends Reading>(day: TreeDay, reading: N): AsyncGenerator<ReadFile<RunRecord<PartOf<N>>>> {
    const [place, listed] = [this.#placeOf(day), this.listed.of(day)];
    return readRecords(place, this.#root, day.fileNames, this.maxFileBytes, reading, this.#threads, listed);
  }

  /** Where a day's files are read. A link may have taken the place of the directory that was listed. */
  #placeOf(day: TreeDay): string {
    const path = this.directoryOf(day);
    let place: string;
    try {
      place = realpathSync.native(path);
    } catch {
      // Each of its files reports its own fault.
      return path;
    }
    if (!isWithin(place, this.#root)) throw strayDirectory(join(this.location, day.project, day.date));
    return place;
  }

  /** It is looked up among the names, never by path: a name may belong to a file, or to a link that leads outside. */
  async #projectsOf(wanted: string | null): Promise<string[]> {
    const {names, passedOver, others: files} = await this.#entries([], 'directory');
    await this.#strays.note({kind: 'file-beside-projects', project: null, below: [], isApart: false}, files);
    const isWanted = (name: string): boolean => isProjectName(name) && (wanted === null || name === wanted);
    const excluded = names.filter((name) => this.#excluded.has(name));
    const others = [...passedOver, ...excluded.map((name) => ({name, kind: 'excluded-project' as const}))];
    for (const {name, kind} of others) if (isWanted(name)) this.#note(kind, null, [name]);
    return names.filter((name) => isWanted(name) && !this.#excluded.has(name));
  }

  /** If a caller asks for all projects, a directory that can only be the file system's own is no error. */
  async #dates(project: string, wanted: string | null): Promise<CalendarDate[]> {
    try {
      const {names, passedOver, others: files} = await this.#entries([project], 'directory');
      for (const {name, kind} of passedOver) {
        const mayBeDate = !name.isWellFormed() || parseCalendarDate(name) !== null;
        if (mayBeDate && !isHidden(name)) this.#note(kind, project, [project, name]);
      }
      const dates = names.map(parseCalendarDate).filter((date) => date !== null);
      await this.#noteBesideDates(project, {dates, names, files});
      return dates;
    } catch (error) {
      const isOwn = wanted === null && isFileSystemName(project) && isForbidden(error);
      if (!isOwn) throw error;
      this.#note('unreadable-directory', null, [project]);
      return [];
    }
  }

  async #noteBesideDates(
    project: string,
    found: {readonly dates: readonly string[]; readonly names: readonly string[]; readonly files: readonly string[]},
  ): Promise<void> {
    const files = found.files.filter((name) => name !== ARCHIVE_MANIFEST);
    const isApart = found.dates.length === 0;
    await this.#strays.note({kind: 'file-beside-dates', project, below: [project], isApart}, files);
    if (found.names.length === found.dates.length) return;
    for (const name of found.names) {
      if (isHidden(name) || parseCalendarDate(name) !== null) continue;
      const below = [project, name];
      await this.#strays.noteBelow({kind: 'file-in-other-directory', project, below, isApart: true});
    }
  }

  async #day(project: string, date: CalendarDate): Promise<TreeDay> {
    const {names, passedOver, others: directories} = await this.#entries([project, date], 'file');
    const shown = names.filter((name) => !isHidden(name));
    const fileNames = shown.filter(isTraceFile);
    const others = passedOver.filter(({name}) => !isHidden(name));
    if (fileNames.length < names.length || others.length > 0) {
      for (const name of shown) if (!isTraceFile(name)) others.push({name, kind: 'other-file'});
      this.#passedOver.note(JSON.stringify([project, date]), await this.#counted(others, project, date));
    }
    for (const name of directories) {
      if (isHidden(name) || !name.isWellFormed()) continue;
      await this.#strays.noteBelow({kind: 'file-below-date', project, below: [project, date, name], isApart: true});
    }
    return {project, date, fileNames};
  }

  async #counted(
    found: DirectoryEntries['passedOver'],
    project: string,
    date: CalendarDate,
  ): Promise<readonly PassedOver[]> {
    const counted: PassedOver[] = [];
    for (const kind of new Set(found.map((each) => each.kind))) {
      const names = found.flatMap((each) => (each.kind === kind ? [each.name] : []));
      counted.push(await this.#strays.passedOver({kind, project, below: [project, date], isApart: false}, names));
    }
    return counted;
  }

  #note(kind: PassedOverKind, project: string | null, path: readonly string[]): void {
    const example = path.map(shownName).join('/');
    this.#passedOver.note(JSON.stringify(path), [{kind, project, count: 1, example}]);
  }

  async #entries(below: string[], kind: 'file' | 'directory'): Promise<DirectoryEntries> {
    const directory = join(this.#root, ...below);
    let entries: DirectoryEntries;
    try {
      entries = await directoryEntries(directory, kind, this.#root);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadableDirectory(this.location, below, error);
      // Its name was in the listing of the directory above.
      const isRoot = (await identityOf(this.#root).catch(() => null)) === this.identity;
      throw isRoot && below.length > 0 ? vanishedDirectory(this.location, below) : replacedDataDir(this.location);
    }
    // If there is nothing at all, the data directory may be gone: a drive may have been removed.
    if (entries.names.length === 0 && (await identityOf(this.#root).catch(() => null)) !== this.identity) {
      throw replacedDataDir(this.location);
    }
    return entries;
  }
}

/** Identifies a directory under any path: links, mounts, letters of another case. Null if it is no directory. */
async function identityOf(path: string): Promise<string | null> {
  const stats = await stat(path, {bigint: true});
  return stats.isDirectory() ? `file ${stats.dev}:${stats.ino}` : null;
}

function isForbidden(error: unknown): boolean {
  const {code} = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return error instanceof SourceError && (code === 'EACCES' || code === 'EPERM');
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function unfinished(dataDir: string): SourceError {
  return new SourceError(
    'LSE_DATA_DIR',
    `The data directory ${dataDir} holds an export that is not whole.`,
    `Wait for it to end; if it was killed, do it again with: lse db export --out ${dataDir}`,
  );
}
