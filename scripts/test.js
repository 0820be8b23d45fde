import {availableParallelism} from 'node:os';
import {ensureInstalled, step} from './installation.js';

/** `npm test`: installs what is missing, then lint, build, types and tests. Arguments go to jest, which then runs alone. */
const jestArguments = process.argv.slice(2);

/** Each takes the next file as soon as it is done with one, so that neither waits for the other. */
const workers = Math.min(2, availableParallelism());
const WHOLE = [
  `--maxWorkers=${workers}`,
  '--coverage',
  '--coverageReporters=text-summary',
  '--coverageReporters=lcovonly',
];

ensureInstalled();
const isWhole = jestArguments.length === 0;
if (isWhole) step('Lint and format', 'npm', ['run', '--silent', 'lint']);
step('Build', process.execPath, ['scripts/build.js']);
if (isWhole) {
  // After the build, which has written what `npm run typecheck` would write once more.
  step('Types', process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
  step('Usage text', process.execPath, ['scripts/usage.js', '--check']);
}
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
step('Tests', process.execPath, [...jest, ...(isWhole ? WHOLE : jestArguments)]);
