import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface JestOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a jest of its own over the test files of a directory, which its processes have as `RUN_OVER`. */
export async function runJest(
  directory: string,
  config: Readonly<Record<string, unknown>>,
  args: readonly string[] = [],
): Promise<JestOutcome> {
  const whole = JSON.stringify({rootDir: directory, testMatch: ['<rootDir>/*.test.js'], ...config});
  const jest = spawn(
    process.execPath,
    ['--experimental-vm-modules', join(root, 'node_modules/jest/bin/jest.js'), ...args, `--config=${whole}`],
    {env: {...process.env, RUN_OVER: directory}},
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    jest.once('error', reject);
    jest.once('close', resolve);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(jest.stdout), text(jest.stderr)]);
  return {code, stdout, stderr};
}
