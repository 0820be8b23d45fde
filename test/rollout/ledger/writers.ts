import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmod, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import type {Task} from './writer.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Written {
  /** What the ledger confirmed. */
  readonly lines: string[];
  readonly error: {readonly code?: string; readonly message: string; readonly hint?: string} | null;
}

/** Processes that write to ledgers, each with the same program, which is made once. */
export class Writers {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async create(): Promise<Writers> {
    const directory = await mkdtemp(join(tmpdir(), 'lse-writer-'));
    // Another user may run it, too.
    await chmod(directory, 0o755);
    await build({
      absWorkingDir: root,
      entryPoints: {
        writer: fileURLToPath(new URL('./writer.ts', import.meta.url)),
        'node-thread': join(root, 'src/backends/db/sqlite/drivers/node-thread.ts'),
      },
      outdir: directory,
      outExtension: {'.js': '.cjs'},
      bundle: true,
      platform: 'node',
      format: 'cjs',
      supported: {'dynamic-import': false},
      external: ['sqlite3', 'pg-native'],
      define: {'import.meta.url': 'moduleUrl'},
      banner: {js: "const moduleUrl=require('node:url').pathToFileURL(__filename).href;"},
      logLevel: 'error',
    });
    return new Writers(directory);
  }

  async destroy(): Promise<void> {
    await rm(this.#directory, {recursive: true, force: true});
  }

  /** Starts one. `before` is a command of the shell that it runs after, such as a limit. */
  start(task: Task, {before = ':', account = {}}: StartOptions = {}): {child: ChildProcess; ended: Promise<Written>} {
    const script = `${before}; exec "$0" "$@"`;
    const args = ['-c', script, process.execPath, join(this.#directory, 'writer.cjs'), JSON.stringify(task)];
    const child = spawn('/bin/sh', args, {
      ...account,
      cwd: this.#directory,
      env: {...process.env, NODE_PATH: join(root, 'node_modules')},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return {child, ended: written(child)};
  }
}

interface StartOptions {
  readonly before?: string;
  readonly account?: {readonly uid?: number; readonly gid?: number};
}

async function written(child: ChildProcess): Promise<Written> {
  const [out, err] = [collect(child.stdout), collect(child.stderr)];
  await once(child, 'close');
  const [lines, errors] = [out(), err()];
  if (errors.length === 0) return {lines, error: null};
  try {
    return {lines, error: JSON.parse(errors[0] ?? '') as Written['error']};
  } catch {
    return {lines, error: {message: errors.join('\n')}};
  }
}

/** The whole lines so far. */
function collect(stream: NodeJS.ReadableStream | null): () => string[] {
  let text = '';
  stream?.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  return () => text.split('\n').slice(0, -1);
}
