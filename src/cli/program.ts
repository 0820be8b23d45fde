import {Config, type Interfaces, run} from '@oclif/core';
import {isInterrupted} from '../core/interruption.ts';
import {errorJson, errorNotice, toldError, wantsJson} from './error-notice.ts';
import {beginReport, finishedOutcome} from './finished-report.ts';
import {endBySignals} from './signals.ts';
import {bytesPrinted, ownOutput, takeConsole, writeNotice, writeReport} from './terminal.ts';
import {forgetCommand} from './usage/given-command.ts';
import {unknownCommand} from './usage/unknown-command.ts';

/** The outcome of a run: its exit code, or null for trouble, whose code `bin/trouble.js` knows before anything is loaded. */
export type Outcome = number | null;

/**
 * Runs the command that `args` name as a whole program: errors that nobody caught are trouble, and signals end it. Never
 * rejects. When it resolves, everything is written.
 */
export async function runProgram(args: readonly string[], options: Interfaces.LoadOptions): Promise<Outcome> {
  ownOutput();
  // Without a listener Node would print the line that threw, which in a bundle is the whole program.
  const uncaught = new Promise<never>((_, reject) => {
    process.on('uncaughtException', reject);
  });
  const ended = endBySignals();
  const outcome = await Promise.race([runCommand(args, options), uncaught, ended]).catch((error) => told(error, args));
  return isInterrupted() ? ended : outcome;
}

/** The same, but it changes nothing about the process. */
export async function runCommand(args: readonly string[], options: Interfaces.LoadOptions): Promise<Outcome> {
  beginReport();
  forgetCommand();
  // oclif prints help and version to the console, which ignores a failed write.
  const printed = takeConsole();
  try {
    const config = await Config.load(options);
    const outcome = await outcomeOf(run(asksForVersion(args) ? ['--version'] : [...args], config)).catch((error) => {
      throw isUnknownCommand(error) ? unknownCommand(args, config) : error;
    });
    await writeReport(printed.text(), {colour: true});
    return outcome;
  } catch (error) {
    return told(error, args);
  } finally {
    printed.giveBack();
  }
}

/** Commands resolve with their outcome, help and version with nothing; oclif ends some runs with an error that has a code. */
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

/** oclif looks for it as the first argument alone. Behind a flag it could be the value of that flag. */
function asksForVersion(args: readonly string[]): boolean {
  const last = args.at(-1);
  return (last === '-v' || last === '--version') && args.slice(0, -1).every((arg) => !arg.startsWith('-'));
}

/** How oclif says this about a command, and about help for one. */
function isUnknownCommand(error: unknown): boolean {
  const {message, oclif} = (error ?? {}) as {message?: unknown; oclif?: unknown};
  return oclif !== undefined && /^command .* not found\.?$/is.test(String(message));
}

async function told(error: unknown, args: readonly string[]): Promise<Outcome> {
  const finished = finishedOutcome();
  if (finished !== null) return finished;
  // What fails after an interruption fails because of it.
  if (isInterrupted()) return null;
  const facts = toldError(error, 'lse');
  if (bytesPrinted() === 0 && wantsJson(args)) await writeReport(errorJson(facts)).catch(() => {});
  await writeNotice(...errorNotice(error, facts));
  return null;
}
