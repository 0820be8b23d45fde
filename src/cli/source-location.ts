import {resolve} from 'node:path';

export type DatabaseLocation =
  | {readonly kind: 'sqlite'; readonly path: string}
  | {readonly kind: 'postgres'; readonly url: string};

export type SourceLocation = DatabaseLocation | {readonly kind: 'file'; readonly directory: string};

const DATABASE_FORMS = 'postgres://…, postgresql://… or sqlite:<path>';

/**
 * A source's URL: `file:<dir>`, `sqlite:<path>` or `postgres://…`. Paths are percent-decoded.
 *
 * @throws Error whose message goes on from the name of the setting ("is not …") and holds no password
 */
export function parseSourceUrl(url: string): SourceLocation {
  const scheme = schemeOf(url);
  if (scheme === 'file') return {kind: 'file', directory: pathOf(url)};
  return parseDatabase(url, scheme, `file:<dir>, ${DATABASE_FORMS}`);
}

/** The same for where only a database will do. */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  return parseDatabase(url, schemeOf(url), DATABASE_FORMS);
}

function parseDatabase(url: string, scheme: string | null, forms: string): DatabaseLocation {
  switch (scheme) {
    case 'sqlite':
      return {kind: 'sqlite', path: resolve(pathOf(url))};
    case 'postgres':
    case 'postgresql':
      return {kind: 'postgres', url};
    case null:
      throw new Error(`is not a URL; expected ${forms}`);
    default:
      throw new Error(`has an unknown scheme '${scheme}:'; expected ${forms}`);
  }
}

function schemeOf(url: string): string | null {
  return /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? null;
}

/** What follows the scheme; `file:///data` and `file:/data` are the same. */
function pathOf(url: string): string {
  const written = url.slice(url.indexOf(':') + 1).replace(/^\/\/(?=\/)/, '');
  let path: string;
  try {
    path = decodeURIComponent(written);
  } catch {
    throw new Error('holds a bad percent escape; write % as %25');
  }
  if (path === '' || path.includes('\0')) throw new Error('names no path after its scheme');
  return path;
}
