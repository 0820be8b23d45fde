import {rangeFlags} from '../../cli/flags.ts';
import {ReportCommand, reportSourceFlags} from '../../cli/report-command.ts';
import {parseProject, parseRange} from '../../cli/scope.ts';
import {readSettings} from '../../cli/settings.ts';
import {errorReport} from '../../core/reports/zenrows-errors.ts';
import {formatTable} from '../../format/table/format.ts';
import {errorsRequest} from '../../rollout/serving/request.ts';

export default class ZenrowsErrors extends ReportCommand {
  static override summary = 'Count the traces of each date, and those in which a scraper run failed.';
  static override description =
    'Prints CSV: Date, Total Traces, Zenrows Errors, Error Rate. Every backend prints the same bytes.';
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
    ...reportSourceFlags,
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(ZenrowsErrors);
    const range = parseRange(flags);
    const project = parseProject(flags.project);
    const settings = await readSettings(flags);
    await this.serveReport(settings, flags, {
      request: errorsRequest({project, ...range}),
      hasRecords: ({records}) => records > 0,
      text: (table) => formatTable(table, 'csv', {mask: true}),
      counts: (table) => ({
        records: table.records,
        failing: errorReport(table).rows.reduce((sum, {zenrowsErrors}) => sum + zenrowsErrors, 0),
      }),
      result: errorReport,
    });
  }
}
