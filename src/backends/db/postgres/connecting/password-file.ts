import {shellWord} from '../../../../core/shell-word.ts';
import {isAbsent, readRegularFile} from './regular-file.ts';

/** `isNamed`: somebody asked for this very file, instead of the usual one, which need not be there. */
export interface PasswordFile {
  readonly path: string;
  readonly isNamed: boolean;
}

/** Which line of a password file is wanted. Of the hosts any may match: a socket's directory goes by `localhost`, too. */
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
 * Looks a password up in a file of lines `host:port:database:user:password`, where `*` stands for anything and `\` makes
 * the next character an ordinary one. The first line that matches counts. A file that anybody else may read is not used, as
 * in libpq; on Windows there are no such rights to look at.
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

/** Cut at colons that no backslash stands before; the backslashes stay. */
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
