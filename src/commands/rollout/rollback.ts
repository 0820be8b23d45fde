import {Flags} from '@oclif/core';
import {projectArg, RolloutCommand, requireProject, rolloutFlags} from '../../cli/rollout/rollout-command.ts';
import {today} from '../../cli/today.ts';
import {maskSecrets} from '../../format/masking.ts';
import {patchOf} from '../../rollout/intent/patch.ts';
import {rollback} from '../../rollout/intent/promotion.ts';
import {stageNames} from '../../rollout/stage.ts';

export default class Rollback extends RolloutCommand {
  static override summary = 'Move a project back, at once.';
  static override description =
    'Changes one value of lse.rollout.yaml. Asks nobody: neither the gate nor the database nor the ledger has a say. The next report is printed from the files.';
  static override examples = [
    {description: 'Back to the files', command: '<%= config.bin %> <%= command.id %> my-project'},
    {
      description: 'One step back, with a reason for the history',
      command: '<%= config.bin %> <%= command.id %> my-project --to shadow --reason "slow since Monday"',
    },
  ];
  static override args = {project: projectArg};
  static override flags = {
    to: Flags.option({description: 'The stage to go back to.', options: stageNames, default: 'file' as const})(),
    reason: Flags.string({description: 'Why, for the history.', helpValue: 'TEXT'}),
    print: Flags.boolean({description: 'Print the change as a patch, and make none.'}),
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted =
    'The file is as it was, or changed as a whole. See with: lse rollout status';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Rollback);
    const project = requireProject(args.project);
    const rollout = await this.open(flags, {requiresFile: false});
    const move = await rollback({
      path: rollout.file,
      project,
      today: today(),
      to: flags.to,
      isPreview: flags.print,
    });
    if (flags.print) {
      await this.print(patchOf(move.path, move));
      return;
    }
    await this.printLine(`Rolled ${project} back from ${move.from} to ${move.to} in ${move.path}.`);
    const reason = flags.reason === undefined ? null : maskSecrets(flags.reason);
    await this.record(rollout, {kind: 'rolled back', project, from: move.from, to: move.to, reason});
  }
}
