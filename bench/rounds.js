import {runCommand} from './process.js';

/**
 * @typedef {import('./process.js').Command} Command
 * @typedef {import('./process.js').Run} Run
 */

/**
 * A warm-up of each command, whose outputs `check` may refuse, and then rounds of A B A B …, never A A B B: what disturbs
 * the machine for a while then disturbs all of them.
 *
 * @template Checked
 * @param {readonly Command[]} commands
 * @param {number} rounds
 * @param {(warmUps: Run[]) => Checked | Promise<Checked>} check
 * @returns {Promise<{runs: Run[][], checked: Checked}>} the runs of each command, in the order of the rounds
 */
export async function interleave(commands, rounds, check) {
  const warmUps = [];
  for (const command of commands) warmUps.push(await runCommand(command));
  const checked = await check(warmUps);
  /** @type {Run[][]} */
  const runs = commands.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, command] of commands.entries()) runs[at]?.push(withoutOutput(await runCommand(command)));
  }
  return {runs, checked};
}

/** Outputs can be large, and only those of the warm-ups are looked at. @param {Run} run @returns {Run} */
function withoutOutput(run) {
  return {...run, stdout: '', stderr: ''};
}
