import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {type ReportFile, readReportFile, readReportFiles} from '../../cli/report-files.ts';
import {reportDirectories, reportsDirFlag} from '../../cli/report-flags.ts';
import {readSettings} from '../../cli/settings.ts';
import {formatReportCheck} from '../../format/report-check.ts';

interface CheckResult {
  /** `examples`: how many the definition has; 0 if the definition is wrong. */
  readonly files: readonly {readonly path: string; readonly faults: ReportFile['faults']; readonly examples: number}[];
}

export default class Check extends BaseCommand {
  static override summary = 'Check definitions of reports, and run their examples.';
  static override description = 'Names every fault with its line and column. Without a file it checks all reports.';
  static override examples = [
    {description: 'All reports', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'One file, wherever it lies', command: '<%= config.bin %> <%= command.id %> slow-steps.yaml'},
  ];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = {file: Args.string({description: 'Definitions to check.'})};
  static override flags = {'reports-dir': reportsDirFlag};

  protected override readonly ifInterrupted = 'Nothing was changed. Check again with: lse report check';

  async run(): Promise<CheckResult> {
    const {argv, flags} = await this.parse(Check);
    const settings = await readSettings(flags);
    const files = await filesOf(argv as string[], () => readReportFiles(reportDirectories(settings)));
    const checked = files.map(({path, report, faults}) => ({path, faults, examples: report?.examples.length ?? 0}));
    await this.print(formatReportCheck(checked));
    if (files.some(({faults}) => faults.length > 0)) this.conclude(1);
    return {files: checked};
  }
}

async function filesOf(paths: readonly string[], all: () => Promise<ReportFile[]>): Promise<ReportFile[]> {
  if (paths.length === 0) return all();
  const files: ReportFile[] = [];
  for (const path of paths) files.push(await readReportFile(path));
  return files;
}
