import {Flags} from '@oclif/core';
import {
  type ActResult,
  projectArg,
  RolloutCommand,
  requireProject,
  rolloutFlags,
} from '../../cli/rollout/rollout-command.ts';
import {UsageError} from '../../core/errors.ts';
import {maskSecrets} from '../../format/masking.ts';

export default class Release extends RolloutCommand {
  static override summary = 'Lift the holds of a project.';
  static override description =
    'From now on the project is served at its stage again. Only comparisons from now on are evidence for the gate.';
  static override examples = [
    {
      description: 'After a repair',
      command: '<%= config.bin %> <%= command.id %> my-project --reason "repaired 2025-09-13"',
    },
  ];
  static override enableJsonFlag = true;
  static override args = {project: projectArg};
  static override flags = {
    reason: Flags.string({description: 'Why, for the history.', helpValue: 'TEXT'}),
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted = 'The holds are lifted or not. See with: lse rollout status';

  async run(): Promise<ActResult> {
    const {args, flags} = await this.parse(Release);
    const project = requireProject(args.project);
    const rollout = await this.open(flags);
    const at = new Date().toISOString();
    const lifted = await rollout.withLedger((ledger) => ledger.release(project, at));
    if (lifted.length === 0) {
      throw new UsageError(`Nothing of '${project}' is held.`, 'See what is held with: lse rollout status');
    }
    const count = `${lifted.length} ${lifted.length === 1 ? 'hold' : 'holds'}`;
    const message = await this.printLine(
      `Lifted ${count} of ${project}; only what is compared from now on counts for the gate.`,
    );
    const reason = flags.reason === undefined ? null : maskSecrets(flags.reason);
    return this.result(project, await this.record(rollout, {kind: 'released', project, reason}), message);
  }
}
