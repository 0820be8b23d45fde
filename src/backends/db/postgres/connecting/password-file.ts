import {shellWord} from '../../../../core/shell-word.ts';
import {isAbsent, readRegularFile} from './regular-file.ts';

/** `isNamed`: the user named this file; the usual one need not be there. */
export interface PasswordFile {
  readonly path: string;
  readonly isNamed: boolean;
}

/** The line of a password file to find. Any of the hosts may match: a socket's directory also counts as `localhost`. */
export interface PasswordKey {
  readonly hosts: readonly string[];
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** `password` is null if no line matched; `fault` says why a file that is there was not used. */
export interface FoundPassword {
  readonly password: string | null;
  readonly fault: string | null;
}

const OTHERS = 0o077;

/**
 * Looks a password up in a file of lines `host:port:database:user:password`. In these, `*` stands for anything and `\` makes the next
 * character an ordinary one. The first line that matches counts. If anybody else may read the file it is not used, as in libpq; Windows has
 * no such rights.
 */
export async function findPassword(
  {path, isNamed}: PasswordFile,
  key: PasswordKey,
  platform: string = process.platform,
): Promise<FoundPassword> {
  let text: string;
  try {
    const {bytes, stats} = await readRegularFile(path);
    if (platform !== 'win32' && (stats.mode & OTHERS) !== 0) {
      return {
        password: null,
        fault: `${path} was not used, because others may read it; run: chmod 600 ${shellWord(path)}`,
      };
    }
    text = bytes.toString('utf8');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    const isJustMissing = !isNamed && (await isAbsent(path));
    return {password: null, fault: isJustMissing ? null : `${path} cannot be read (${code})`};
  }
  return {password: passwordIn(text, key), fault: null};
}

function passwordIn(text: string, {hosts, port, database, user}: PasswordKey): string | null {
  const wanted = [hosts, [String(port)], [database], [user]];
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    const [password] = fields.slice(wanted.length);
    const matches = wanted.every(
      (values, at) => fields[at] === '*' || values.some((value) => unescaped(fields[at]) === value),
    );
    if (matches && password !== undefined) return unescaped(password) ?? null;
  }
  return null;
}

/** Cut at colons without a backslash before them; the backslashes stay. */
function fieldsOf(line: string): string[] {
  const fields = [''];
  for (const [part] of line.matchAll(/\\.|./gs)) {
    if (part === ':') fields.push('');
    else fields.push(`${fields.pop()}${part}`);
  }
  return fields;
}

function unescaped(field: string | undefined): string | undefined {
  return field?.replace(/\\(.)/gs, '$1');
}
