import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * What the tests have written in TypeScript, compiled for the soak: an own reading of JSON that shares no code with `src`, and
 * the properties by which readers are fuzzed.
 */

/**
 * @returns {Promise<{canonical: (text: string) => string}>} `canonical` is the same text for equal JSON values; it throws for
 *   what is no document
 */
export async function importOracle() {
  const {readJson, compactJson, withSortedKeys} = await importCompiled(
    'oracle',
    `export {readJson} from './test/oracle/json-reader.ts';
     export {compactJson, withSortedKeys} from './test/oracle/json-printer.ts';`,
  );
  return {canonical: (text) => compactJson(withSortedKeys(readJson(text)))};
}

/** @returns {Promise<typeof import('../../test/fuzz/properties.ts')>} */
export function importFuzz() {
  return importCompiled('fuzz', `export * from './test/fuzz/properties.ts';`);
}

/** Below `dist`, from where the packages of the checkout are found. @param {string} name @param {string} contents @returns {Promise<any>} */
async function importCompiled(name, contents) {
  const outfile = `${root}dist/soak/${name}.mjs`;
  const input = {contents, resolveDir: root, loader: /** @type {const} */ ('ts')};
  await build({
    stdin: input,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
