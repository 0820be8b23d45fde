import {writeFileSync} from 'node:fs';
import asc from 'assemblyscript/asc';
import {root} from './installation.js';

/**
 * Compiles `src/scanner` to WebAssembly and writes it as a module of TypeScript: whatever runs the sources, the bundle or
 * the tests has it without looking for a file.
 */
const SOURCE = 'src/scanner/json-scan.ts';
const TARGET = 'src/core/json/scan-code.ts';

/** The code works on memory that it is given: no runtime of the language's own comes with it. */
const OPTIONS = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--importMemory', '--baseDir', root];

/** @type {Uint8Array | null} */
let code = null;
const {error, stderr} = await asc.main([SOURCE, ...OPTIONS, '--outFile', 'json-scan.wasm'], {
  writeFile: (/** @type {string} */ _name, /** @type {Uint8Array | string} */ contents) => {
    if (typeof contents !== 'string') code = contents;
  },
});
if (error !== null || code === null) throw new Error(`${SOURCE} does not compile.\n${stderr}`, {cause: error});
const text = Buffer.from(code).toString('base64');
const module = `/** ${SOURCE} as WebAssembly, in base64; scripts/scanner.js writes it. */\nexport const SCAN_CODE =\n  '${text}';\n`;
writeFileSync(root + TARGET, module);
