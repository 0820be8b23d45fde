import * as quantity from './quantity.js';
import {interleave} from './rounds.js';
import {median, pairwiseRatio} from './statistics.js';

/**
 * @typedef {import('./process.js').Command} Command
 * @typedef {import('./process.js').Run} Run
 * @typedef {import('./result.js').Result} Result
 *
 * @typedef {object} Comparison
 * @property {string} title
 * @property {string} about
 * @property {Command} what
 * @property {readonly Command[]} against of several, the slowest of each round counts, or their sum
 * @property {'slowest' | 'sum'} [combined] `sum` if a user would wait for one after the other
 * @property {Command} [start] its time is taken off that of `what`
 * @property {number} target the ratio may be as large as this
 * @property {number} [mostRounds] for commands that take minutes
 * @property {(outputs: string[]) => string | Promise<string>} agree gets what `what` and `against` printed; says what is
 *   equal, or throws
 * @property {readonly string[]} [notes]
 */

/**
 * @param {Comparison} comparison
 * @param {import('./context.js').Context} context
 * @returns {Promise<Result>}
 */
export async function compare(comparison, context) {
  const {title, about, what, against, start, target, agree, notes = []} = comparison;
  const rounds = Math.min(context.rounds, comparison.mostRounds ?? context.rounds);
  const commands = [what, ...against, ...(start === undefined ? [] : [start])];
  const {runs, checked} = await interleave(commands, rounds, (warmUps) =>
    agree(warmUps.slice(0, 1 + against.length).map(({stdout}) => stdout)),
  );
  const times = runs.map((ofCommand) => ofCommand.map(({seconds}) => seconds));
  const combine = comparison.combined === 'sum' ? sumOf : slowestOf;
  const [ours, theirs] = [whatTimes(times, start !== undefined), byRound(times.slice(1, 1 + against.length), combine)];
  const ratio = pairwiseRatio(ours, theirs);
  const limits = `(${quantity.ratio(ratio.least)} to ${quantity.ratio(ratio.most)})`;
  return {
    title,
    about,
    agreed: checked,
    commands: commands.map((command) => context.show(command)),
    tables: [usageTable(commands, runs)],
    verdicts: [
      {
        what: ratioText(comparison),
        time: `${quantity.seconds(median(ours))} / ${quantity.seconds(median(theirs))}`,
        found: `${quantity.ratio(ratio.median)} ${limits}`,
        target: `≤ ${target}`,
        isMet: ratio.median <= target,
      },
    ],
    plots: [],
    notes,
    samples: {ratio, target, runs: commands.map(({label}, at) => ({label, runs: runs[at]?.map(samplesOf)}))},
  };
}

/** @param {number[][]} times @param {boolean} hasStart */
function whatTimes(times, hasStart) {
  const starts = hasStart ? (times.at(-1) ?? []) : [];
  return (times[0] ?? []).map((value, round) => value - (starts[round] ?? 0));
}

/** @param {number[][]} times of several commands, by round @param {(ofRound: number[]) => number} combine */
function byRound(times, combine) {
  return (times[0] ?? []).map((_, round) => combine(times.map((ofCommand) => Number(ofCommand[round]))));
}

/** @param {number[]} ofRound */
function slowestOf(ofRound) {
  return Math.max(...ofRound);
}

/** @param {number[]} ofRound */
function sumOf(ofRound) {
  return ofRound.reduce((sum, seconds) => sum + seconds, 0);
}

/** @param {Comparison} comparison */
function ratioText({what, against, start, combined}) {
  const dividend = start === undefined ? what.label : `(${what.label} − ${start.label})`;
  const labels = against.map(({label}) => label);
  if (labels.length === 1) return `${dividend} / ${labels[0]}`;
  return `${dividend} / ${combined === 'sum' ? `(${labels.join(' + ')})` : `slowest of ${labels.join(', ')}`}`;
}

/** @param {readonly Command[]} commands @param {readonly Run[][]} runs @returns {import('./result.js').Table} */
export function usageTable(commands, runs) {
  const rows = commands.map((command, at) => {
    const ofCommand = runs[at] ?? [];
    const wall = ofCommand.map(({seconds}) => seconds);
    return [
      command.inner === true ? `${command.label} (time inside)` : command.label,
      quantity.seconds(median(wall)),
      `${quantity.seconds(Math.min(...wall))} to ${quantity.seconds(Math.max(...wall))}`,
      known(
        ofCommand.map(({cpuSeconds}) => cpuSeconds),
        (values) => quantity.seconds(median(values)),
      ),
      known(
        ofCommand.map(({peakBytes}) => peakBytes),
        (values) => quantity.megabytes(Math.max(...values)),
      ),
    ];
  });
  const caption = `Medians of ${runs[0]?.length} runs; of the memory, the most.`;
  return {caption, head: ['', 'Time', 'Fastest to slowest', 'CPU', 'Peak memory'], rows};
}

/** @param {(number | null)[]} values @param {(values: number[]) => string} text */
function known(values, text) {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === values.length && numbers.length > 0 ? text(numbers) : 'not measured';
}

/** @param {Run} run */
export function samplesOf({seconds, cpuSeconds, peakBytes}) {
  return {seconds, cpuSeconds, peakBytes};
}
