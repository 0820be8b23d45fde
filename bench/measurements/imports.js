import {closeSync, cpSync, openSync, readdirSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {compare} from '../comparison.js';
import {requireEqual} from '../result.js';

/** @typedef {import('../context.js').Context} Context */

/** @type {import('../context.js').Measurement[]} */
export const importMeasurements = [
  {name: '20-import-lines', title: 'Importing 150,000 runs as JSON lines, against cp', run: againstCopy},
];

/** @param {Context} context @returns {Promise<import('../result.js').Result>} */
async function againstCopy(context) {
  const {lse, data, scratch} = context;
  const month = await data.month();
  const [source, written, copied] = ['runs.jsonl', 'imported', 'copied'].map((name) => join(scratch, name));
  if (source === undefined || written === undefined || copied === undefined) throw new Error('Three names are three.');
  writeLines(month.directory, source);
  const args = ['import', source, '--project', 'p', '--extracted-at', '2025-10-01T00:00:00Z', '--json'];
  const original = join(scratch, 'to-be-copied');
  const empty = (/** @type {string} */ directory) => ({
    prepare: () => rmSync(directory, {recursive: true, force: true}),
    prepared: 'what the last run wrote is removed',
  });
  return compare(
    {
      title: 'Importing 150,000 runs as JSON lines, against cp',
      about:
        'Runs of 20 KB, a line each, into an empty directory, against a copy of the tree that this gives. The import reads its source twice, ' +
        'and waits until the disk has everything; cp waits for nothing.',
      what: {...lse.command('lse import', [...args, '--out', written]), ...empty(written)},
      against: [
        {
          label: 'cp -r',
          argv: ['cp', '-r', original, copied],
          prepare: () => {
            rmSync(copied, {recursive: true, force: true});
            // The first import is made by now.
            if (!isThere(original)) cpSync(written, original, {recursive: true});
          },
          prepared: 'what the last run wrote is removed',
        },
      ],
      target: 1.5,
      mostRounds: 3,
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
}

/** The run of each document of a tree, a line each. @param {string} tree @param {string} file */
function writeLines(tree, file) {
  const out = openSync(file, 'w');
  for (const path of pathsBelow(tree)) {
    writeSync(out, `${JSON.stringify(JSON.parse(readFileSync(join(tree, path), 'utf8')).trace)}\n`);
  }
  closeSync(out);
}

/** @param {string} directory */
function pathsBelow(directory) {
  return readdirSync(directory, {recursive: true, encoding: 'utf8'}).filter((path) => path.endsWith('.json'));
}

/** @param {string} directory */
function filesBelow(directory) {
  return pathsBelow(directory).length;
}

/** @param {string} directory */
function isThere(directory) {
  try {
    return readdirSync(directory).length > 0;
  } catch {
    return false;
  }
}
