import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {type AddressInfo, connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {giveTo, serverAccount} from '../../scripts/postgres-binaries.js';
import {spawnSync} from './blocking-process.ts';

const PROGRAMS = ['pgbouncer', '/usr/sbin/pgbouncer'];

/** The pooler's program, or null where this machine has none. */
export function pgbouncerProgram(): string | null {
  return PROGRAMS.find((program) => spawnSync(program, ['--version'], {stdio: 'ignore'}).status === 0) ?? null;
}

export interface Pooler {
  readonly url: string;
  stop(): Promise<void>;
}

/** Puts a pooler in transaction mode before a server. It ends with `stop`, and also when this process does. */
export async function startPgbouncer(program: string, serverUrl: string): Promise<Pooler> {
  const server = new URL(serverUrl);
  const directory = await mkdtemp(join(tmpdir(), 'lse-pgbouncer-'));
  await chmod(directory, 0o755);
  const port = await freePort();
  await writeFile(
    join(directory, 'pgbouncer.ini'),
    `[databases]
* = host=${server.hostname} port=${server.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
`.replace('* = ', `* = user=${server.username} `),
  );
  // It refuses to run as root, like the server. The shell ends it when the pipe from this process closes, in whatever way.
  const account = serverAccount();
  giveTo(account, directory);
  const script = `"$0" pgbouncer.ini > log 2>&1 & read -r end; kill $!; wait`;
  const shell = spawn('/bin/sh', ['-c', script, program], {
    ...account,
    cwd: directory,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(shell, 'exit');
  await listening(port);
  const url = new URL(serverUrl);
  [url.hostname, url.port] = ['127.0.0.1', String(port)];
  return {
    url: url.href,
    stop: async () => {
      shell.stdin?.end();
      await ended;
      await rm(directory, {recursive: true, force: true});
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  server.close();
  return port;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('pgbouncer did not start.');
}
