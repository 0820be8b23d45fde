import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import bundle from '../bin/bundle.js';
import codeCache from '../bin/code-cache.js';
import {root} from './installation.js';

/**
 * Writes the code cache beside `dist/bundle/lse.js` of a clone (it is not packed): the code of all functions that a help text and a report from each
 * embedded source run. What was not run is not in it, and is compiled when it is called.
 */
const DATE = ['--date', '2000-01-01'];

rmSync(codeCache.BUILT, {force: true});
const directory = mkdtempSync(join(tmpdir(), 'lse-code-cache-'));
// Neither the builder's settings nor a `.env` of theirs take part.
for (const name of Object.keys(process.env)) if (name.startsWith('LSE_')) delete process.env[name];
process.chdir(directory);
const silenced = [process.stdout, process.stderr].map((stream) => ({stream, write: stream.write}));
try {
  const {exports, script} = bundle.loadBundle();
  if (script === null) throw new Error('The bundle was loaded for debugging, without a script of its own.');
  const loadOptions = {root, userPlugins: false, devPlugins: false};
  const database = ['--database-url', `sqlite:${encodeURI(join(directory, 'lse.db'))}`];
  const reports = ['zenrows-errors', 'zenrows-detail'].flatMap((report) =>
    ['file', 'db'].map((backend) => ['report', report, ...DATE, '--backend', backend, '--no-cache']),
  );
  for (const {stream} of silenced) stream.write = silent;
  for (const args of [['--version'], ['report', '--help'], ['db', 'migrate', ...database]]) {
    await exports.runCommand(args, loadOptions);
  }
  for (const args of reports) await exports.runCommand([...args, '--data-dir', directory, ...database], loadOptions);
  writeFileSync(codeCache.BUILT, codeCache.packed(script.createCachedData()));
} finally {
  // If a report fails, because no SQLite driver loads, less is in the cache, and nothing else is different.
  process.exitCode = 0;
  process.chdir(root);
  for (const {stream, write} of silenced) stream.write = write;
  rmSync(directory, {recursive: true, force: true});
}

/** @type {any} */
function silent(/** @type {unknown} */ _text, /** @type {unknown[]} */ ...rest) {
  const done = rest.find((argument) => typeof argument === 'function');
  if (typeof done === 'function') done();
  return true;
}
