import {randomUUID} from 'node:crypto';
import {Args} from '@oclif/core';
import {UsageError} from '../../core/errors.ts';
import {projectNameFault} from '../../core/project-name.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {maskSecrets} from '../../format/masking.ts';
import {eventOfAct} from '../../rollout/events/event.ts';
import type {Act} from '../../rollout/ledger/act.ts';
import {BaseCommand} from '../base-command.ts';
import {databaseUrlFlag, dataDirFlag} from '../flags.ts';
import {readSettings, type SettingFlags} from '../settings.ts';
import {writeNotice} from '../terminal.ts';
import {withGivenFlags} from '../usage/given-command.ts';
import {userName} from '../user-name.ts';
import {Rollout, type RolloutOptions} from './rollout.ts';
import {tellEvents} from './told-events.ts';
import {messageOf} from './written-down.ts';

/** Both sides of a rollout. */
export const rolloutFlags = {'data-dir': dataDirFlag, 'database-url': databaseUrlFlag};

export const projectArg = Args.string({name: 'project', description: 'Name of the project.', required: true});

/** The facts of an act that not every act has. */
export type ActFacts = Pick<Act, 'kind' | 'project'> &
  Partial<Pick<Act, 'from' | 'to' | 'reason' | 'forced' | 'succeeded'>>;

/** What `--json` prints for a command that does one thing about a project. */
export interface ActResult {
  readonly project: string;
  /** As the history has it; null if nothing was done. */
  readonly act: Act | null;
  /** What the text says. */
  readonly message: string;
  /** The change of the rollout file that `--print` was asked for; else null. */
  readonly patch: string | null;
}

/** What the commands about a rollout share. */
export abstract class RolloutCommand extends BaseCommand {
  protected async open(flags: SettingFlags, options: RolloutOptions = {}): Promise<Rollout> {
    return new Rollout(await readSettings(flags), options);
  }

  /** Prints a sentence: whatever the names in it hold, it is one line without a secret. */
  protected async printLine(sentence: string): Promise<string> {
    const line = withGivenFlags(escapeControlCharacters(maskSecrets(sentence)));
    await this.print(`${line}\n`);
    return line;
  }

  /** The result of a command that says one sentence, and did something or nothing. */
  protected result(project: string, act: Act | null, message: string): ActResult {
    return {project, act, message, patch: null};
  }

  /** Says which part of the ledger or of a side could not be read. */
  protected warnOf(line: string): Promise<void> {
    return writeNotice(`Warning: ${line}`);
  }

  /**
   * Writes an act down and tells those who asked to be told. Neither stops what was done already: rolling back works without the ledger,
   * and without a network.
   */
  protected async record(rollout: Rollout, facts: ActFacts): Promise<Act> {
    const act = actOf(facts);
    try {
      await rollout.withLedger((ledger) => ledger.note(act));
    } catch (error) {
      await this.warnOf(`It is done, and not in the ledger: ${messageOf(error)}`);
    }
    const event = eventOfAct(act);
    if (event !== null) await tellEvents(rollout, [event]);
    return act;
  }
}

/** @throws UsageError if the name cannot be a project's */
export function requireProject(name: string): string {
  const fault = projectNameFault(name);
  if (fault === null) return name;
  throw new UsageError(`Illegal project name '${name}': ${fault}.`, 'See the projects with: lse rollout status');
}

/** Unlike every other one. */
export function newId(): string {
  return randomUUID();
}

export function actOf({kind, project, from, to, reason, forced, succeeded}: ActFacts): Act {
  return {
    id: newId(),
    at: new Date().toISOString(),
    kind,
    project,
    by: userName(),
    from: from ?? null,
    to: to ?? null,
    reason: reason ?? null,
    forced: forced ?? false,
    succeeded: succeeded ?? true,
  };
}
