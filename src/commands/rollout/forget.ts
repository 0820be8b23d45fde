import {Flags} from '@oclif/core';
import {projectArg, RolloutCommand, requireProject, rolloutFlags} from '../../cli/rollout/rollout-command.ts';

export default class Forget extends RolloutCommand {
  static override summary = 'Delete what the ledger has about a project.';
  static override description =
    'Its comparisons, mismatches, holds and acts. Nothing of the files, of the database or of lse.rollout.yaml. Without --apply it only says how much there is.';
  static override examples = [
    {description: 'What there is', command: '<%= config.bin %> <%= command.id %> my-project'},
    {description: 'Delete it', command: '<%= config.bin %> <%= command.id %> my-project --apply'},
  ];
  static override args = {project: projectArg};
  static override flags = {
    apply: Flags.boolean({description: 'Do it, instead of only saying what would be deleted.'}),
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted = 'All of it is deleted or nothing. See with: lse rollout history';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Forget);
    const project = requireProject(args.project);
    const rollout = await this.open(flags);
    if (!flags.apply) {
      const entries = await rollout.withLedger((ledger) => ledger.entries({project}));
      await this.printLine(`The ledger has ${count(entries.length)} of ${project}. Delete them with --apply.`);
      return;
    }
    const deleted = await rollout.withLedger((ledger) => ledger.forget(project));
    await this.printLine(`Deleted ${count(deleted)} of ${project} from the ledger.`);
    await this.record(rollout, {kind: 'forgotten', project});
  }
}

function count(entries: number): string {
  return `${entries} ${entries === 1 ? 'comparison' : 'comparisons'}`;
}
