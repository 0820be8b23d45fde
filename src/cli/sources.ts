import type {Database} from '../backends/db/database.ts';
import type {Driver} from '../backends/db/drivers.ts';
import {redactUrl, tableOfUrl} from '../backends/db/postgres/connecting/postgres-url.ts';
import type {PostgresOptions} from '../backends/db/postgres/postgres-database.ts';
import {CacheFile} from '../backends/file/cache/cache-file.ts';
import type {CacheLocation, OnMarks} from '../backends/file/cache/day-cache.ts';
import type {OnFiles} from '../backends/file/day-tally.ts';
import type {TraceTree} from '../backends/file/tree/trace-tree.ts';
import {UnavailableSource} from '../compare/unavailable-source.ts';
import type {ListedTree} from '../core/document-tree.ts';
import {excluding} from '../core/excluding-source.ts';
import type {ReportSource} from '../core/report-source.ts';
import type {Scope} from '../core/scope.ts';
import {StartAgain} from '../core/start-again.ts';
import type {ListedDay, ListedDays, StoredDays} from '../core/stored-day.ts';
import {keepPlan} from '../rollout/log/plans.ts';
import type {CandidateBounds, CandidateSide, ControlSide} from '../rollout/serving/sides.ts';
import type {Settings} from './settings.ts';
import type {DatabaseLocation, SourceLocation} from './source-location.ts';
import {writeNotice} from './terminal.ts';

/**
 * The one place that opens sources. With a cache, files that did not change are not read again. Each
 * backend is imported when it is first needed: a report from files does not wait for a database driver to load.
 */
export async function withSource<T>(
  location: SourceLocation,
  settings: Settings,
  work: (source: ReportSource, storedDays?: StoredDays) => Promise<T>,
  cache: CacheLocation | null = null,
  onFiles: OnFiles = () => {},
): Promise<T> {
  if (location.kind !== 'file') {
    const database = await openDatabase(location, settings);
    await sayTable(location, settings);
    return database.withSource((source, storedDays) => work(excluding(source, settings.excludedProjects), storedDays));
  }
  const tree = await openTree(location.directory, settings);
  return work(cache === null ? await sourceOfTree(tree, onFiles) : await cachedSource(tree, cache, onFiles));
}

async function cachedSource(tree: TraceTree, cache: CacheLocation, onFiles: OnFiles): Promise<ReportSource> {
  const [{DayCache}, {FileSource}] = await Promise.all([
    import('../backends/file/cache/day-cache.ts'),
    import('../backends/file/file-source.ts'),
  ]);
  const days = new DayCache(tree, cache);
  return new FileSource(tree, (day, onFile) => days.scan(day, onFile), onFiles);
}

/** The same, and afterwards it can say which of the files that it read have changed. */
async function watchedSource(tree: TraceTree, cache: CacheLocation | null, onFiles: OnFiles): Promise<ReportSource> {
  const [{WatchedTree}, {FileSource}] = await Promise.all([
    import('../backends/file/tree/watched-tree.ts'),
    import('../backends/file/file-source.ts'),
  ]);
  const watched = new WatchedTree(tree);
  if (cache === null) return new FileSource(watched, null, onFiles);
  const {DayCache} = await import('../backends/file/cache/day-cache.ts');
  const days = new DayCache(tree, cache);
  const watch: OnMarks = (marked, marks) => watched.watch(marked, marks);
  return new FileSource(watched, (day, onFile) => days.scan(day, onFile, watch), onFiles);
}

/** The files, for the code that serves reports. `onFiles` is called with the number of files that were read, or were known, for an answer. */
export function controlSide(settings: Settings, cache: CacheLocation | null, onFiles: OnFiles = () => {}): ControlSide {
  const location = {kind: 'file', directory: settings.dataDir} as const;
  return {
    kind: location.kind,
    withSource: async (work, {watched} = {watched: false}) => {
      if (!watched) return withSource(location, settings, work, cache, onFiles);
      return work(await watchedSource(await openTree(location.directory, settings), cache, onFiles));
    },
    listedDays: async (scope, options) => listedDays(await openTree(location.directory, settings), scope, options),
  };
}

