import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const source = (/** @type {string} */ name) =>
  JSON.stringify(fileURLToPath(new URL(`../../test/oracle/${name}`, import.meta.url)));

/**
 * The oracle of the tests, an own reading of the contract that shares no code with `src`. It is TypeScript, so it is
 * compiled first.
 *
 * @returns {Promise<{canonical: (text: string) => string}>} `canonical` is the same text for equal JSON values; it throws for what is no document
 */
export async function importOracle() {
  const directory = mkdtempSync(join(tmpdir(), 'lse-oracle-'));
  try {
    const outfile = join(directory, 'oracle.mjs');
    const contents = `export {readJson} from ${source('json-reader.ts')}; export {compactJson, withSortedKeys} from ${source('json-printer.ts')};`;
    await build({
      stdin: {contents, resolveDir: directory, loader: 'ts'},
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
    });
    const {readJson, compactJson, withSortedKeys} = await import(pathToFileURL(outfile).href);
    return {canonical: (text) => compactJson(withSortedKeys(readJson(text)))};
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
}
