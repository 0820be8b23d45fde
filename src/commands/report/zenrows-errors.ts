import {accessNotice} from '../../cli/access-notice.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {
  backendFlag,
  cacheFlag,
  databaseUrlFlag,
  dataDirFlag,
  excludeProjectFlag,
  projectFlag,
  rangeFlags,
} from '../../cli/flags.ts';
import {noRecordsNotice} from '../../cli/no-records-notice.ts';
import {parseProject, parseRange} from '../../cli/scope.ts';
import {readSettings} from '../../cli/settings.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {type ErrorReport, errorReport} from '../../core/error-report.ts';
import {formatErrorsCsv} from '../../format/zenrows-errors-csv.ts';

export default class ZenrowsErrors extends BaseCommand {
  static override summary = 'Count the traces of each date, and those in which a scraper run failed.';
  static override description =
    'Prints CSV: Date, Total Traces, Zenrows Errors, Error Rate. The output is the same to the byte whichever backend answers.';
  static override examples = [
    {description: 'One date, all projects together', command: '<%= config.bin %> <%= command.id %> --date 2025-09-13'},
    {
      description: 'A range of dates of one project, from the database',
      command:
        '<%= config.bin %> <%= command.id %> --from 2025-09-13 --to 2025-09-15 --project my-project --backend db',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    ...rangeFlags,
    project: projectFlag,
    'exclude-project': excludeProjectFlag,
    backend: backendFlag,
    cache: cacheFlag,
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted = 'Nothing was changed. Ask for the report again.';

  async run(): Promise<ErrorReport> {
    const {flags} = await this.parse(ZenrowsErrors);
    const range = parseRange(flags);
    const project = parseProject(flags.project);
    const settings = await readSettings(flags);
    const report = await this.withReportSource(settings, async (source) => {
      const answered = await errorReport(source, {project, ...range});
      await this.warnUnreadable(source.unreadableFiles());
      await this.warnPassedOver(source.passedOver());
      await writeNotice(...accessNotice(project, source.visibleProjects));
      if (answered.records === 0) await writeNotice(await noRecordsNotice(source, project, range));
      return answered;
    });
    await this.print(formatErrorsCsv(report));
    return report;
  }
}