async function listedDays(
  tree: ListedTree,
  scope: Scope,
  {digests}: {readonly digests: boolean},
): Promise<ListedDay[]> {
  const days: ListedDay[] = [];
  for await (const day of tree.days(scope)) {
    const {project, date, fileNames} = day;
    days.push({project, date, files: fileNames.length, listing: digests ? await tree.listing(day) : null});
  }
  return days;
}

/** A database as messages name it, without a password. */
export function shownDatabase(location: DatabaseLocation): string {
  const table = tableOf(location);
  const named = table === null ? '' : `?table=${table}`;
  return location.kind === 'sqlite' ? `sqlite:${location.path}${named}` : redactUrl(location.url);
}

/** Whether the driver of the database loads here. */
export async function findDrivers(): Promise<Driver[]> {
  return (await import('../backends/db/drivers.ts')).findDrivers();
}

/** The database, for the code that serves reports. */
export function candidateSide(settings: Settings): CandidateSide {
  const {database: place, excludedProjects} = settings;
  const location = shownDatabase(place);
  return {
    kind: databaseKind(place),
    location,
    withSource: async (work, bounds) => {
      const database = await openDatabase(settings.database, settings, bounds);
      if (bounds === undefined) await sayTable(settings.database, settings);
      return database.withSource(
        (source, storedDays) =>
          work(excluding(source, excludedProjects), async (scope) => {
            const days = await storedDays(scope);
            return days.filter(({project}) => !excludedProjects.includes(project));
          }),
        bounds === undefined ? {} : {signal: bounds.signal},
      );
    },
  };
}

/** What a side knows about its days beside the records: a database knows what it stored, files know what was listed. */
export interface SideDays {
  readonly stored?: StoredDays | undefined;
  readonly listed?: ListedDays;
}

/**
 * The same for a comparison: one listing of the files, or one snapshot of the database, answers everything that `work`
 * asks. If a source cannot be opened, it fails every question, so that the other side can answer.
 */
export async function withFrozenSource<T>(
  location: SourceLocation,
  settings: Settings,
  scopes: readonly (Scope | null)[],
  work: (source: ReportSource, days: SideDays) => Promise<T>,
  listing: FrozenListing = {},
): Promise<T> {
  const opened: {done: {readonly value: T} | null; isOpen: boolean} = {done: null, isOpen: false};
  try {
    return await openFrozen(location, settings, scopes, listing, async (source, days) => {
      opened.isOpen = true;
      const value = await work(source, days).catch((error: unknown) => {
        // Another attempt to open it may fail.
        if (error instanceof StartAgain) opened.isOpen = false;
        throw error;
      });
      opened.done = {value};
      return value;
    });
  } catch (error) {
    // Closing can fail, too, if a connection broke; what was found out before is still true.
    if (opened.done !== null) return opened.done.value;
    if (opened.isOpen) throw error;
    return work(await unavailable(location, settings, error), {});
  }
}

async function openFrozen<T>(
  location: SourceLocation,
  settings: Settings,
  scopes: readonly (Scope | null)[],
  listing: FrozenListing,
  work: (source: ReportSource, days: SideDays) => Promise<T>,
): Promise<T> {
  if (location.kind !== 'file') {
    return withSource(location, settings, async (source, stored) => {
      if (source.lacksSnapshot === true) await sayMoving(source.location, settings);
      return work(source, {stored});
    });
  }
  const tree = await openFrozenTree(location.directory, settings, scopes, listing);
  return work(await sourceOfTree(tree), {listed: (scope) => listedDays(tree, scope, {digests: true})});
}

/** A tree as one listing finds it now, for scopes that share no day; a null scope is everything. */
export async function openFrozenTree(
  directory: string,
  settings: Settings,
  scopes: readonly (Scope | null)[],
  {mayReadNone = false}: FrozenListing = {},
): Promise<ListedTree> {
  const {FrozenTree} = await import('../backends/file/tree/frozen-tree.ts');
  const tree = await openTree(directory, settings);
  return mayReadNone ? FrozenTree.listOnly(tree, ...scopes) : FrozenTree.list(tree, ...scopes);
}

/** `mayReadNone`: the caller may find out from the listing that it need not read any file. */
export interface FrozenListing {
  readonly mayReadNone?: boolean;
}

export async function sourceOfTree(tree: ListedTree, onFiles: OnFiles = () => {}): Promise<ReportSource> {
  const {FileSource} = await import('../backends/file/file-source.ts');
  return new FileSource(tree, null, onFiles);
}

