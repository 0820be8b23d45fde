import {BaseCommand} from '../../cli/base-command.ts';
import {readReportFiles} from '../../cli/report-files.ts';
import {reportDirectories, reportsDirFlag} from '../../cli/report-flags.ts';
import {readSettings} from '../../cli/settings.ts';
import {formatReportList, type ListedReport} from '../../format/report-list.ts';

export default class List extends BaseCommand {
  static override summary = 'List all reports.';
  static override description =
    'Lists the reports that are built in, those that come with lse as definitions, and those of your directory of reports.';
  static override examples = [
    {description: 'All reports', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'For another program', command: '<%= config.bin %> <%= command.id %> --json'},
  ];
  static override enableJsonFlag = true;
  static override flags = {'reports-dir': reportsDirFlag};

  protected override readonly ifInterrupted = 'Nothing was changed. List them again with: lse report list';

  async run(): Promise<ListedReport[]> {
    const {flags} = await this.parse(List);
    const settings = await readSettings(flags);
    const files = await readReportFiles(reportDirectories(settings));
    const defined = files.map(
      ({path, isShipped, report}): ListedReport => ({
        name: report?.definition.name ?? path,
        title: report?.definition.title ?? `wrong; see: lse report check ${path}`,
        from: isShipped ? 'lse' : path,
        valid: report !== null,
      }),
    );
    const listed = [DETAIL, ...defined];
    await this.print(formatReportList(listed));
    return listed;
  }
}

/** The one report that is code: it prints a tree, not a table. */
const DETAIL: ListedReport = {
  name: 'zenrows-detail',
  title: 'The failed scraper runs of a date; see: lse report zenrows-detail',
  from: 'lse',
  valid: true,
};
