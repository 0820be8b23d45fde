import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ensureInstalled, step} from './installation.js';

/** `npm run demo`: the main job on the fixtures, from an empty SQLite file to a comparison that matches. */
const RANGE = ['--from', '2025-09-13', '--to', '2025-09-15'];
const DATE = ['--date', '2025-09-13'];

ensureInstalled();
step('Build', 'npm', ['run', '--silent', 'build']);
const directory = mkdtempSync(join(tmpdir(), 'lse-demo-'));
process.on('exit', () => rmSync(directory, {recursive: true, force: true}));

/** @param {string} backend @param {string[]} args */
function lse(backend, ...args) {
  const environment = {
    ...process.env,
    LSE_DATA_DIR: 'fixtures/tree',
    LSE_DATABASE_URL: `sqlite:${encodeURI(join(directory, 'demo.db'))}`,
    LSE_REPORT_BACKEND: backend,
  };
  step(`LSE_REPORT_BACKEND=${backend} lse ${args.join(' ')}`, process.execPath, ['bin/run.js', ...args], environment);
}

lse('file', 'db', 'migrate');
lse('file', 'db', 'load');
lse('file', 'db', 'status');
for (const backend of ['file', 'db']) {
  lse(backend, 'report', 'zenrows-errors', ...RANGE);
  lse(backend, 'report', 'zenrows-detail', ...DATE);
}
lse('file', 'report', 'compare', '--report', 'all', ...RANGE);
