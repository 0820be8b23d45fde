import {ensureInstalled, step} from './installation.js';

/** `npm test`: installs what is missing, then lint, types, build and tests. Arguments go to jest, which then runs alone. */
const jestArguments = process.argv.slice(2);

ensureInstalled();
if (jestArguments.length === 0) {
  step('Lint and format', 'npm', ['run', '--silent', 'lint']);
  step('Types', 'npm', ['run', '--silent', 'typecheck']);
}
step('Build', 'npm', ['run', '--silent', 'build']);
if (jestArguments.length === 0) step('Usage text', process.execPath, ['scripts/usage.js', '--check']);
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
if (jestArguments.length > 0) step('Tests', process.execPath, [...jest, ...jestArguments]);
else {
  process.stdout.write('\n== Tests\n');
  // Not before: it needs packages that may not have been there.
  const {runShards} = await import('./test-shards.js');
  if (!(await runShards(jest))) {
    process.stderr.write('\nFailed: Tests\n');
    process.exit(1);
  }
}
