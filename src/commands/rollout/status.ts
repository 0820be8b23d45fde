import {Flags} from '@oclif/core';
import {jsonFlag, projectFlag} from '../../cli/flags.ts';
import {RolloutCommand, rolloutFlags} from '../../cli/rollout/rollout-command.ts';
import {withRunnableNext} from '../../cli/rollout/runnable-next.ts';
import {parseProject} from '../../cli/scope.ts';
import {prometheusText} from '../../rollout/formats/prometheus.ts';
import {formatStatusJson} from '../../rollout/formats/status-json.ts';
import {formatStatusText} from '../../rollout/formats/status-text.ts';
import {projectStatus} from '../../rollout/standing/project-standing.ts';
import type {RolloutStatus} from '../../rollout/status.ts';

const formats = {text: formatStatusText, json: formatStatusJson, prometheus: prometheusText} as const;

export default class Status extends RolloutCommand {
  static override summary = 'Say where every project stands, and what to do next.';
  static override description =
    'Shows for each project: its stage as intended and in force, parity and coverage with their denominators, latencies, the last mismatch, each condition of the gate that is not met, what is held, and the next command.';
  static override examples = [
    {description: 'All projects', command: '<%= config.bin %> <%= command.id %>'},
    {
      description: 'For the text-file collector of Prometheus',
      command: '<%= config.bin %> <%= command.id %> --format prometheus',
    },
  ];
  static override flags = {
    project: projectFlag,
    format: Flags.option({
      description: 'How to print it.',
      options: Object.keys(formats) as (keyof typeof formats)[],
      default: 'text' as const,
    })(),
    json: jsonFlag,
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted = 'Nothing was changed. Ask again with: lse rollout status';

  async run(): Promise<void> {
    const {flags} = await this.parse(Status);
    const project = parseProject(flags.project);
    const rollout = await this.open(flags);
    const context = await rollout.context();
    let fault: string | null = null;
    const noteFault = (line: string): void => {
      fault ??= line;
    };
    const names = project === null ? await rollout.projects() : [project];
    const facts = await rollout.factsOf(names, noteFault);
    const projects = facts.map((each) => projectStatus(each, context));
    const location = await rollout.withLedger(async (ledger) => ledger.location).catch(() => 'unknown');
    const status: RolloutStatus = {at: context.now, ledger: {location, fault}, projects};
    const format = flags.json ? 'json' : flags.format;
    if (format === 'text') await this.printAdvice(formats.text(status));
    else if (format === 'json') await this.print(formats.json({...status, projects: projects.map(withRunnableNext)}));
    else await this.print(formats[format](status));
  }
}
