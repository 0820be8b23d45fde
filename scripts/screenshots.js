import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';
import {writeStory} from '../fixtures/generator/story.js';
import {root} from './installation.js';
import {runSql} from './run-sql.js';

/**
 * `npm run screenshots`: writes the pictures of a comparison's page into docs, in light and dark, with the program that was built last and
 * the Chromium of this machine (`LSE_TEST_BROWSER` names another).
 */
const DATES = Array.from({length: 30}, (_, day) => new Date(Date.UTC(2025, 7, 17 + day)).toISOString().slice(0, 10));
const DAMAGE = [
  "delete from runs where project = 'price-watch' and run_date between '2025-09-08' and '2025-09-09'",
  "delete from runs where project = 'news-digest' and run_date = '2025-09-12' and json_extract(data, '$.trace.inputs.crypto_symbol') = 'ETH'",
  "update runs set data = json_set(data, '$.trace.child_runs[0].status', 'success') where run_date = '2025-09-15' and data like '%429 Client Error%'",
];
const VIEWPORT = {width: 1100, height: 1150};

const executablePath = [
  process.env.LSE_TEST_BROWSER,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) throw new Error('There is no Chromium. Name one with LSE_TEST_BROWSER.');

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'lse-pictures-')));
try {
  writeStory(join(directory, 'data'), DATES);
  lse(['db', 'migrate']);
  lse(['db', 'load']);
  for (const statement of DAMAGE) await runSql(join(directory, '.lse', 'lse.db'), statement);
  const page = join(directory, 'parity.html');
  lse(['report', 'compare', '--all-dates', '--all-projects', '--format', 'html', '--output', page], 1);
  writeFileSync(page, readFileSync(page, 'utf8').replaceAll(directory, '/home/me/project'));
  await takePictures(pathToFileURL(page).href, executablePath);
} finally {
  rmSync(directory, {recursive: true, force: true});
}

/** @param {string[]} args @param {number} [code] the exit code that it has */
function lse(args, code = 0) {
  const {PATH, HOME} = process.env;
  const {status, stderr} = spawnSync(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
    cwd: directory,
    encoding: 'utf8',
    env: {PATH, HOME},
  });
  if (status !== code) throw new Error(`lse ${args.join(' ')} ended with ${status}. ${stderr}`);
}

/** @param {string} url @param {string} executablePath */
async function takePictures(url, executablePath) {
  const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu']});
  try {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const page = await browser.newPage({viewport: VIEWPORT, colorScheme, javaScriptEnabled: false});
      await page.goto(url);
      await page.screenshot({path: join(root, 'docs', `comparison-${colorScheme}.png`)});
      await page.close();
    }
  } finally {
    await browser.close();
  }
}
