import {projectFlag} from '../cli/flags.ts';
import {overviewOf} from '../cli/rollout/overview-facts.ts';
import {RolloutCommand, rolloutFlags} from '../cli/rollout/rollout-command.ts';
import {withRunnableNext} from '../cli/rollout/runnable-next.ts';
import {parseProject} from '../cli/scope.ts';
import {formatOverview} from '../rollout/formats/overview-text.ts';
import type {Overview} from '../rollout/overview.ts';

export default class Status extends RolloutCommand {
  static override summary = 'Show both sides at a glance, by project.';
  static override description =
    'Shows for each project: what the files and the database have and of which dates, when it was loaded last, who answers its reports, and how many of the comparisons that count were the same. It lists directories, counts rows and reads the ledger; it reads no document. If a side cannot be asked, the output says why, and shows ?.';
  static override examples = [
    {description: 'All projects', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'For another program', command: '<%= config.bin %> <%= command.id %> --project my-project --json'},
  ];
  static override enableJsonFlag = true;
  static override flags = {project: projectFlag, ...rolloutFlags};

  protected override readonly ifInterrupted = 'Nothing was changed. Ask again with: lse status';

  async run(): Promise<Overview> {
    const {flags} = await this.parse(Status);
    const project = parseProject(flags.project);
    const overview = await overviewOf(await this.open(flags), project);
    await this.printAdvice(formatOverview(overview));
    return {...overview, projects: overview.projects.map(withRunnableNext)};
  }
}
