import {
  spawnSync as nodeSpawnSync,
  type SpawnSyncOptionsWithStringEncoding,
  type SpawnSyncReturns,
} from 'node:child_process';

type Options = Partial<SpawnSyncOptionsWithStringEncoding>;

const LIMIT = 120_000;

/**
 * Runs a program until it ends. Nothing that jest does can end a test that waits in this way, so the wait has a limit:
 * then the program is killed, and the test fails with its command.
 */
export function spawnSync(
  command: string,
  args: readonly string[] = [],
  options: Options = {},
): SpawnSyncReturns<string> {
  const result = nodeSpawnSync(command, args, {timeout: LIMIT, killSignal: 'SIGKILL', encoding: 'utf8', ...options});
  if ((result.error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT') {
    throw new Error(`did not end within ${options.timeout ?? LIMIT} ms: ${[command, ...args].join(' ')}`);
  }
  return result;
}

/** What a program prints that ends with 0. */
export function execFileSync(command: string, args: readonly string[] = [], options: Options = {}): string {
  const {status, stdout, stderr, error} = spawnSync(command, args, options);
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`ended with ${status}: ${[command, ...args].join(' ')}\n${stderr}`);
  return stdout;
}
