import {Flags} from '@oclif/core';
import {jsonFlag} from '../../cli/flags.ts';
import {changedRequirements} from '../../cli/rollout/changed-requirements.ts';
import {projectArg, RolloutCommand, requireProject, rolloutFlags} from '../../cli/rollout/rollout-command.ts';
import type {GateState} from '../../rollout/gate/gate.ts';
import {replayGate} from '../../rollout/gate/replay.ts';
import {formatGate, formatGateJson, formatReplay, formatReplayJson} from '../../rollout/gate/text.ts';
import {decideGate} from '../../rollout/gate/verdict.ts';
import {stageNames} from '../../rollout/stage.ts';
import {gateQuestionOf} from '../../rollout/standing/project-standing.ts';

const EXIT_CODES: Readonly<Record<GateState, number>> = {open: 0, closed: 1, undecided: 3};

export default class Gate extends RolloutCommand {
  static override summary = 'Say whether a project may move to its next stage.';
  static override description =
    'The gate is open if everything that it requires is met. With --dry-run other requirements are tried on the history, day by day.';
  static override examples = [
    {description: 'May it go on?', command: '<%= config.bin %> <%= command.id %> my-project'},
    {
      description: 'What would have been, had fewer days been asked for',
      command: '<%= config.bin %> <%= command.id %> my-project --dry-run --require days=3',
    },
  ];
  static override args = {project: projectArg};
  static override flags = {
    to: Flags.option({description: 'The stage to move to. [default: the next one]', options: stageNames})(),
    'dry-run': Flags.boolean({description: 'Try the requirements of --require on the history, and decide nothing.'}),
    require: Flags.string({
      description: 'A requirement to try, as the rollout file writes it; may be repeated.',
      helpValue: 'NAME=VALUE',
      multiple: true,
      dependsOn: ['dry-run'],
    }),
    json: jsonFlag,
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted = 'Nothing was decided. Ask again with: lse rollout gate PROJECT';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Gate);
    const project = requireProject(args.project);
    const rollout = await this.open(flags);
    const changes = changedRequirements(flags.require ?? []);
    const context = await rollout.context();
    const faults: string[] = [];
    const facts = await rollout.facts(project, (line) => faults.push(line));
    const question = gateQuestionOf(facts, context, flags.to ?? null);
    for (const fault of faults) await this.warnOf(fault);
    if (flags['dry-run']) {
      const days = replayGate(question, changes);
      await this.print(flags.json ? formatReplayJson(question, days) : formatReplay(days));
      return;
    }
    const answer = decideGate(question);
    if (flags.json) await this.print(formatGateJson(question, answer));
    else await this.printAdvice(formatGate(question, answer));
    this.conclude(EXIT_CODES[answer.state]);
  }
}
