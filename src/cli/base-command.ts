import {Command, type Interfaces} from '@oclif/core';
import {LseError} from '../core/errors.ts';
import {isInterrupted} from '../core/interruption.ts';
import type {PassedOver} from '../core/passed-over.ts';
import type {UnreadableFile} from '../core/report-source.ts';
import {RunLog} from '../rollout/log/run-log.ts';
import {errorJson, errorNotice, toldError, wantsJson} from './error-notice.ts';
import {jsonFlag} from './flags.ts';
import {loggedRun} from './logged-run.ts';
import {passedOverNotice} from './passed-over-notice.ts';
import type {Outcome} from './program.ts';
import {announceConsequence} from './signals.ts';
import {bytesPrinted, writeNotice, writeReport} from './terminal.ts';
import {unreadableNotice} from './unreadable-notice.ts';
import {announceCommand, withGivenFlags} from './usage/given-command.ts';
import type {FlagKinds} from './usage/given-flags.ts';
import {wrongUsage} from './usage/wrong-usage.ts';

/** What all commands share: how they print, how they warn, how they end, and what an error looks like. */
export abstract class BaseCommand extends Command {
  static override baseFlags: Interfaces.FlagInput = {json: jsonFlag};

  /** What an interruption leaves behind, and how to go on. */
  protected abstract readonly ifInterrupted: string;

  /** Whether each run of it is written down in the log of runs (`LSE_LOG`). */
  protected readonly isLogged: boolean = false;

  /** The outcome of its run; the command adds facts to it. */
  protected readonly runLog = new RunLog();

  #code = 0;

  /** Sets the exit code of a run that finished its work without success. It counts once everything is written. */
  protected conclude(code: number): void {
    this.#code = code;
  }

  /** Prints what the command is for; under `--json` the returned value is printed instead. */
  protected async print(text: string): Promise<void> {
    this.runLog.enter('write');
    if (!this.jsonEnabled()) await writeReport(text);
  }

  /** The same for a text that says what to do: commands in it have the flags that were given. */
  protected printAdvice(text: string): Promise<void> {
    return this.print(withGivenFlags(text));
  }

  /** Prints at once, in either form, for a command that has something to do after it. */
  protected async printEither(text: () => string, result: () => unknown): Promise<void> {
    await writeReport(this.jsonEnabled() ? jsonText(result()) : text());
  }

  protected async warnUnreadable(files: readonly UnreadableFile[]): Promise<void> {
    const lines = unreadableNotice(files);
    if (lines.length > 0) await writeNotice(...lines);
  }

  /** Says what lies in the tree and was not looked at, which nobody would notice otherwise. */
  protected async warnPassedOver(found: readonly PassedOver[]): Promise<void> {
    const lines = passedOverNotice(found);
    if (lines.length > 0) await writeNotice(...lines);
  }

  /**
   * oclif calls this and returns its result. oclif's own version would print JSON past the one place that writes, and would resolve
   * with what `run` returned, not with the outcome of the run.
   */
  protected override async _run<T>(): Promise<T> {
    if (!this.isLogged) return (await this.#runToTheEnd()) as T;
    const subject = {version: this.config.version, command: this.#words(), args: this.argv};
    return (await loggedRun(subject, this.runLog, () => this.#runToTheEnd())) as T;
  }

  async #runToTheEnd(): Promise<Outcome> {
    announceCommand({id: this.id ?? '', args: this.argv}, this.config);
    announceConsequence(this.ifInterrupted);
    const before = bytesPrinted();
    try {
      await this.init();
      requireWorkingDirectory();
      const result: unknown = await this.run();
      if (result !== undefined && this.jsonEnabled()) await writeReport(jsonText(result));
      return this.#code;
    } catch (error) {
      await this.#tell(error, {isFirst: bytesPrinted() === before});
      return null;
    }
  }

  /** Prints on stderr and, under `--json`, also on stdout, unless a document is there already: a second one would be no JSON. */
  async #tell(thrown: unknown, {isFirst}: {readonly isFirst: boolean}): Promise<void> {
    const command = `${this.config.bin} ${this.#words()}`;
    const error = wrongUsage(thrown, {command, flags: this.#flags(), args: this.argv}) ?? thrown;
    const told = toldError(error, command);
    const [line = '', ...frames] = errorNotice(error, told);
    this.runLog.note({error: {code: codeOf(error), message: line}});
    if (isInterrupted()) return;
    if (isFirst && wantsJson(this.argv)) await writeReport(errorJson(told)).catch(() => {});
    await writeNotice(line, ...frames);
  }

  #flags(): FlagKinds {
    return this.config.findCommand(this.id ?? '')?.flags ?? {};
  }

  #words(): string {
    return this.id?.replaceAll(':', ' ') ?? '';
  }
}

function jsonText(result: unknown): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}

function codeOf(error: unknown): string | null {
  const {code} = (error ?? {}) as {code?: unknown};
  return typeof code === 'string' ? code : null;
}

/** @throws LseError if the directory was deleted: then no relative path leads anywhere */
function requireWorkingDirectory(): void {
  try {
    process.cwd();
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw new LseError('LSE_USAGE', `The working directory cannot be found (${code}).`, 'Go to another with: cd DIR', {
      cause: error,
    });
  }
}