async function unavailable(location: SourceLocation, settings: Settings, error: unknown): Promise<UnavailableSource> {
  if (location.kind === 'file') return new UnavailableSource(location.kind, location.directory, error);
  const {kind, location: shown} = await openDatabase(location, settings);
  return new UnavailableSource(kind, shown, error);
}

/** The place where a verification remembers the days that it found the same, beside the cache of reports. */
export function verifiedDaysFile(cacheDir: string, subject: string, version: string): CacheFile {
  return new CacheFile(cacheDir, subject, version, 'verified');
}

export async function openTree(directory: string, settings: Settings): Promise<TraceTree> {
  const {TraceTree} = await import('../backends/file/tree/trace-tree.ts');
  return TraceTree.open(directory, settings.maxFileBytes, settings.excludedProjects);
}

/** The table or view of another program that is read instead of a database of lse, as the user named it; null for a database of lse. */
export function tableOf(location: DatabaseLocation): string | null {
  return location.kind === 'sqlite' ? (location.table ?? null) : tableOfUrl(location.url);
}

/** `ReportSource.kind` of what lies there. */
export function databaseKind(location: DatabaseLocation): string {
  return tableOf(location) === null ? location.kind : `${location.kind}-table`;
}

const SHARED_BY_NONE =
  'share no snapshot. Whether the days that are asked about stood still is looked at before and after; one that did not is inconclusive.';

async function sayMoving(location: string, settings: Settings): Promise<void> {
  const known = said.get(settings) ?? new Set();
  if (known.has(location)) return;
  said.set(settings, known.add(location));
  await writeNotice(`The nodes of ${location} ${SHARED_BY_NONE}`);
}

/** By the settings of a command and the table, so that a command says it once, however often it opens it. */
const said = new WeakMap<Settings, Set<string>>();

async function sayTable(location: DatabaseLocation, settings: Settings): Promise<void> {
  const table = tableOf(location);
  const known = said.get(settings) ?? new Set();
  if (table === null || known.has(table)) return;
  said.set(settings, known.add(table));
  await writeNotice(
    `The table ${table} is another program's. It is only read, and slower than a database of lse: every document of each date is looked at.`,
  );
}

/** The same for writing. @throws UsageError at once for a table of another program, even if there is nothing to write */
export async function openWritable(location: DatabaseLocation, settings: Settings): Promise<Database> {
  const database = await openDatabase(location, settings);
  if (tableOf(location) !== null) await database.withStore(async () => {});
  return database;
}

export async function openDatabase(
  location: DatabaseLocation,
  settings: Settings,
  bounds?: CandidateBounds,
): Promise<Database> {
  const limit = bounds === undefined ? null : Math.max(1, Math.ceil(bounds.limit));
  const table = tableOf(location);
  if (location.kind === 'sqlite') {
    const options = {
      ...(limit === null ? {} : {busyLimit: limit}),
      ...(settings.explain ? {takePlan: keepPlan} : {}),
    };
    if (table !== null) {
      const {SqliteTableDatabase} = await import('../backends/db/sqlite/table/sqlite-table-database.ts');
      return new SqliteTableDatabase(location.path, table, options);
    }
    const {SqliteDatabase} = await import('../backends/db/sqlite/sqlite-database.ts');
    return new SqliteDatabase(location.path, options);
  }
  const open = async (options: PostgresOptions): Promise<Database> => {
    if (table !== null) {
      const {PostgresTableDatabase} = await import('../backends/db/postgres/table/postgres-table-database.ts');
      return new PostgresTableDatabase(location.url, table, options);
    }
    const {PostgresDatabase} = await import('../backends/db/postgres/postgres-database.ts');
    return new PostgresDatabase(location.url, options);
  };
  // A backend prints nothing; its waits and new attempts are reported here.
  const notice = (line: string): void => void writeNotice(line);
  const {statementTimeout: statement, silenceLimit: silence, databaseRetries: retries} = settings;
  const plans = settings.explain ? {takePlan: keepPlan} : {};
  if (bounds === undefined || limit === null) {
    return open({limits: {statement, silence, retries}, notice, ...plans});
  }
  return open({
    limits: {statement, silence, retries: 0},
    notice: () => {},
    connectLimit: limit,
    ...plans,
    ...(bounds.applicationName === null ? {} : {applicationName: bounds.applicationName}),
  });
}
