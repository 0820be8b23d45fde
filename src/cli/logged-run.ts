import {isInterrupted, onInterrupt} from '../core/interruption.ts';
import {takePlans} from '../rollout/log/plans.ts';
import type {RunLine} from '../rollout/log/run-line.ts';
import type {RunLog} from '../rollout/log/run-log.ts';
import {readDotenv} from './dotenv-file.ts';
import type {Outcome} from './program.ts';
import {type LogName, parseLog} from './settings.ts';
import {bytesPrinted, tameLine, writeLines, writeNotice} from './terminal.ts';
import {userName} from './user-name.ts';

/** Beside the embedded database and the cache. */
export const LOG_FILE = '.lse/log.jsonl';

/** What was run, as the user typed it. */
export interface RunSubject {
  readonly version: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** A longer argument says no more about a run; a command that takes more arguments does not exist. */
const LONGEST_ARGUMENT = 1000;
const MOST_ARGUMENTS = 200;

/**
 * Runs a command, which never rejects, and writes its outcome into the log, as `LSE_LOG` says: also if it failed or was
 * interrupted. If the log cannot be written, a notice says so, and nothing else changes.
 */
export async function loggedRun(subject: RunSubject, log: RunLog, run: () => Promise<Outcome>): Promise<Outcome> {
  const before = bytesPrinted();
  let isWritten = false;
  const write = async (outcome: Outcome): Promise<void> => {
    if (isWritten) return;
    isWritten = true;
    await writeRun(subject, log, {outcome, bytes: bytesPrinted() - before});
  };
  const takeBack = onInterrupt(() => write(null));
  const outcome = await run();
  log.enter('end');
  takeBack();
  await write(outcome);
  return outcome;
}

async function writeRun(
  {version, command, args}: RunSubject,
  log: RunLog,
  {outcome, bytes}: {readonly outcome: Outcome; readonly bytes: number},
): Promise<void> {
  const {plans, isFull} = takePlans();
  const target = await logTarget();
  if (target === 'off') return writePlans(plans);
  const interrupted = isInterrupted();
  const line = log.finish({
    version,
    user: userName(),
    command,
    arguments: args.slice(0, MOST_ARGUMENTS).map((arg) => tameLine(arg).slice(0, LONGEST_ARGUMENT).toWellFormed()),
    bytes,
    // Until a run has set its exit code, `bin/run.js` has trouble's code there.
    exitCode: interrupted ? null : (outcome ?? Number(process.exitCode ?? 1)),
    interrupted,
    plans,
  });
  if (isFull)
    await writeNotice(`Warning: More queries ran than the log keeps plans of: the first ${plans.length} are there.`);
  await (target === 'stderr' ? writeToStderr(line) : appendToFile(line));
}

/** With the log off, whoever asks for plans still gets them. */
async function writePlans(plans: RunLine['plans'] & object): Promise<void> {
  await writeLines(plans.map((plan) => `${JSON.stringify(plan)}\n`).join(''));
}

async function writeToStderr(line: RunLine): Promise<void> {
  const {lineText} = await import('../rollout/log/line-writer.ts');
  await writeLines(lineText(line));
}

async function appendToFile(line: RunLine): Promise<void> {
  const {appendLine} = await import('../rollout/log/line-writer.ts');
  try {
    appendLine(LOG_FILE, line);
  } catch (error) {
    const {code = 'unknown'} = error as NodeJS.ErrnoException;
    await writeNotice(
      `Warning: This run is not in the log ${LOG_FILE}, which cannot be written (${code}). Look at it with: ls -ld ${LOG_FILE}`,
    );
  }
}

/** After an interruption no file is read, so only the environment counts. This setting is read by itself: a run that fails over another setting is written down, too. A run that fails over this one is not. */
async function logTarget(): Promise<LogName> {
  const text =
    process.env.LSE_LOG ?? (isInterrupted() ? undefined : (await readDotenv('.env')).variables.LSE_LOG) ?? 'off';
  try {
    return parseLog(text);
  } catch {
    return 'off';
  }
}
