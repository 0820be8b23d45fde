import {median, pairwiseRatio} from '../statistics.js';

/**
 * Says whether a command became slower, or larger, than it was. A machine is noisy, so nothing is compared with a time of another day: a
 * figure is the ratio of two commands that ran after each other, and it is compared with the same ratio of the release. How much ratios
 * vary here and now is measured, too: the same command runs twice in each round, and both should take the same time.
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {'time' | 'memory'} kind
 * @property {number} found the ratio now
 * @property {number} before the ratio of the release
 * @property {number} noise by which a median of so many ratios may be off, as a share
 *
 * @typedef {'as before' | 'better' | 'worse' | 'too noisy'} Word
 * @typedef {Figure & {change: number, limit: number, word: Word}} Judgement
 */

/** What nobody would notice. */
export const TOLERANCE = 0.1;

/** With more noise than this, a change of a tenth cannot be told from none. */
const MOST_NOISE = 0.1;

/** From the median of the absolute deviations to the standard deviation, and from that to the standard error of a median. */
const [NORMAL, MEDIAN] = [1.4826, 1.2533];

/**
 * Twice the standard error of a median of so many ratios (so it holds in 19 of 20 cases), from what the same command differs by from
 * itself, and never less than what these two medians differ by.
 *
 * @param {readonly number[]} once seconds or bytes of a command, by round
 * @param {readonly number[]} again the same command in the same rounds
 * @returns {number} a share: 0.05 is 5 %
 */
export function noiseOf(once, again) {
  const logs = once.map((value, round) => Math.log(value / Number(again[round])));
  const middle = median(logs);
  const deviation = NORMAL * median(logs.map((log) => Math.abs(log - middle)));
  const error = (MEDIAN * deviation) / Math.sqrt(logs.length);
  return Math.max(Math.abs(middle), 2 * error);
}

/**
 * @param {Figure} figure
 * @returns {Judgement}
 */
export function judge(figure) {
  const change = figure.found / figure.before - 1;
  const limit = figure.noise + TOLERANCE;
  return {...figure, change, limit, word: wordFor(change, limit, figure.noise)};
}

/** @param {number} change @param {number} limit @param {number} noise @returns {Word} */
function wordFor(change, limit, noise) {
  if (change > limit) return 'worse';
  if (noise > MOST_NOISE) return 'too noisy';
  return change < -limit ? 'better' : 'as before';
}

/** @param {readonly number[]} values @param {readonly number[]} against by round */
export function medianRatio(values, against) {
  return pairwiseRatio(values, against).median;
}

/**
 * 1 if something is worse, 2 if nothing is worse but something is too noisy to tell.
 *
 * @param {readonly Judgement[]} judgements
 */
export function exitCodeOf(judgements) {
  if (judgements.some(({word}) => word === 'worse')) return 1;
  return judgements.some(({word}) => word === 'too noisy') ? 2 : 0;
}

/** A line each, with what was found, what it was, and by how much it may differ. @param {readonly Judgement[]} judgements */
export function judgementLines(judgements) {
  const percent = (/** @type {number} */ share) => `${(share * 100).toFixed(1)} %`;
  const signed = (/** @type {number} */ share) => (share < 0 ? '' : '+') + percent(share);
  return judgements.map(({name, kind, found, before, change, limit, word}) =>
    [
      name.padEnd(40),
      kind.padEnd(6),
      found.toFixed(3).padStart(8),
      before.toFixed(3).padStart(8),
      signed(change).padStart(10),
      percent(limit).padStart(8),
      word,
    ].join('  '),
  );
}

export const JUDGEMENT_HEAD = [
  'command'.padEnd(40),
  'figure'.padEnd(6),
  'found'.padStart(8),
  'before'.padStart(8),
  'change'.padStart(10),
  'limit'.padStart(8),
  '',
].join('  ');
