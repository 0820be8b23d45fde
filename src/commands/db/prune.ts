import {Flags} from '@oclif/core';
import {accessNotice} from '../../cli/access-notice.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {databaseUrlFlag, projectFlag} from '../../cli/flags.ts';
import {parsePruneScope} from '../../cli/prune-scope.ts';
import {readSettings} from '../../cli/settings.ts';
import {openDatabase} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import type {PruneReport} from '../../core/prune-report.ts';
import {formatPruneReport} from '../../format/prune-report.ts';

export default class Prune extends BaseCommand {
  static override summary = 'Delete old records from the database.';
  static override description =
    'Deletes every record before a date, in one transaction. In PostgreSQL a whole month goes as a partition, at once; the rest, and a single project, goes row by row. Without --apply it only says what would go. The files stay: a load of these dates brings the records back.';
  static override examples = [
    {description: 'What would go', command: '<%= config.bin %> <%= command.id %> --before 2025-01-01'},
    {description: 'Delete it', command: '<%= config.bin %> <%= command.id %> --before 2025-01-01 --apply'},
    {
      description: 'From a timer: the last 90 days stay, today included',
      command: '<%= config.bin %> <%= command.id %> --keep 90d --apply',
    },
    {
      description: 'One project alone',
      command: '<%= config.bin %> <%= command.id %> --before 2025-01-01 --project my-project --apply',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    before: Flags.string({
      description: 'First date that stays; what is before it goes.',
      helpValue: 'YYYY-MM-DD',
    }),
    keep: Flags.string({
      description: 'The last days or weeks in UTC stay, today included; what is before them goes.',
      helpValue: '90d|12w',
    }),
    project: projectFlag,
    apply: Flags.boolean({description: 'Do it. Without this flag nothing is deleted.'}),
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'The records go all together or not at all. See which are there with the same command without --apply.';

  async run(): Promise<PruneReport & {location: string}> {
    const {flags} = await this.parse(Prune);
    const scope = parsePruneScope(flags);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const report = await database.prune(scope, {apply: flags.apply});
    await writeNotice(...accessNotice(scope.project, report.visibleProjects));
    await this.print(formatPruneReport(database.location, report));
    return {location: database.location, ...report};
  }
}
