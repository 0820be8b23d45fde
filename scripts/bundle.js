import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import {root} from './installation.js';

/**
 * Writes `dist/bundle`: the program with its packages in one file, and each kind of thread in another. A
 * start reads one file instead of 160 and more, and runs of it what the command asks for.
 */

/** Native, or large and seldom wanted (JUnit output); they are loaded from node_modules where they are first needed. */
const EXTERNAL = ['sqlite3', 'xmlbuilder2'];

const commands = readdirSync(`${root}src/commands`, {encoding: 'utf8', recursive: true})
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .sort();

// Getters, because oclif looks up one command of them: the others do not load.
const program = `
export {runProgram, runCommand} from './src/cli/program.ts';
export const commands = {
${commands.map((path) => `get '${commandId(path)}'() { return require('./src/commands/${path}').default; },`).join('\n')}
};`;

/**
 * oclif sorts the commands by locale, for which Node takes 5 ms to set a collator up. Their ids are of a-z, `-` and `:`,
 * which have the same order by code point.
 *
 * @type {import('esbuild').Plugin}
 */
const sortWithoutLocale = {
  name: 'sort-without-locale',
  setup({onLoad}) {
    onLoad({filter: /@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/}, ({path}) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace('a.id.localeCompare(b.id)', 'a.id < b.id ? -1 : 1');
      if (contents === text) throw new Error(`${path} sorts otherwise; look for localeCompare there.`);
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
  external: EXTERNAL,
  plugins: [sortWithoutLocale],
  // Names stay, for stacks.
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  banner: {js: "const moduleUrl=require('node:url').pathToFileURL(__filename).href;"},
  // pg asks for a Response to find out whether it runs at Cloudflare, for which Node loads its HTTP client, in 10 ms.
  define: {'import.meta.url': 'moduleUrl', Response: 'undefined'},
  logLevel: 'warning',
};

const output = (/** @type {string} */ name) => `${root}dist/bundle/${name}.js`;

await Promise.all([
  build({...options, stdin: {contents: program, resolveDir: root, sourcefile: 'program.js'}, outfile: output('lse')}),
  build({...options, entryPoints: ['src/backends/file/threads/scan-worker.ts'], outfile: output('scan-worker')}),
  build({...options, entryPoints: ['src/backends/file/marks/mark-worker.ts'], outfile: output('mark-worker')}),
  build({...options, entryPoints: ['src/cli/unknown-command.ts'], outfile: output('unknown-command')}),
]);
// ASCII is read in 1 ms, UTF-8 in 3. Strings are escaped already, templates were made strings, which leaves regular
// expressions and comments.
const text = readFileSync(output('lse'), 'utf8');
writeFileSync(output('lse'), text.replace(/[^\0-\x7f]/g, escaped));
writeFileSync(`${root}dist/bundle/package.json`, '{"type": "commonjs"}\n');

/** @param {string} unit of UTF-16 */
function escaped(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** @param {string} path such as `report/compare.ts` */
function commandId(path) {
  return path.slice(0, -'.ts'.length).replaceAll('/', ':');
}
