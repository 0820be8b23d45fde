import {closeSync, cpSync, existsSync, openSync, readdirSync, readFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {compare} from '../comparison.js';
import {freshDirectory} from '../fresh-directory.js';
import {memoryVerdict} from '../memory-verdict.js';
import {runCommand} from '../process.js';
import {requireEqual, Skipped} from '../result.js';

/** @typedef {import('../context.js').Context} Context */
/** @typedef {import('../result.js').Result} Result */

const ABOUT =
  'into an empty directory, against a copy of the tree that this gives. The import waits until the disk has everything; ' +
  'cp waits for nothing.';

/** @type {import('../context.js').Measurement[]} */
export const importMeasurements = [
  {name: '20-import-lines', title: 'Importing 150,000 runs as JSON lines, against cp', run: ofLines},
  {name: '21-import-parquet', title: 'Importing 150,000 runs as Parquet, against cp', run: ofParquet},
];

/** @param {Context} context @returns {Promise<Result>} */
async function ofLines(context) {
  const source = await lines(context);
  const about = `Runs of 20 KB, a line each, ${ABOUT}`;
  return againstCopy(context, {
    title: 'Importing 150,000 runs as JSON lines, against cp',
    about,
    source,
    target: 1.5,
    rounds: 3,
  });
}

/** @param {Context} context @returns {Promise<Result>} */
async function ofParquet(context) {
  const title = 'Importing 150,000 runs as Parquet, against cp';
  if (!context.hasDuckDb) throw new Skipped('DuckDB, which writes the source, could not be installed.');
  const source = join(context.scratch, 'runs.parquet');
  const program = join(context.root, 'bench', 'peers', 'write-parquet.js');
  const argv = [process.execPath, program, await lines(context), source];
  await runCommand({label: 'writing Parquet', argv});
  const about = `The same runs as DuckDB writes them (bench/peers/write-parquet.js), in columns as LangSmith's bulk export has them, ${ABOUT}`;
  return againstCopy(context, {title, about, source, target: 2, rounds: 2});
}

/** @param {Context} context @param {{title: string, about: string, source: string, target: number, rounds: number}} what `rounds`: each leaves two trees of 3 GB @returns {Promise<Result>} */
async function againstCopy(context, {title, about, source, target, rounds}) {
  const {lse} = context;
  const place = (/** @type {string} */ name) => `${source}-${name}`;
  const [written, copied, original] = [place('imported'), place('copied'), place('to-be-copied')];
  const args = ['import', source, '--project', 'p', '--extracted-at', '2025-10-01T00:00:00Z', '--json'];
  const command = lse.command('lse import', [...args, '--out', written]);
  const result = await compare(
    {
      title,
      about,
      what: {...command, ...freshDirectory(written)},
      against: [
        {
          label: 'cp -r',
          argv: ['cp', '-r', original, copied],
          prepare: () => {
            freshDirectory(copied).prepare();
            // The first import is made by now.
            if (!existsSync(original)) cpSync(written, original, {recursive: true});
          },
          prepared: freshDirectory(copied).prepared,
        },
      ],
      target,
      mostRounds: rounds,
      agree: ([receipt = '']) => {
        const {taken, found, replaced, repeated, skipped} = JSON.parse(receipt);
        requireEqual('what was found and what became of it', [found, taken + replaced + repeated]);
        requireEqual('skipped', [skipped.count, 0]);
        requireEqual('files', [filesBelow(copied), taken]);
        return `Both write the same ${taken} files.`;
      },
    },
    context,
  );
  return {...result, verdicts: [...result.verdicts, ...memoryVerdicts(result)]};
}

/** None if memory is not measured here. @param {Result} result of a comparison @returns {import('../result.js').Verdict[]} */
function memoryVerdicts({samples}) {
  const [ours] = /** @type {{runs: {runs: {peakBytes: number | null}[]}[]}} */ (samples).runs;
  const peak = Math.max(...(ours?.runs ?? []).map(({peakBytes}) => peakBytes ?? 0));
  return peak === 0 ? [] : [memoryVerdict('Peak memory', peak)];
}

/** The run of each document of the month, a line each, written once. @param {Context} context */
async function lines({data, scratch}) {
  const {directory} = await data.month();
  const file = join(scratch, 'runs.jsonl');
  if (existsSync(file)) return file;
  const out = openSync(file, 'w');
  for (const path of pathsBelow(directory)) {
    writeSync(out, `${JSON.stringify(JSON.parse(readFileSync(join(directory, path), 'utf8')).trace)}\n`);
  }
  closeSync(out);
  return file;
}

/** @param {string} directory */
function pathsBelow(directory) {
  return readdirSync(directory, {recursive: true, encoding: 'utf8'}).filter((path) => path.endsWith('.json'));
}

/** @param {string} directory */
function filesBelow(directory) {
  return pathsBelow(directory).length;
}
