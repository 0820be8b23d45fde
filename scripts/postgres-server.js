import {fork} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';

/** @typedef {{url: string, stop: () => Promise<void>}} Server */

/**
 * What a server of the tests may have besides: settings (`name=value`), the lines of pg_hba.conf, files of its data
 * directory by name, readable by the server alone.
 *
 * @typedef {{settings?: string[], hba?: string[], files?: Record<string, string>}} ServerOptions
 */

/**
 * Starts a throw-away PostgreSQL of this process's own, or uses the one that LSE_TEST_DATABASE_URL names. It ends with
 * `stop`, and also when this process ends, in whatever way.
 *
 * @returns {Promise<Server>}
 */
export async function startPostgres() {
  const given = process.env.LSE_TEST_DATABASE_URL;
  if (given !== undefined && given !== '') return {url: given, stop: async () => {}};
  return startOwnPostgres();
}

/**
 * The same, never one that is there already.
 *
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startOwnPostgres(options = {}) {
  // Detached, so that Ctrl-C does not reach the keeper before it has cleaned up.
  const keeper = fork(fileURLToPath(new URL('postgres-keeper.js', import.meta.url)), [JSON.stringify(options)], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(keeper, 'exit');
  const stop = async () => {
    keeper.ref();
    if (keeper.connected) keeper.disconnect();
    await ended;
  };
  const [message] = await Promise.race([once(keeper, 'message'), ended]);
  if (typeof message?.url !== 'string') {
    await stop();
    throw new Error(
      `PostgreSQL did not start; LSE_TEST_DATABASE_URL can name a server to use instead. ${message?.failure ?? ''}`,
    );
  }
  // A script that forgets to stop the server still ends, and the server with it.
  keeper.unref();
  keeper.channel?.unref();
  return {url: message.url, stop};
}

/**
 * @template T
 * @param {(url: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withPostgres(work) {
  const server = await startPostgres();
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}
