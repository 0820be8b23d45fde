import {Args, Flags} from '@oclif/core';
import {jsonFlag, rangeFlags} from '../../cli/flags.ts';
import {ReportCommand, reportSourceFlags} from '../../cli/report-command.ts';
import {findReport} from '../../cli/report-files.ts';
import {reportDirectories, reportsDirFlag} from '../../cli/report-flags.ts';
import {parseProject, parseRange} from '../../cli/scope.ts';
import {readSettings} from '../../cli/settings.ts';
import {compileReport} from '../../core/reports/compiled-report.ts';
import {formatTable, tableFormats} from '../../format/table/format.ts';
import {tableRequest} from '../../rollout/serving/request.ts';

export default class Run extends ReportCommand {
  static override summary = 'Print a report that is defined in a file.';
  static override description =
    'A report is a YAML file that says what is counted, by which keys, and which measures are its columns (docs/reports.md). Some come with lse. Every backend prints the same bytes.';
  static override examples = [
    {
      description: 'A report that comes with lse',
      command: '<%= config.bin %> <%= command.id %> errors-by-step --date 2025-09-13',
    },
    {
      description: 'Your own one, from the database, as a table to read',
      command:
        '<%= config.bin %> <%= command.id %> reports/slow-steps.yaml --from 2025-09-13 --to 2025-09-15 --backend db --format text',
    },
  ];
  static override args = {
    report: Args.string({description: 'Name of a report, or path of its file.', required: true}),
  };
  static override flags = {
    ...rangeFlags,
    format: Flags.option({description: 'How to print it.', options: tableFormats, default: 'csv' as const})(),
    json: jsonFlag,
    mask: Flags.boolean({description: 'Print credentials as ***.', default: true, allowNo: true}),
    'reports-dir': reportsDirFlag,
    ...reportSourceFlags,
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Run);
    const range = parseRange(flags);
    const project = parseProject(flags.project);
    const settings = await readSettings(flags);
    const definition = await findReport(args.report, reportDirectories(settings));
    await this.serveReport(settings, flags, {
      request: tableRequest(compileReport(definition), {project, ...range}),
      hasRecords: ({records}) => records > 0,
      text: (table) => formatTable(table, flags.json ? 'json' : flags.format, {mask: flags.mask}),
      counts: ({records}) => ({records}),
    });
  }
}
