import {realpath, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {type CalendarDate, parseCalendarDate} from '../../core/calendar-date.ts';
import {
  type ListedTree,
  type ReadFile,
  type ReadRecord,
  type TreeDay,
  UNFINISHED_EXPORT,
} from '../../core/document-tree.ts';
import {SourceError} from '../../core/errors.ts';
import {isProjectName} from '../../core/project-name.ts';
import type {Scope} from '../../core/report-source.ts';
import type {DigestedRecord} from '../../core/run-record.ts';
import type {FileChange} from '../../core/source-snapshot.ts';
import {directoryEntries} from './directory-entries.ts';
import {readDocuments} from './document-file.ts';
import type {ListingDigests} from './listing-digest.ts';
import {readRecords} from './record-scan.ts';
import {ScanThreads} from './scan-threads.ts';

/** A data directory, `<data dir>/<project>/<YYYY-MM-DD>/<file>.json`. */
export class TraceTree implements ListedTree {
  readonly location: string;
  readonly #root: string;
  /** Larger files are unreadable. */
  readonly maxFileBytes: number;

  #listings: ListingDigests | null = null;
  readonly #threads = new ScanThreads();

  private constructor(location: string, root: string, maxFileBytes: number) {
    this.location = location;
    this.#root = root;
    this.maxFileBytes = maxFileBytes;
  }

  /** @throws SourceError where the data directory is missing, not a directory, or an export that is not whole */
  static async open(dataDir: string, maxFileBytes: number): Promise<TraceTree> {
    if (await isThere(join(dataDir, UNFINISHED_EXPORT))) throw unfinished(dataDir);
    try {
      const root = await realpath(dataDir);
      if ((await stat(root)).isDirectory()) return new TraceTree(dataDir, root, maxFileBytes);
    } catch (error) {
      throw missing(dataDir, error);
    }
    throw missing(dataDir);
  }

  async projects(): Promise<string[]> {
    const names = await this.#entries([], 'directory');
    return names.filter(isProjectName);
  }

  async *days(scope: Scope | null): AsyncGenerator<TreeDay> {
    const wanted = scope?.project ?? null;
    for (const project of await this.projects()) {
      // Looked up among the names, never by path: a name may be that of a file, or of a link that leads outside.
      if (wanted !== null && project !== wanted) continue;
      for (const date of await this.#dates(project)) {
        if (scope === null || (date >= scope.from && date <= scope.to)) yield await this.#day(project, date);
      }
    }
  }

  documents(day: TreeDay): AsyncGenerator<ReadFile> {
    return readDocuments(this.directoryOf(day), day.fileNames, this.maxFileBytes);
  }

  records(day: TreeDay): AsyncGenerator<ReadRecord> {
    return readRecords(this.directoryOf(day), day.fileNames, this.maxFileBytes, 'facts', this.#threads);
  }

  digestedRecords(day: TreeDay): AsyncGenerator<ReadRecord<DigestedRecord>> {
    return readRecords(this.directoryOf(day), day.fileNames, this.maxFileBytes, 'digest', this.#threads);
  }

  /** Has the threads get ready that so many files are worth, for whoever does something else first. */
  prepareToRead(files: number): void {
    this.#threads.prepare(files);
  }

  /** What makes a digest is imported with the first: a report needs none. */
  async listing(day: TreeDay): Promise<string | null> {
    if (this.#listings === null) {
      const {ListingDigests} = await import('./listing-digest.ts');
      this.#listings ??= new ListingDigests(this.maxFileBytes);
    }
    return this.#listings.digest(this.directoryOf(day), day.fileNames);
  }

  /** The real path of a day's directory. */
  directoryOf({project, date}: Pick<TreeDay, 'project' | 'date'>): string {
    return join(this.#root, project, date);
  }

  async changes(): Promise<FileChange[]> {
    return [];
  }

  async #dates(project: string): Promise<CalendarDate[]> {
    const names = await this.#entries([project], 'directory');
    return names.map(parseCalendarDate).filter((date) => date !== null);
  }

  async #day(project: string, date: CalendarDate): Promise<TreeDay> {
    const names = await this.#entries([project, date], 'file');
    return {project, date, fileNames: names.filter((name) => name.endsWith('.json') && !/^[._]/.test(name))};
  }

  async #entries(below: string[], kind: 'file' | 'directory'): Promise<string[]> {
    const directory = join(this.#root, ...below);
    try {
      return await directoryEntries(directory, kind, this.#root);
    } catch (error) {
      const path = join(this.location, ...below);
      throw new SourceError('LSE_DATA_DIR', `The directory ${path} cannot be read.`, `Look at it with: ls -l ${path}`, {
        cause: error,
      });
    }
  }
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
    `Wait for it to end; where it was killed, do it again with: lse db export --out ${dataDir}`,
  );
}

function missing(dataDir: string, cause?: unknown): SourceError {
  return new SourceError(
    'LSE_DATA_DIR',
    `The data directory ${dataDir} does not exist or is not a directory.`,
    'Name the one that holds your projects with --data-dir DIR or LSE_DATA_DIR.',
    {cause},
  );
}
