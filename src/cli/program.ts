import {type Interfaces, run} from '@oclif/core';
import {isInterrupted} from '../core/interruption.ts';
import {errorNotice} from './error-notice.ts';
import {beginReport, finishedOutcome} from './finished-report.ts';
import {endBySignals} from './signals.ts';
import {ownOutput, takeConsole, writeNotice, writeReport} from './terminal.ts';

/** What a run comes to: its exit code, or null for trouble, whose code `bin/trouble.js` knows before anything is loaded. */
export type Outcome = number | null;

/**
 * Runs the command that `args` name as the program that it is: errors that nobody caught are trouble, and signals end it. Never
 * rejects. When it resolves, everything is written.
 */
export async function runProgram(args: readonly string[], options: Interfaces.LoadOptions): Promise<Outcome> {
  ownOutput();
  // Without a listener Node would print the line that threw, which in a bundle is the whole program.
  const uncaught = new Promise<never>((_, reject) => {
    process.on('uncaughtException', reject);
  });
  const ended = endBySignals();
  const outcome = await Promise.race([runCommand(args, options), uncaught, ended]).catch(told);
  return isInterrupted() ? ended : outcome;
}

/** The same without a hand on the process. */
export async function runCommand(args: readonly string[], options: Interfaces.LoadOptions): Promise<Outcome> {
  beginReport();
  // oclif prints help and version to the console, which passes over what cannot be written.
  const printed = takeConsole();
  try {
    const outcome = await outcomeOf(run([...args], options));
    await writeReport(printed.text(), {colour: true});
    return outcome;
  } catch (error) {
    return told(error);
  } finally {
    printed.giveBack();
  }
}

/** Commands resolve with their outcome, help and version with nothing; some ends are errors of oclif's with a code. */
async function outcomeOf(running: Promise<unknown>): Promise<Outcome> {
  try {
    const outcome = await running;
    return outcome === undefined ? 0 : (outcome as Outcome);
  } catch (error) {
    const {code, oclif} = error as {code?: unknown; oclif?: {exit?: number}};
    if (code !== 'EEXIT' || oclif?.exit === undefined) throw error;
    return oclif.exit;
  }
}

async function told(error: unknown): Promise<Outcome> {
  const finished = finishedOutcome();
  if (finished !== null) return finished;
  // What fails after an interruption fails because of it.
  if (!isInterrupted()) await writeNotice(...errorNotice(error, 'lse'));
  return null;
}
