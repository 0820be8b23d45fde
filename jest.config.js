import {isBuiltin} from 'node:module';

export default {
  // A node that runs no test beside the code of one that exceeded its time.
  testEnvironment: '<rootDir>/test/support/stop-after-time-out.js',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {jsc: {parser: {syntax: 'typescript'}, target: 'es2022'}, module: {type: 'es6'}, sourceMaps: 'inline'},
    ],
  },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFiles: ['<rootDir>/test/support/console.ts', '<rootDir>/test/support/worker-server.ts'],
  // One file after the other, unless told otherwise: for each worker a server is started.
  maxWorkers: 1,
  testTimeout: 60_000,
  // The slowest file takes some four minutes.
  reporters: ['default', ['<rootDir>/test/support/file-limit.js', {seconds: 20 * 60}]],
  coverageProvider: 'babel',
  // The scanner is compiled to WebAssembly, in which no lines are counted; the code of a schema is not ours.
  collectCoverageFrom: [
    'src/**/*.ts',
    '!src/scanner/**',
    '!src/core/json/scan-code.ts',
    '!src/definitions/schema-code.ts',
    '!src/rollout/intent/schema-code.ts',
    // Nobody can run them where Node has no SQLite of its own.
    ...(isBuiltin('node:sqlite') ? [] : ['!src/backends/db/sqlite/drivers/node-*.ts']),
  ],
  // Measured at last: 97.9 % of lines, 92.4 % of branches.
  coverageThreshold: {global: {lines: 95, branches: 90}},
};
