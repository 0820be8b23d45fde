import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import {root} from './installation.js';
import {licenceTexts} from './licences.js';

/**
 * Writes `dist/bundle`: the program with its packages in one file, and each kind of thread in another. A
 * start reads one file instead of 160 and more, and runs of it what the command asks for. Nothing else needs to be installed.
 */

/** Native: it is loaded from node_modules when it is first needed, and lse does without it if it is not there. */
const EXTERNAL = ['sqlite3'];

/** Large and seldom wanted (JUnit output): a file of its own, which is read when it is first needed. */
const APART = 'xmlbuilder2';

const commands = readdirSync(`${root}src/commands`, {encoding: 'utf8', recursive: true})
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .sort();

// Getters, because oclif looks up one command of them: the others do not load.
const program = `
export {runProgram, runCommand} from './src/cli/program.ts';
export {ProgramHelp as programHelp} from './src/cli/usage/program-help.ts';
export const commands = {
${commands.map((path) => `get '${commandId(path)}'() { return require('./src/commands/${path}').default; },`).join('\n')}
};`;

/**
 * oclif sorts all commands at each start, by the rules of a language, for which V8 loads them: 8 ms. The ids are ASCII, and no order
 * that a user sees comes from this one.
 *
 * @type {import('esbuild').Plugin}
 */
const plainSort = {
  name: 'plain-sort',
  setup({onLoad}) {
    onLoad({filter: /[\\/]@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/}, ({path}) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace('a.id.localeCompare(b.id)', '(a.id < b.id ? -1 : 1)');
      if (contents === text)
        throw new Error(`${path} no longer sorts as it did; look at what it does, and correct plainSort.`);
      return {contents};
    });
  },
};

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.17',
  // V8 keeps a code cache of scripts, not of ES modules. A late import becomes a late call within the file.
  format: 'cjs',
  supported: {'dynamic-import': false, 'template-literal': false},
  external: [...EXTERNAL, `./${APART}.js`],
  alias: {[APART]: `./${APART}.js`},
  // A start reads all of it. Stacks have the names of the sources, by the source map, if LSE_DEBUG asks for them.
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  banner: {js: "const moduleUrl=require('node:url').pathToFileURL(__filename).href;"},
  // pg asks for a Response to find out whether it runs at Cloudflare, for which Node loads its HTTP client, in 10 ms.
  define: {'import.meta.url': 'moduleUrl', Response: 'undefined'},
  plugins: [plainSort],
  logLevel: 'warning',
  metafile: true,
};

const output = (/** @type {string} */ name) => `${root}dist/bundle/${name}.js`;

const results = await Promise.all([
  build({...options, stdin: {contents: program, resolveDir: root, sourcefile: 'program.js'}, outfile: output('lse')}),
  build({
    ...options,
    alias: {},
    stdin: {contents: `export * from '${APART}';`, resolveDir: root},
    outfile: output(APART),
  }),
  build({...options, entryPoints: ['src/backends/file/threads/scan-worker.ts'], outfile: output('scan-worker')}),
  build({...options, entryPoints: ['src/backends/file/marks/mark-worker.ts'], outfile: output('mark-worker')}),
  build({...options, entryPoints: ['src/backends/db/sqlite/drivers/node-thread.ts'], outfile: output('node-thread')}),
  build({...options, entryPoints: ['src/imports/tree/write-worker.ts'], outfile: output('write-worker')}),
  // It imports what a user names, which may be an ES module.
  build({
    ...options,
    supported: {...options.supported, 'dynamic-import': true},
    entryPoints: ['src/rollout/decision/flag-host.ts'],
    outfile: output('flag-host'),
  }),
]);
const inputs = results.flatMap(({metafile}) => Object.keys(metafile?.inputs ?? {}));
writeFileSync(`${root}dist/bundle/LICENCES.txt`, licenceTexts(root, inputs));
writeFileSync(`${root}dist/bundle/package.json`, '{"type": "commonjs"}\n');

/** @param {string} path such as `report/compare.ts` */
function commandId(path) {
  return path.slice(0, -'.ts'.length).replaceAll('/', ':');
}
