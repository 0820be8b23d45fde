/** Measures lse against the least that its work takes: `npm run bench -- --help`. bench/README.md explains the numbers. */
import {existsSync} from 'node:fs';
import {ensureInstalled, root, step} from '../scripts/installation.js';
import {HELP, readOptions} from './options.js';

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else {
    ensureInstalled();
    if (!existsSync(`${root}dist`)) step('Build', 'npm', ['run', '--silent', 'build']);
    // Not before: it needs packages that may not have been there.
    const {benchmark} = await import('./benchmark.js');
    await benchmark(options);
  }
} catch (error) {
  process.stderr.write(`Error: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
