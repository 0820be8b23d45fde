import type {Given} from './given.ts';
import {isAbsent, readRegularFile} from './regular-file.ts';

/** Where lse looks for services. */
export interface ServiceFiles {
  /** `~/.pg_service.conf`, unless there is no home. */
  readonly ofUser: string | null;
  readonly ofSystem: string;
}

type Setting = readonly [name: string, setting: Given];

/**
 * The settings of a service: from the named file, else the user's, else the system's. Adds to `faults` a service that is in none of them,
 * and lines that are no settings.
 */
export async function findService(
  {value: service, from}: Given,
  named: string | null,
  {ofUser, ofSystem}: ServiceFiles,
  faults: string[],
): Promise<Setting[]> {
  const paths = [named ?? ofUser, ofSystem].filter((path) => path !== null);
  for (const path of paths) {
    const text = await textOf(path, path === named, faults);
    const settings = text === null ? null : settingsOf(text, service, path, faults);
    if (settings !== null) return settings;
  }
  faults.push(`${from} names the service '${service}', which is not in ${paths.join(' or ')}`);
  return [];
}

async function textOf(path: string, isNamed: boolean, faults: string[]): Promise<string | null> {
  try {
    return (await readRegularFile(path)).bytes.toString('utf8');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (isNamed || !(await isAbsent(path))) faults.push(`the service file ${path} cannot be read (${code})`);
    return null;
  }
}

/** Null if the file has no such section. The first section of the name counts, as in libpq. */
function settingsOf(text: string, service: string, path: string, faults: string[]): Setting[] | null {
  let settings: Setting[] | null = null;
  for (const [index, written] of text.split('\n').entries()) {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) continue;
    const where = `line ${index + 1} of ${path}`;
    const section = /^\[(.*)\]$/.exec(line)?.[1];
    if (section !== undefined) {
      if (settings !== null) return settings;
      if (section === service) settings = [];
      continue;
    }
    if (settings === null) continue;
    const equals = line.indexOf('=');
    const name = line.slice(0, Math.max(equals, 0)).trim();
    if (line.startsWith('ldap')) faults.push(`${where} names an LDAP server, which lse does not ask`);
    else if (equals === -1) faults.push(`${where} is no setting of the form name=value`);
    else if (name === 'service' || name === 'servicefile') faults.push(`${where} names a service within a service`);
    else settings.push([name, {value: line.slice(equals + 1).trim(), from: `${shown(name)} in ${where}`}]);
  }
  return settings;
}

function shown(name: string): string {
  return /^\w{1,40}$/.test(name) ? name : 'a name';
}
