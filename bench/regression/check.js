import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {runCommand} from '../process.js';
import {exitCodeOf, JUDGEMENT_HEAD, judge, judgementLines, medianRatio, noiseOf} from './judgement.js';
import {watchedCommands} from './watched.js';

/**
 * `npm run bench -- --check`: is anything slower or larger than the last release? Each round runs a command, its anchor, and the command
 * once more; the same command against itself says how noisy this machine is just now. With `--against DIR`, a built checkout of the
 * release runs in the same rounds, and its figures count instead of the committed ones: they are of another machine or another day.
 *
 * @typedef {import('../process.js').Run} Run
 * @typedef {import('./watched.js').Build} Build
 * @typedef {import('./watched.js').Watched} Watched
 * @typedef {{time: number, memory: number | null}} Ratios of a command by its anchor: of the times; its peak in bytes
 * @typedef {{runs: Run[], again: Run[], anchor: Run[], release: Run[]}} Rounds
 */

const RELEASE = 'release.json';
/** Of a command that seems worse: a slow minute of the machine must not fail a release. */
const MOST_REPEATS = 2;

/**
 * @param {{tree: import('../trees.js').Tree, current: Build, release: Build | null, rounds: number, root: string, isRecording: boolean}} what
 * @param {(text: string) => void} say
 * @returns {Promise<number>} the exit code: 1 if something is worse, 2 if this machine is too noisy to tell
 */
export async function checkRegressions({tree, current, release, rounds, root, isRecording}, say) {
  const file = join(root, 'bench', 'results', RELEASE);
  const committed = release === null && !isRecording ? readRelease(file) : {};
  const watched = await watchedCommands(current, tree);
  const older = release === null ? [] : await watchedCommands(release, tree);
  /** @type {Record<string, Ratios>} */
  const recorded = {};
  /** @type {import('./judgement.js').Judgement[]} */
  const judgements = [];
  for (const one of watched) {
    say(`== ${one.name}`);
    const of = older.find(({name}) => name === one.name) ?? null;
    let measured = await measure(one, of, rounds);
    const judgedNow = () => judged(one.name, measured, release === null ? committed[one.name] : 'release');
    for (let again = 0; again < MOST_REPEATS && !isRecording && judgedNow().some(isUncertain); again += 1) {
      say('That looks worse, or is too noisy to tell: once more.');
      measured = joined(measured, await measure(one, of, rounds));
    }
    recorded[one.name] = ratiosOf(measured.runs, measured.anchor);
    judgements.push(...judgedNow());
    if (!isRecording && judgedNow().length === 0) say(`The release has no figure of '${one.name}'.`);
  }
  if (isRecording) {
    writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);
    process.stdout.write(`Wrote ${file}.\n`);
    return 0;
  }
  process.stdout.write(`${[JUDGEMENT_HEAD, ...judgementLines(judgements)].join('\n')}\n`);
  const code = exitCodeOf(judgements);
  process.stdout.write(`${CONCLUSIONS[code]}\n`);
  return code;
}

/** @type {Readonly<Record<number, string>>} */
const CONCLUSIONS = {
  0: 'Nothing is slower or larger than the release by more than the noise and a tenth.',
  1: 'Something became worse: see the lines that say so.',
  2: 'Nothing is seen to be worse, but this machine is too noisy to tell. Stop what else runs, or raise --runs.',
};

/** @param {string} file @returns {Record<string, Ratios>} */
function readRelease(file) {
  if (!existsSync(file)) throw new Error(`${file} is missing. Write it at a release with: npm run bench -- --record`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** After a warm-up of each, in turns. @param {Watched} one @param {Watched | null} older @param {number} rounds @returns {Promise<Rounds>} */
async function measure({command, anchor}, older, rounds) {
  /** @type {Rounds} */
  const measured = {runs: [], again: [], anchor: [], release: []};
  for (let round = 0; round <= rounds; round += 1) {
    const ofRound = {
      runs: await runCommand(command),
      anchor: await runCommand(anchor),
      ...(older && {release: await runCommand(older.command)}),
      again: await runCommand(command),
    };
    if (round === 0) continue;
    for (const [key, run] of Object.entries(ofRound)) measured[/** @type {keyof Rounds} */ (key)].push(run);
  }
  return measured;
}

/** @param {Rounds} one @param {Rounds} other @returns {Rounds} */
function joined(one, other) {
  return {
    runs: [...one.runs, ...other.runs],
    again: [...one.again, ...other.again],
    anchor: [...one.anchor, ...other.anchor],
    release: [...one.release, ...other.release],
  };
}

/** @param {import('./judgement.js').Judgement} judgement */
function isUncertain({word}) {
  return word === 'worse' || word === 'too noisy';
}

/**
 * A release that ran in the same rounds is compared with directly, round by round; committed figures by way of the anchor.
 *
 * @param {string} name @param {Rounds} measured @param {Ratios | 'release' | undefined} before
 * @returns {import('./judgement.js').Judgement[]} none if the release has no such figure
 */
function judged(name, {runs, again, anchor, release}, before) {
  if (before === undefined) return [];
  const found = before === 'release' ? ratiosOf(runs, release) : ratiosOf(runs, anchor);
  const old = before === 'release' ? {time: 1, memory: ratiosOf(release, anchor).memory} : before;
  const judgements = [
    judge({name, kind: 'time', found: found.time, before: old.time, noise: noiseOf(times(runs), times(again))}),
  ];
  if (found.memory !== null && old.memory !== null) {
    const noise = noiseOf(peaksOf(runs), peaksOf(again));
    const [now, then] = [found.memory / MEGABYTE, old.memory / MEGABYTE];
    judgements.push(judge({name, kind: 'memory', found: now, before: then, noise}));
  }
  return judgements;
}

const MEGABYTE = 1_000_000;

/** @param {readonly Run[]} runs @param {readonly Run[]} anchor @returns {Ratios} */
function ratiosOf(runs, anchor) {
  const peaks = runs.map(({peakBytes}) => peakBytes);
  const isKnown = peaks.every((peak) => peak !== null);
  return {
    time: medianRatio(times(runs), times(anchor)),
    memory: isKnown
      ? medianRatio(
          peaksOf(runs),
          runs.map(() => 1),
        )
      : null,
  };
}

/** @param {readonly Run[]} runs */
function times(runs) {
  return runs.map(({seconds}) => seconds);
}

/** @param {readonly Run[]} runs */
function peaksOf(runs) {
  return runs.map(({peakBytes}) => Number(peakBytes));
}
