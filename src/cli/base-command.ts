import {Command, type Interfaces} from '@oclif/core';
import {LseError} from '../core/errors.ts';
import type {ReportSource, UnreadableFile} from '../core/report-source.ts';
import {maskSecrets} from '../format/masking.ts';
import type {Settings} from './settings.ts';
import {configuredSource, withSource} from './sources.ts';
import {writeNotice, writeReport} from './terminal.ts';
import {unreadableNotice} from './unreadable-notice.ts';

/** Beside the embedded database; may be deleted at any time. */
const CACHE_DIRECTORY = '.lse/cache';

/** What all commands share: how they print, how they warn, and what an error looks like. */
export abstract class BaseCommand extends Command {
  /** The exit code of an error. `compare` keeps 1 for "different" and uses 2. */
  protected readonly troubleCode: number = 1;

  /** Prints what the command is for; under `--json` oclif prints the returned value instead. */
  protected async print(text: string): Promise<void> {
    if (!this.jsonEnabled()) await writeReport(text);
  }

  /** Runs `work` on what answers reports: files are read with the cache of the working directory, unless it is unwanted. */
  protected withReportSource<T>(settings: Settings, work: (source: ReportSource) => Promise<T>): Promise<T> {
    const cache = settings.cache ? {directory: CACHE_DIRECTORY, version: this.config.version} : null;
    return withSource(configuredSource(settings), settings, work, cache);
  }

  protected async warnUnreadable(files: readonly UnreadableFile[]): Promise<void> {
    const lines = unreadableNotice(files);
    if (lines.length > 0) await writeNotice(...lines);
  }

  protected override async catch(error: Interfaces.CommandError): Promise<void> {
    if (isHelpExit(error)) throw error;
    process.exitCode = this.troubleCode;
    await writeNotice(...this.describe(error));
  }

  private describe(error: Interfaces.CommandError): string[] {
    const stack =
      process.env.LSE_DEBUG === '1' && error.stack !== undefined
        ? error.stack.split('\n').slice(1).map(maskSecrets)
        : [];
    if (error instanceof LseError) return [`Error: ${error.message} ${error.hint}`, ...stack];
    if ('oclif' in error) return [`Error: ${maskSecrets(sentence(error.message))} See: ${this.usage()}`, ...stack];
    return [
      `Error: Something unforeseen went wrong: ${maskSecrets(sentence(error.message))} See the stack with: LSE_DEBUG=1 ${this.usage()}`,
      ...stack,
    ];
  }

  private usage(): string {
    return `${this.config.bin} ${this.id?.replaceAll(':', ' ') ?? ''} --help`;
  }
}

/** `--help` leaves by an error of its own with code 0. */
function isHelpExit(error: Interfaces.CommandError): boolean {
  return 'oclif' in error && (error as {oclif?: {exit?: number}}).oclif?.exit === 0;
}

/** oclif's messages come over several lines and point to `--help` themselves. */
function sentence(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('See more help'));
  const text = lines.map((line) => line.trim()).join(' ');
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
