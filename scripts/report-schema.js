import {readFileSync, writeFileSync} from 'node:fs';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import {root} from './installation.js';

/**
 * Compiles docs/report.schema.json, by which editors check a report while it is written, to the code by which lse does. Nothing of
 * the compiler is needed when lse runs.
 */
const TARGET = 'src/definitions/schema-code.ts';

const schema = JSON.parse(readFileSync(`${root}docs/report.schema.json`, 'utf8'));
const ajv = new Ajv.default({
  allErrors: true,
  verbose: true,
  allowUnionTypes: true,
  code: {source: true, esm: true, lines: false},
});
const code = standaloneCode.default(ajv, ajv.compile(schema));
if (/\brequire\(|\bimport\b/.test(code))
  throw new Error('The code of docs/report.schema.json needs a package when it runs.');
writeFileSync(
  root + TARGET,
  `// @ts-nocheck
/** docs/report.schema.json as code; scripts/report-schema.js writes it. */
${code}
`,
);
