/**
 * The time of the counts alone, without that of starting Node, loading lse and connecting:
 * `node bench/peers/time-counts.js file:DIR|sqlite:PATH|postgres://… FROM TO`. It takes the backends as they lie in `dist`.
 */
import {performance} from 'node:perf_hooks';

const [location, from, to] = process.argv.slice(2);
if (location === undefined || to === undefined) throw new Error('Usage: time-counts.js LOCATION FROM TO');

// Not fixed names: the types are checked even if nothing was built yet.
const built = (/** @type {string} */ path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const load = (/** @type {string} */ path) => built(`backends/${path}`);
const {errorReport, errorTable} = await built('core/reports/zenrows-errors.js');
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** @param {any} source */
async function time(source) {
  const start = performance.now();
  const {rows: counts} = errorReport(await errorTable(source, {project: null, from, to}));
  const milliseconds = performance.now() - start;
  process.stdout.write(`${JSON.stringify({milliseconds, counts})}\n`);
}

const path = decodeURI(location.replace(/^(file|sqlite):/, ''));
if (location.startsWith('file:')) {
  const {TraceTree} = await load('file/tree/trace-tree.js');
  const {FileSource} = await load('file/file-source.js');
  await time(new FileSource(await TraceTree.open(path, MAX_FILE_BYTES)));
} else if (location.startsWith('sqlite:')) {
  const {SqliteDatabase} = await load('db/sqlite/sqlite-database.js');
  await new SqliteDatabase(path).withSource(time);
} else {
  const {PostgresDatabase} = await load('db/postgres/postgres-database.js');
  await new PostgresDatabase(location).withSource(time);
}
