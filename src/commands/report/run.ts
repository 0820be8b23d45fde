import {Args, Flags} from '@oclif/core';
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
import {findReport} from '../../cli/report-files.ts';
import {reportDirectories, reportsDirFlag} from '../../cli/report-flags.ts';
import {parseProject, parseRange} from '../../cli/scope.ts';
import {readSettings} from '../../cli/settings.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {compileReport} from '../../core/reports/compiled-report.ts';
import {reportTable} from '../../core/reports/report-table.ts';
import {formatTable, tableFormats} from '../../format/table/format.ts';

export default class Run extends BaseCommand {
  static override summary = 'Print a report that is defined in a file.';
  static override description =
    'A report is a YAML file: what is counted, by which keys, and which measures stand in its columns (docs/reports.md). Some come with lse. The output is the same to the byte whichever backend answers.';
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
    project: projectFlag,
    format: Flags.option({description: 'How to print it.', options: tableFormats, default: 'csv' as const})(),
    mask: Flags.boolean({description: 'Print credentials as ***.', default: true, allowNo: true}),
    'reports-dir': reportsDirFlag,
    'exclude-project': excludeProjectFlag,
    backend: backendFlag,
    cache: cacheFlag,
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted = 'Nothing was changed. Ask for the report again.';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Run);
    const range = parseRange(flags);
    const project = parseProject(flags.project);
    const settings = await readSettings(flags);
    const definition = await findReport(args.report, reportDirectories(settings));
    const table = await this.withReportSource(settings, async (source) => {
      const answered = await reportTable(source, compileReport(definition), {project, ...range});
      await this.warnUnreadable(source.unreadableFiles());
      await this.warnPassedOver(source.passedOver());
      await writeNotice(...accessNotice(project, source.visibleProjects));
      if (answered.records === 0) await writeNotice(await noRecordsNotice(source, project, range));
      return answered;
    });
    await this.print(formatTable(table, flags.format, {mask: flags.mask}));
  }
}
