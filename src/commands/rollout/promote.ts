import {Flags} from '@oclif/core';
import {type ActResult, projectArg, requireProject, rolloutFlags} from '../../cli/rollout/rollout-command.ts';
import {StageMoveCommand, stageMoveFlags} from '../../cli/rollout/stage-move-command.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {LseError, UsageError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {conditionText} from '../../rollout/gate/condition-text.ts';
import {decideGate} from '../../rollout/gate/verdict.ts';
import {promote} from '../../rollout/intent/promotion.ts';
import {parseShare} from '../../rollout/intent/share.ts';
import {stageNames} from '../../rollout/stage.ts';
import {gateQuestionOf} from '../../rollout/standing/project-standing.ts';

export default class Promote extends StageMoveCommand {
  static override summary = 'Move a project to its next stage, if the gate is open.';
  static override description =
    'Changes one value of lse.rollout.yaml and leaves the rest of the file as it is. If the gate is not open, nothing is changed, unless --force is given with a reason, which is recorded.';
  static override examples = [
    {description: 'To the next stage', command: '<%= config.bin %> <%= command.id %> my-project'},
    {
      description: 'Only the change, for a review',
      command: '<%= config.bin %> <%= command.id %> my-project --print',
    },
  ];
  static override enableJsonFlag = true;
  static override args = {project: projectArg};
  static override flags = {
    to: Flags.option({description: 'The stage to move to. [default: the next one]', options: stageNames})(),
    share: Flags.string({
      description: 'Share of the projects of the same entry, in steps of 0.01%.',
      helpValue: 'PERCENT',
    }),
    until: Flags.string({description: 'Last day on which it may stay there.', helpValue: 'YYYY-MM-DD'}),
    force: Flags.boolean({description: 'Overrule the gate.', dependsOn: ['reason']}),
    ...stageMoveFlags,
    ...rolloutFlags,
  };

  async run(): Promise<ActResult> {
    const {args, flags} = await this.parse(Promote);
    const project = requireProject(args.project);
    // It makes the file if there is none, even one that the settings name.
    const rollout = await this.open(flags, {requiresFile: false});
    const context = await rollout.context();
    const faults: string[] = [];
    const question = gateQuestionOf(
      await rollout.facts(project, (line) => faults.push(line)),
      context,
      flags.to ?? null,
    );
    const answer = decideGate(question);
    if (answer.state !== 'open' && flags.force !== true && !flags.print) {
      for (const fault of faults) await this.warnOf(fault);
      const unmet = answer.conditions.filter(({state}) => state !== 'met');
      await writeNotice(...unmet.map(conditionText));
      throw new LseError(
        'LSE_GATE',
        `The gate does not let '${project}' move to ${question.to}: it is ${answer.state}, since ${unmet.length} of ${answer.conditions.length} conditions ${unmet.length === 1 ? 'is' : 'are'} not met.`,
        `Look at each condition with: lse rollout gate ${shellWord(project)} --to ${question.to}`,
      );
    }
    const move = await this.move(rollout, {project, isPreview: flags.print}, (request) =>
      promote({
        ...request,
        to: question.to,
        ...(flags.share === undefined ? {} : {share: shareOf(flags.share)}),
        ...(flags.until === undefined ? {} : {until: flags.until}),
      }),
    );
    if (flags.print) return this.preview(project, move);
    const message = await this.printLine(`Promoted ${project} from ${move.from} to ${move.to} in ${move.path}.`);
    const act = await this.record(rollout, {
      kind: 'promoted',
      project,
      from: move.from,
      to: move.to,
      reason: this.reasonOf(flags.reason),
      forced: answer.state !== 'open',
    });
    return this.result(project, act, message);
  }
}

function shareOf(text: string): number {
  const share = parseShare(text);
  if (share !== null) return share;
  throw new UsageError(`'${text}' is no share.`, 'Write one in steps of 0.01%, such as: --share 2.5%');
}
