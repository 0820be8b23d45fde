import {readdirSync, rmSync} from 'node:fs';
import {BuildRecord} from './build-record.js';
import {root, step} from './installation.js';

/**
 * `npm run build`. The modules in `dist` are for what takes single ones of them (a test of threads, the benchmark); the
 * program is `dist/bundle`. The manifest spares every start the search for commands.
 *
 * What is made already, of just this content, is not made again; `npm run build -- --anew` makes everything.
 */
const SCAN_CODE = 'src/core/json/scan-code.ts';

/** @type {readonly import('./build-record.js').Part[]} */
const parts = [
  {
    name: 'scanner',
    inputs: ['src/scanner', 'scripts/scanner.js'],
    outputs: [SCAN_CODE],
    make: () => step('Scanner', process.execPath, ['scripts/scanner.js']),
  },
  {
    name: 'schemas',
    inputs: ['docs/report.schema.json', 'docs/rollout.schema.json', 'scripts/schemas.js'],
    outputs: ['src/definitions/schema-code.ts', 'src/rollout/intent/schema-code.ts'],
    make: () => step('Schemas', process.execPath, ['scripts/schemas.js']),
  },
  {
    name: 'program',
    inputs: [
      ...['src', 'bin', 'reports', 'package.json', 'tsconfig.json', 'tsconfig.build.json'],
      ...[
        'scripts/build.js',
        'scripts/bundle.js',
        'scripts/code-cache.js',
        'scripts/licences.js',
        'scripts/installation.js',
      ],
    ],
    outputs: ['dist', 'oclif.manifest.json'],
    make: makeProgram,
  },
];

function makeProgram() {
  rmSync(`${root}oclif.manifest.json`, {force: true});
  // The record stays, which is that of the other parts.
  for (const name of readdirSync(`${root}dist`)) {
    if (name !== 'build.json') rmSync(`${root}dist/${name}`, {recursive: true, force: true});
  }
  step('Compile', process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  step('Bundle', process.execPath, ['scripts/bundle.js']);
  step('Manifest', process.execPath, ['node_modules/oclif/bin/run.js', 'manifest'], {
    ...process.env,
    OCLIF_SKIP_NEW_VERSION_CHECK: 'true',
  });
  step('Code cache', process.execPath, ['scripts/code-cache.js']);
}

const record = new BuildRecord(root);
if (process.argv.includes('--anew')) record.forget();
const made = parts.filter((part) => record.bringUpToDate(part));
if (made.length === 0) process.stdout.write('Nothing has changed since the last build.\n');
