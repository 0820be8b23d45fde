import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {compare} from '../comparison.js';
import {freshDirectory} from '../fresh-directory.js';
import {requireEqual} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

const DATE = '2025-09-13';
const RUNS = 10_000;
const QUICK_RUNS = 2_000;
const BYTES = 20_000;

/** @type {import('../context.js').Measurement[]} */
export const pullMeasurements = [
  {name: '23-pull', title: 'Pulling 10,000 runs, against downloading and importing them', run: measure},
];

/** @param {Context} context @returns {Promise<import('../result.js').Result>} */
async function measure(context) {
  const {lse, root, scratch, quick} = context;
  const runs = quick ? QUICK_RUNS : RUNS;
  const place = (/** @type {string} */ name) => join(scratch, `pull-${name}`);
  const [pulled, pages, imported] = [place('pulled'), place('pages'), place('imported')];
  return withServer(root, runs, async ({url, key}) => {
    const download = join(root, 'bench', 'peers', 'download-pages.js');
    const [from, to] = [`${DATE}T00:00:00Z`, `${DATE}T23:59:59.999Z`];
    const pull = ['pull', '--project', 'shop', '--from', DATE, '--to', DATE, '--out', pulled, '--strict'];
    const load = ['import', pages, '--project', 'shop', '--extracted-at', '2025-10-01T00:00:00Z', '--out', imported];
    return compare(
      {
        title: 'Pulling 10,000 runs, against downloading and importing them',
        about:
          'Runs of 20 KB of one date, from a server on this machine that behaves as the API is documented to. Against a script that writes ' +
          'each page into a file (bench/peers/download-pages.js), then lse import of these. A pull also counts again by the statistics of the server.',
        what: {
          ...lse.command('lse pull', pull, {LANGSMITH_API_KEY: key, LANGSMITH_ENDPOINT: url}),
          ...freshDirectory(pulled),
        },
        against: [
          {label: 'download', argv: [process.execPath, download, url, key, from, to, pages], ...freshDirectory(pages)},
          {...lse.command('lse import', load), ...freshDirectory(imported)},
        ],
        combined: 'sum',
        target: 1.2,
        mostRounds: 3,
        agree: () => {
          const names = [pulled, imported].map((directory) => namesBelow(directory));
          requireEqual(
            'the files of both',
            names.map((each) => each.map(runIdOf)),
          );
          requireEqual('files', [names[0]?.length, runs]);
          return `Both write a file for each of the ${runs} runs.`;
        },
      },
      context,
    );
  });
}

/** @template T @param {string} root @param {number} runs @param {(server: {url: string, key: string}) => Promise<T>} work @returns {Promise<T>} */
async function withServer(root, runs, work) {
  const program = join(root, 'bench', 'peers', 'langsmith-server.js');
  const server = spawn(process.execPath, [program, String(runs), String(BYTES)], {stdio: ['pipe', 'pipe', 'inherit']});
  try {
    const [line] = await once(server.stdout, 'data');
    return await work(JSON.parse(String(line)));
  } finally {
    server.kill();
  }
}

/** @param {string} directory */
function namesBelow(directory) {
  return readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .filter((path) => path.endsWith('.json'))
    .sort();
}

/** Without the time of the extraction, which is the moment of the pull. @param {string} path */
function runIdOf(path) {
  return path.replace(/_[0-9]{6}\.json$/, '');
}
