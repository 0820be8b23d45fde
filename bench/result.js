/**
 * What every measurement gives, whatever it measured: the report knows no other shape.
 *
 * @typedef {{caption: string | null, head: readonly string[], rows: readonly (readonly string[])[]}} Table
 * @typedef {{what: string, time?: string, found: string, target: string, isMet: boolean}} Verdict `time`: that of the command, by that of what it is measured against
 * @typedef {{name: string, title: string, svg: string}} Plot
 * @typedef {{label: string, text: string, prepared: string | null}} ShownCommand
 *
 * @typedef {object} Result
 * @property {string} title
 * @property {string} about
 * @property {string | null} agreed what was found equal before anything was timed
 * @property {readonly ShownCommand[]} commands
 * @property {readonly Table[]} tables
 * @property {readonly Verdict[]} verdicts none if there is no target
 * @property {readonly Plot[]} plots
 * @property {readonly string[]} notes
 * @property {unknown} samples everything that was measured, for the raw results
 *
 * @typedef {{title: string, skipped: string}} SkippedResult
 */

/** Thrown by a measurement that cannot be made here; the message says why. */
export class Skipped extends Error {}

/**
 * Compares before anything is timed: a fast wrong answer is no answer.
 *
 * @param {string} what
 * @param {readonly unknown[]} values
 */
export function requireEqual(what, values) {
  const texts = values.map((value) => JSON.stringify(value));
  if (texts.some((text) => text !== texts[0])) {
    throw new Error(`The sides of '${what}' do not agree:\n${texts.join('\n')}`);
  }
}
