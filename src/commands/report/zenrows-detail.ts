import {Flags} from '@oclif/core';
import {dateFlag, jsonFlag, yesterdayFlag} from '../../cli/flags.ts';
import {ReportCommand, reportSourceFlags} from '../../cli/report-command.ts';
import {parseDay, parseProject} from '../../cli/scope.ts';
import {readSettings} from '../../cli/settings.ts';
import {errorTable} from '../../core/reports/zenrows-errors.ts';
import {formatDetailJson} from '../../format/zenrows-detail-json.ts';
import {formatDetailText} from '../../format/zenrows-detail-text.ts';
import {detailRequest} from '../../rollout/serving/request.ts';

export default class ZenrowsDetail extends ReportCommand {
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
    yesterday: yesterdayFlag,
    format: Flags.option({
      description: 'Text for people or JSON for programs.',
      options: ['text', 'json'] as const,
      default: 'text' as const,
    })(),
    json: jsonFlag,
    mask: Flags.boolean({description: 'Print credentials as ***.', default: true, allowNo: true}),
    ...reportSourceFlags,
  };

  async run(): Promise<void> {
    const {flags} = await this.parse(ZenrowsDetail);
    const date = parseDay(flags);
    const project = parseProject(flags.project);
    const settings = await readSettings(flags);
    const format = flags.json || flags.format === 'json' ? formatDetailJson : formatDetailText;
    await this.serveReport(settings, flags, {
      request: detailRequest(project, date),
      hasRecords: async ({totalErrors}, source) =>
        totalErrors > 0 || (await errorTable(source, {project, from: date, to: date})).records > 0,
      text: (report) => format(report, {mask: flags.mask}),
      counts: ({totalErrors}) => ({failing: totalErrors}),
    });
  }
}
