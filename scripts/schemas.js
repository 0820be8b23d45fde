import {readFileSync, writeFileSync} from 'node:fs';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import {root} from './installation.js';

/**
 * Compiles the schemas of what users write, by which editors check it meanwhile, to the code by which lse does. Nothing of the
 * compiler is needed when lse runs.
 *
 * @type {Readonly<Record<string, string>>}
 */
const TARGETS = {
  'docs/report.schema.json': 'src/definitions/schema-code.ts',
  'docs/rollout.schema.json': 'src/rollout/intent/schema-code.ts',
};

for (const [path, target] of Object.entries(TARGETS)) {
  const schema = JSON.parse(readFileSync(root + path, 'utf8'));
  const ajv = new Ajv.default({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    code: {source: true, esm: true, lines: false},
  });
  const code = standaloneCode.default(ajv, ajv.compile(schema));
  if (/\brequire\(|\bimport\b/.test(code)) throw new Error(`The code of ${path} needs a package when it runs.`);
  writeFileSync(root + target, `// @ts-nocheck\n/** ${path} as code; scripts/schemas.js writes it. */\n${code}\n`);
}
