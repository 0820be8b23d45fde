import {Flags} from '@oclif/core';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {maskSecrets} from '../../format/masking.ts';
import {patchOf} from '../../rollout/intent/patch.ts';
import type {StageMove, StageRequest} from '../../rollout/intent/promotion.ts';
import {today} from '../today.ts';
import type {Rollout} from './rollout.ts';
import {type ActResult, RolloutCommand} from './rollout-command.ts';

export const stageMoveFlags = {
  reason: Flags.string({description: 'Why, for the history.', helpValue: 'TEXT'}),
  print: Flags.boolean({description: 'Print the change as a patch, and make none.'}),
};

/** What all commands share that move a project up or down in the rollout file. */
export abstract class StageMoveCommand extends RolloutCommand {
  protected override readonly ifInterrupted =
    'The file is as it was, or changed as a whole. See with: lse rollout status';

  /** Changes the file, or prints the change and makes none. */
  protected async move(
    rollout: Rollout,
    {project, isPreview}: {readonly project: string; readonly isPreview: boolean},
    change: (request: StageRequest) => Promise<StageMove>,
  ): Promise<StageMove> {
    const move = await change({path: rollout.file, project, today: today(), isPreview});
    if (isPreview) await this.print(patchOf(move.path, move));
    else rollout.forgetIntent();
    return move;
  }

  /** The result of `--print`. */
  protected preview(project: string, move: StageMove): ActResult {
    const message = `Would move ${project} from ${move.from} to ${move.to} in ${move.path}.`;
    return {...this.result(project, null, escapeControlCharacters(message)), patch: patchOf(move.path, move)};
  }

  /** The reason from the flag, as the history keeps it. */
  protected reasonOf(reason: string | undefined): string | null {
    return reason === undefined ? null : maskSecrets(reason);
  }
}
