import {chmod, copyFile, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

type Name =
  | `${'authority' | 'stranger' | 'server' | 'client'}.crt`
  | `${'server' | 'client' | 'client-locked'}.key`
  | `${'empty' | 'revoked'}.crl`;

const here = fileURLToPath(new URL('.', import.meta.url));

export function tlsText(name: Name): Promise<string> {
  return readFile(join(here, name), 'utf8');
}

/** Copies a file to where it is wanted. A checkout does not keep that a key is its owner's alone. */
export async function putTlsFile(name: Name, path: string, mode = 0o600): Promise<string> {
  await copyFile(join(here, name), path);
  await chmod(path, mode);
  return path;
}
