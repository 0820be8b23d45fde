/**
 * One kind of fault, made for real around one command.
 *
 * @typedef {import('../process.js').Outcome} Outcome
 * @typedef {import('../process.js').Running} Running
 * @typedef {import('../actions/plan.js').Plan} Plan
 * @typedef {import('../random.js').Random} Random
 *
 * @typedef {object} Attempt
 * @property {Plan} plan
 * @property {Random} random
 * @property {import('../actions/plan.js').Rows} before what is in the plan's database
 * @property {import('../laboratory.js').Laboratory} laboratory
 * @property {(changes?: {environment?: Record<string, string>, wrapper?: string[], stdout?: number, url?: string, args?: string[]}) => Running} start the command of the plan, or another one with `args`
 * @property {(files: readonly import('../model/files.js').TreeFile[]) => Plan} planWith the same command with other files
 *
 * @typedef {object} Faulted
 * @property {Outcome} outcome
 * @property {boolean} [happened] false: the command was over before
 * @property {readonly Plan[]} [orElse] other plans; it may have carried out one of them instead
 * @property {readonly string[]} [problems] what else is wrong
 *
 * @typedef {object} Fault
 * @property {string} name
 * @property {string} what one line for the list
 * @property {number} weight
 * @property {'success' | 'any' | 'refusal'} ends 'success': the fault must not keep the command from its work; 'refusal': it must
 * @property {'whole' | 'part' | 'lost'} stdout what of the command's stdout can be judged; 'lost': nothing could be written, so it has not done its work
 * @property {boolean} [neverSame] a side could not be read whole, so that a comparison must not end with 0
 * @property {boolean} [countsNothing] what a summary counts depends on what others did meanwhile
 * @property {(laboratory: import('../laboratory.js').Laboratory) => string | null} [lacks] why it cannot be made here
 * @property {(plan: Plan) => boolean} fits
 * @property {(attempt: Attempt) => Promise<Faulted>} run
 * @property {(laboratory: import('../laboratory.js').Laboratory) => void} [clear] after the command was run once more, without the fault
 */

/** @param {number} milliseconds */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Lets a command run into something that is held, and lets go of that after so many seconds, chosen from a range.
 *
 * @param {Running} running @param {Random} random @param {[number, number]} seconds @param {() => Promise<unknown>} letGo @returns {Promise<Faulted>}
 */
export async function heldFor(running, random, [least, most], letGo) {
  await pause(1000 * (least + random.next() * (most - least)));
  await letGo();
  return {outcome: await running.outcome};
}

/** Waits, but no longer than the command takes. @param {Running} running @param {number} milliseconds @returns {Promise<boolean>} whether the command still runs */
export async function pauseWhile({outcome}, milliseconds) {
  const timer = new AbortController();
  const waited = new Promise((resolve) => {
    const handle = setTimeout(() => resolve(true), milliseconds);
    timer.signal.addEventListener('abort', () => clearTimeout(handle));
  });
  const isRunning = await Promise.race([waited, outcome.then(() => false)]);
  timer.abort();
  return /** @type {boolean} */ (isRunning);
}
