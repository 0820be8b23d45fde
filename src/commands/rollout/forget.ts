import {Flags} from '@oclif/core';
import {
  type ActResult,
  projectArg,
  RolloutCommand,
  requireProject,
  rolloutFlags,
} from '../../cli/rollout/rollout-command.ts';

export default class Forget extends RolloutCommand {
  static override summary = 'Delete what the ledger has about a project.';
  static override description =
    'Deletes its comparisons, mismatches, holds and acts. The files, the database and lse.rollout.yaml stay as they are. Without --apply it only says how much there is.';
  static override examples = [
    {description: 'What there is', command: '<%= config.bin %> <%= command.id %> my-project'},
    {description: 'Delete it', command: '<%= config.bin %> <%= command.id %> my-project --apply'},
  ];
  static override enableJsonFlag = true;
  static override args = {project: projectArg};
  static override flags = {
    apply: Flags.boolean({description: 'Delete it. Without this flag nothing is deleted.'}),
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted = 'All of it is deleted or nothing. See with: lse rollout history';

  async run(): Promise<ActResult> {
    const {args, flags} = await this.parse(Forget);
    const project = requireProject(args.project);
    const rollout = await this.open(flags);
    if (!flags.apply) {
      const entries = await rollout.withLedger((ledger) => ledger.entries({project}));
      const message = await this.printLine(
        `The ledger has ${count(entries.length)} of ${project}. Delete them with --apply.`,
      );
      return this.result(project, null, message);
    }
    const deleted = await rollout.withLedger((ledger) => ledger.forget(project));
    const message = await this.printLine(`Deleted ${count(deleted)} of ${project} from the ledger.`);
    return this.result(project, await this.record(rollout, {kind: 'forgotten', project}), message);
  }
}

function count(entries: number): string {
  return `${entries} ${entries === 1 ? 'comparison' : 'comparisons'}`;
}
