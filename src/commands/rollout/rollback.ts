import {Flags} from '@oclif/core';
import {type ActResult, projectArg, requireProject, rolloutFlags} from '../../cli/rollout/rollout-command.ts';
import {StageMoveCommand, stageMoveFlags} from '../../cli/rollout/stage-move-command.ts';
import {shellWord} from '../../core/shell-word.ts';
import {rollback} from '../../rollout/intent/promotion.ts';
import {stageNames} from '../../rollout/stage.ts';

export default class Rollback extends StageMoveCommand {
  static override summary = 'Move a project back, at once.';
  static override description =
    'Changes one value of lse.rollout.yaml. It asks neither the gate nor the database nor the ledger. The next report is printed from the files.';
  static override examples = [
    {description: 'Back to the files', command: '<%= config.bin %> <%= command.id %> my-project'},
    {
      description: 'One step back, with a reason for the history',
      command: '<%= config.bin %> <%= command.id %> my-project --to shadow --reason "slow since Monday"',
    },
  ];
  static override enableJsonFlag = true;
  static override args = {project: projectArg};
  static override flags = {
    to: Flags.option({description: 'The stage to go back to.', options: stageNames, default: 'file' as const})(),
    ...stageMoveFlags,
    ...rolloutFlags,
  };

  async run(): Promise<ActResult> {
    const {args, flags} = await this.parse(Rollback);
    const project = requireProject(args.project);
    const rollout = await this.open(flags, {requiresFile: false});
    const move = await this.move(rollout, {project, isPreview: flags.print}, (request) =>
      rollback({...request, to: flags.to}),
    );
    if (flags.print) return this.preview(project, move);
    const message = await this.printLine(`Rolled ${project} back from ${move.from} to ${move.to} in ${move.path}.`);
    if (move.from === 'complete' && !(await rollout.hasFiles(project))) {
      await this.warnOf(
        `The files have nothing of '${project}', so its reports are empty. Put the archive back, or write the files with: lse db export --out DIR --project ${shellWord(project)}`,
      );
    }
    const reason = this.reasonOf(flags.reason);
    const act = await this.record(rollout, {kind: 'rolled back', project, from: move.from, to: move.to, reason});
    return this.result(project, act, message);
  }
}
