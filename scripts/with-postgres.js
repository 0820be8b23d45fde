import {spawn} from 'node:child_process';
import {withPostgres} from './postgres-server.js';

/** `node scripts/with-postgres.js -- command …` runs the command with LSE_DATABASE_URL set to a throw-away server. */
const [separator, command, ...args] = process.argv.slice(2);
if (separator !== '--' || command === undefined) {
  process.stderr.write('Usage: node scripts/with-postgres.js -- command [argument ...]\n');
  process.exit(2);
}

process.exitCode = await withPostgres(
  (url) =>
    new Promise((resolve, reject) => {
      const child = spawn(command, args, {stdio: 'inherit', env: {...process.env, LSE_DATABASE_URL: url}});
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    }),
);
