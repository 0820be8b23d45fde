/** Whether what talks to a database loads on this machine. */
export interface Driver {
  /** `sqlite` or `postgres`. */
  readonly kind: string;
  /** What it says of itself; null where it does not load. */
  readonly version: string | null;
  /** The reason in one line; null where it loads. */
  readonly fault: string | null;
}

/** Each driver, loaded as the first command that needs it would load it. */
export async function findDrivers(): Promise<Driver[]> {
  return [await tried('sqlite', sqliteVersion), await tried('postgres', postgresVersion)];
}

/** By a database that is nowhere: a binary that loads may still be the one of another system. */
async function sqliteVersion(): Promise<string> {
  const [{withConnection}, {libraryVersion}] = await Promise.all([
    import('./sqlite/driver.ts'),
    import('./sqlite/queries/library-version.ts'),
  ]);
  return `SQLite ${await withConnection(':memory:', 'create', libraryVersion)}`;
}

async function postgresVersion(): Promise<string> {
  await import('pg');
  return 'pg';
}

async function tried(kind: string, version: () => Promise<string>): Promise<Driver> {
  try {
    return {kind, version: await version(), fault: null};
  } catch (error) {
    const {message} = error as {message?: unknown};
    const [line] = String(message ?? error).split('\n');
    return {kind, version: null, fault: line ?? ''};
  }
}
