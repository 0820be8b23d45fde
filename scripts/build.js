import {rmSync} from 'node:fs';
import {root, step} from './installation.js';

/**
 * `npm run build`. The modules in `dist` are for what takes single ones of them (a test of threads, the benchmark); the
 * program is `dist/bundle`. The manifest spares every start the search for commands.
 */
rmSync(`${root}dist`, {recursive: true, force: true});
rmSync(`${root}oclif.manifest.json`, {force: true});
step('Scanner', process.execPath, ['scripts/scanner.js']);
step('Schemas', process.execPath, ['scripts/schemas.js']);
step('Compile', process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
step('Bundle', process.execPath, ['scripts/bundle.js']);
step('Manifest', process.execPath, ['node_modules/oclif/bin/run.js', 'manifest'], {
  ...process.env,
  OCLIF_SKIP_NEW_VERSION_CHECK: 'true',
});
step('Code cache', process.execPath, ['scripts/code-cache.js']);
