import {Flags} from '@oclif/core';
import {rangeFlags} from '../../cli/flags.ts';
import {
  type ActResult,
  newId,
  projectArg,
  RolloutCommand,
  requireProject,
  rolloutFlags,
} from '../../cli/rollout/rollout-command.ts';
import {parseOptionalRange} from '../../cli/scope.ts';
import {maskSecrets} from '../../format/masking.ts';

export default class Hold extends RolloutCommand {
  static override summary = 'Serve a project, or some of its days, from the files for now.';
  static override description =
    'Writes a hold into the ledger and leaves lse.rollout.yaml as it is. While the hold is open, the files are printed and the database is compared.';
  static override examples = [
    {
      description: 'The whole project',
      command: '<%= config.bin %> <%= command.id %> my-project --reason "counts look odd"',
    },
    {
      description: 'One day',
      command: '<%= config.bin %> <%= command.id %> my-project --date 2025-09-13 --reason "half a load"',
    },
  ];
  static override enableJsonFlag = true;
  static override args = {project: projectArg};
  static override flags = {
    ...rangeFlags,
    reason: Flags.string({description: 'Why, for the history.', helpValue: 'TEXT', required: true}),
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted = 'The hold is written or not. See with: lse rollout status';

  async run(): Promise<ActResult> {
    const {args, flags} = await this.parse(Hold);
    const project = requireProject(args.project);
    const days = parseOptionalRange(flags);
    const rollout = await this.open(flags);
    const reason = maskSecrets(flags.reason);
    const wanted = {
      id: newId(),
      project,
      days,
      reason,
      since: new Date().toISOString(),
      fingerprint: null,
      // A hold by hand is the act of a person, and so is its release.
      needsPerson: false,
    };
    const held = await rollout.withLedger((ledger) => ledger.hold(wanted));
    const what = days === null ? project : `${project} from ${days.from} to ${days.to}`;
    if (held.id !== wanted.id) {
      const message = await this.printLine(`Held already since ${held.since}: ${held.reason}`);
      return this.result(project, null, message);
    }
    const message = await this.printLine(`Holds ${what}: the files answer until it is released.`);
    return this.result(project, await this.record(rollout, {kind: 'held', project, reason}), message);
  }
}
