import {Flags} from '@oclif/core';
import {accessNotice} from '../../cli/access-notice.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {
  backendFlag,
  cacheFlag,
  databaseUrlFlag,
  dataDirFlag,
  dateFlag,
  excludeProjectFlag,
  projectFlag,
} from '../../cli/flags.ts';
import {noRecordsNotice} from '../../cli/no-records-notice.ts';
import {parseProject, parseRange} from '../../cli/scope.ts';
import {readSettings} from '../../cli/settings.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {detailReport} from '../../core/detail-report.ts';
import {formatDetailJson} from '../../format/zenrows-detail-json.ts';
import {formatDetailText} from '../../format/zenrows-detail-text.ts';

export default class ZenrowsDetail extends BaseCommand {
  static override summary = 'List the failed scraper runs of a date by symbol and trace.';
  static override description =
    'Credentials in URLs, secret query parameters and Bearer or Basic credentials are printed as ***.';
  static override examples = [
    {description: 'All projects together', command: '<%= config.bin %> <%= command.id %> --date 2025-09-13'},
    {
      description: 'One project as JSON, for another program',
      command: '<%= config.bin %> <%= command.id %> --date 2025-09-13 --project my-project --format json',
    },
  ];
  static override flags = {
    date: dateFlag,
    project: projectFlag,
    format: Flags.option({
      description: 'Text for people or JSON for programs.',
      options: ['text', 'json'] as const,
      default: 'text' as const,
    })(),
    mask: Flags.boolean({description: 'Print credentials as ***.', default: true, allowNo: true}),
    'exclude-project': excludeProjectFlag,
    backend: backendFlag,
    cache: cacheFlag,
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted = 'Nothing was changed. Ask for the report again.';

  async run(): Promise<void> {
    const {flags} = await this.parse(ZenrowsDetail);
    const range = parseRange(flags);
    const project = parseProject(flags.project);
    const settings = await readSettings(flags);
    const report = await this.withReportSource(settings, async (source) => {
      const answered = await detailReport(source, project, range.from);
      await this.warnUnreadable(source.unreadableFiles());
      await this.warnPassedOver(source.passedOver());
      await writeNotice(...accessNotice(project, source.visibleProjects));
      const [count] = answered.totalErrors > 0 ? [true] : await source.dailyCounts({project, ...range});
      if (count === undefined) await writeNotice(await noRecordsNotice(source, project, range));
      return answered;
    });
    const format = flags.format === 'json' ? formatDetailJson : formatDetailText;
    await this.print(format(report, {mask: flags.mask}));
  }
}
