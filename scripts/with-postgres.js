import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {constants} from 'node:os';
import {createDatabase} from './postgres-database.js';
import {withPostgres} from './postgres-server.js';

/** `node scripts/with-postgres.js -- command …` runs the command with LSE_DATABASE_URL set to a new, empty database. */
const [separator, command, ...args] = process.argv.slice(2);
if (separator !== '--' || command === undefined) {
  process.stderr.write('Usage: node scripts/with-postgres.js -- command [argument ...]\n');
  process.exit(2);
}

process.exitCode = await withPostgres(async (server) => {
  // Never a database that is there already: the server may be the user's own.
  const database = await createDatabase(server, `lse_run_${randomBytes(8).toString('hex')}`);
  try {
    return await run(command, {...process.env, LSE_DATABASE_URL: database.url, LSE_TEST_DATABASE_URL: server});
  } finally {
    await database.drop();
  }
});

/** @param {string} command @param {NodeJS.ProcessEnv} env @returns {Promise<number>} */
function run(command, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {stdio: 'inherit', env, shell: process.platform === 'win32'});
    process.on('SIGINT', () => {}); // The terminal sends it to the command, too, whose end is waited for.
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}
