import {UsageError} from '../core/errors.ts';

/**
 * Why a text that should be a path is no path, or null. A URL or a connection string here is that of a database:
 * its password would become part of the name of a file or directory, and of every message that names it.
 */
export function pathFault(text: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'is a URL; expected the path';
  return /\bpassword\s*=/i.test(text) ? 'is a connection string; expected the path' : null;
}

/** For flags that name a file or a directory: oclif calls it with the user's text. */
export function pathOnly(flag: string): (text: string) => Promise<string> {
  return async (text) => {
    const fault = pathFault(text);
    if (fault === null) return text;
    throw new UsageError(`${flag} ${fault}.`, 'A database is given with LSE_DATABASE_URL or --database-url.');
  };
}
