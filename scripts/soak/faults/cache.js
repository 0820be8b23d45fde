import {existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** @typedef {import('./fault.js').Fault} Fault */

const isFileReport = (/** @type {import('./fault.js').Plan} */ {args}) => args[0] === 'report' && args.includes('file');

/** @type {Fault} */
const damaged = {
  name: 'cache-damaged',
  what: 'files of the cache are cut, changed in a byte or filled with nonsense',
  weight: 3,
  ends: 'success',
  stdout: 'whole',
  fits: isFileReport,
  run: async ({start, random, laboratory: {cacheDirectory}}) => {
    // Fill it first: what was changed less than two seconds ago is not remembered.
    await start().outcome;
    const files = filesBelow(cacheDirectory);
    for (const path of files) if (random.chance(0.7)) damage(path, random);
    return {outcome: await start().outcome, happened: files.length > 0};
  },
  clear: ({cacheDirectory}) => rmSync(cacheDirectory, {recursive: true, force: true}),
};

/** @type {Fault} */
const gone = {
  name: 'cache-gone',
  what: 'the directory of the cache is deleted, or a file is in its place',
  weight: 1,
  ends: 'success',
  stdout: 'whole',
  fits: isFileReport,
  run: async ({start, random, laboratory: {cacheDirectory}}) => {
    rmSync(cacheDirectory, {recursive: true, force: true});
    const isBlocked = existsSync(join(cacheDirectory, '..')) && random.chance(0.5);
    if (isBlocked) writeFileSync(cacheDirectory, 'not a directory');
    try {
      return {outcome: await start().outcome};
    } finally {
      if (isBlocked) rmSync(cacheDirectory, {recursive: true, force: true});
    }
  },
};

/** @param {string} path @param {import('../random.js').Random} random */
function damage(path, random) {
  const {size} = statSync(path);
  if (size === 0) return;
  const way = random.pick(['cut', 'byte', 'digit', 'nonsense', 'empty', 'line']);
  if (way === 'cut') truncateSync(path, random.integer(0, size - 1));
  else if (way === 'empty') truncateSync(path, 0);
  else if (way === 'nonsense')
    writeFileSync(path, Buffer.from(Array.from({length: 100}, () => random.integer(0, 255))));
  else {
    const bytes = readFileSync(path);
    const digits = [...bytes.keys()].filter(
      (at) => way !== 'digit' || ((bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39),
    );
    const at = digits.length === 0 ? 0 : random.pick(digits);
    // A digit becomes another digit, so that what is read still looks right.
    if (way === 'line')
      writeFileSync(path, bytes.toString('latin1').split('\n').toSpliced(random.integer(0, 3), 1).join('\n'), 'latin1');
    else {
      bytes[at] =
        way === 'digit' ? 0x30 + (((bytes[at] ?? 0) - 0x30 + 1) % 10) : (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
      writeFileSync(path, bytes);
    }
  }
}

/** @param {string} directory @returns {string[]} in a fixed order */
export function filesBelow(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

export const cacheFaults = [damaged, gone];
