import {readdirSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import {root} from './installation.js';

/**
 * Writes `dist/bundle`: the program with its packages in one file, and the thread that scans files in another. Of some
 * 300 modules a start would look for and read one by one, it reads one file, and runs of it what a command asks for.
 */

/** Native, or large and seldom wanted (JUnit output); they are loaded from node_modules where they are first needed. */
const EXTERNAL = ['sqlite3', 'xmlbuilder2'];

const commands = readdirSync(`${root}src/commands`, {encoding: 'utf8', recursive: true})
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .sort();

// Getters, because oclif looks up one command of them: the others do not load.
const program = `
export {execute} from '@oclif/core';
export const commands = {
${commands.map((path) => `get '${commandId(path)}'() { return require('./src/commands/${path}').default; },`).join('\n')}
};`;

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.17',
  // V8 keeps a code cache of scripts, not of ES modules. A late import becomes a late call within the file.
  format: 'cjs',
  supported: {'dynamic-import': false},
  external: EXTERNAL,
  // Names stay, for stacks.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  banner: {js: "const moduleUrl=require('node:url').pathToFileURL(__filename).href;"},
  define: {'import.meta.url': 'moduleUrl'},
  logLevel: 'warning',
};

const output = (/** @type {string} */ name) => `${root}dist/bundle/${name}.js`;

await Promise.all([
  build({...options, stdin: {contents: program, resolveDir: root, sourcefile: 'program.js'}, outfile: output('lse')}),
  build({...options, entryPoints: ['src/backends/file/scan-worker.ts'], outfile: output('scan-worker')}),
  build({...options, entryPoints: ['src/cli/unknown-command.ts'], outfile: output('unknown-command')}),
]);
writeFileSync(`${root}dist/bundle/package.json`, '{"type": "commonjs"}\n');

/** @param {string} path such as `report/compare.ts` */
function commandId(path) {
  return path.slice(0, -'.ts'.length).replaceAll('/', ':');
}
