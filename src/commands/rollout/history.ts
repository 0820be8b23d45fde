import {Args, Flags} from '@oclif/core';
import {RolloutCommand, requireProject, rolloutFlags} from '../../cli/rollout/rollout-command.ts';
import {formatHistoryCsv, formatHistoryJson, type RolloutHistory} from '../../rollout/formats/history.ts';
import {formatHistoryText} from '../../rollout/formats/history-text.ts';

const formats = {text: formatHistoryText, json: formatHistoryJson, csv: formatHistoryCsv} as const;

export default class History extends RolloutCommand {
  static override summary = 'Say what was compared and what was done.';
  static override description =
    'Prints the trend of parity by day, the mismatches that were seen with their explanations, and what was done, of one project or of all.';
  static override examples = [
    {description: 'Of one project', command: '<%= config.bin %> <%= command.id %> my-project'},
    {description: 'Of all, for a spreadsheet', command: '<%= config.bin %> <%= command.id %> --format csv'},
  ];
  static override args = {
    project: Args.string({description: 'Name of the project. [default: all]', required: false}),
  };
  static override flags = {
    format: Flags.option({
      description: 'How to print it.',
      options: Object.keys(formats) as (keyof typeof formats)[],
      default: 'text' as const,
    })(),
    json: Flags.boolean({description: 'Print JSON, also of an error.', exclusive: ['csv']}),
    csv: Flags.boolean({description: 'The same as --format csv.'}),
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted = 'Nothing was changed. Ask again with: lse rollout history';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(History);
    const project = args.project === undefined ? null : requireProject(args.project);
    const rollout = await this.open(flags);
    const history = await rollout.withLedger(async (ledger): Promise<RolloutHistory> => {
      const of = project === null ? {} : {project};
      return {
        entries: await ledger.entries(of),
        acts: await ledger.acts(of),
        mismatches: await ledger.mismatches(project),
      };
    });
    const format = flags.json ? 'json' : flags.csv ? 'csv' : flags.format;
    await this.print(formats[format](history));
  }
}
