import type {Database} from '../backends/db/database.ts';
import type {ReportSource} from '../core/report-source.ts';
import type {Settings} from './settings.ts';
import type {DatabaseLocation, SourceLocation} from './source-location.ts';

/**
 * The one place that opens sources. Each backend is imported where it is first needed: a report from files does not wait
 * for a database driver to load.
 */
export async function withSource<T>(
  location: SourceLocation,
  settings: Settings,
  work: (source: ReportSource) => Promise<T>,
): Promise<T> {
  if (location.kind !== 'file') {
    const database = await openDatabase(location);
    return database.withSource(work);
  }
  const {FileSource} = await import('../backends/file/file-source.ts');
  return work(new FileSource(await openTree(location.directory, settings)));
}

export async function openTree(directory: string, settings: Settings) {
  const {TraceTree} = await import('../backends/file/trace-tree.ts');
  return TraceTree.open(directory, settings.maxFileBytes);
}

export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  if (location.kind === 'sqlite') {
    const {SqliteDatabase} = await import('../backends/db/sqlite/sqlite-database.ts');
    return new SqliteDatabase(location.path);
  }
  const {PostgresDatabase} = await import('../backends/db/postgres/postgres-database.ts');
  return new PostgresDatabase(location.url);
}

/** Where the configured backend's facts are. */
export function configuredSource(settings: Settings): SourceLocation {
  return settings.backend === 'db' ? settings.database : {kind: 'file', directory: settings.dataDir};
}
