import {resolve} from 'node:path';

/** A database, or a table or view of another program in one: for SQLite `table` names it, for PostgreSQL the URL itself. */
export type DatabaseLocation =
  | {readonly kind: 'sqlite'; readonly path: string; readonly table?: string}
  | {readonly kind: 'postgres'; readonly url: string};

export type SourceLocation = DatabaseLocation | {readonly kind: 'file'; readonly directory: string};

const DATABASE_FORMS = 'postgres://…, postgresql://… or sqlite:<path>';

/**
 * A source's URL: `file:<dir>`, `sqlite:<path>` or `postgres://…`; a database may name a table with `?table=`. Paths are percent-decoded.
 *
 * @throws Error with a message that continues the name of the setting ("is not …") and holds no password
 */
export function parseSourceUrl(url: string): SourceLocation {
  const scheme = schemeOf(url);
  if (scheme === 'file') return {kind: 'file', directory: pathOf(url)};
  return parseDatabase(url, scheme, `file:<dir>, ${DATABASE_FORMS}`);
}

/** The same if it has to be a database. */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  return parseDatabase(url, schemeOf(url), DATABASE_FORMS);
}

function parseDatabase(url: string, scheme: string | null, forms: string): DatabaseLocation {
  switch (scheme) {
    case 'sqlite':
      return parseSqlite(url);
    case 'postgres':
    case 'postgresql':
      return {kind: 'postgres', url};
    case null:
      throw new Error(`is not a URL; expected ${forms}`);
    default:
      throw new Error(`has an unknown scheme '${scheme}:'; expected ${forms}`);
  }
}

/** A path may hold any character, so that nothing but `?table=` at its end is a parameter. */
function parseSqlite(url: string): DatabaseLocation {
  const [, path = url, table] = /^(.*?)\?table=([^?&=]*)$/s.exec(url) ?? [];
  const location = {kind: 'sqlite', path: resolve(pathOf(path))} as const;
  if (table === undefined) return location;
  const name = decoded(table);
  if (name === '' || name.includes('\0')) throw new Error('names no table behind table=');
  return {...location, table: name};
}

function schemeOf(url: string): string | null {
  return /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? null;
}

/** What follows the scheme; `file:///data` and `file:/data` are the same. */
function pathOf(url: string): string {
  const written = url.slice(url.indexOf(':') + 1).replace(/^\/\/(?=\/)/, '');
  const path = decoded(written);
  if (path === '' || path.includes('\0')) throw new Error('names no path after its scheme');
  return path;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('holds a bad percent escape; write % as %25');
  }
}
