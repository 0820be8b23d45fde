import {Flags} from '@oclif/core';
import {requestOf} from '../../cli/rollout/queued-report.ts';
import {RolloutCommand, rolloutFlags} from '../../cli/rollout/rollout-command.ts';
import {servingRules} from '../../cli/serving-rules.ts';
import {candidateSide, controlSide} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {drainQueue} from '../../rollout/serving/queue.ts';

interface DrainResult {
  /** How many of the questions had each outcome. */
  readonly outcomes: Awaited<ReturnType<typeof drainQueue>>['outcomes'];
  readonly left: number;
}

export default class Drain extends RolloutCommand {
  static override summary = 'Compare the questions that reports wrote down.';
  static override description =
    'With LSE_SHADOW=queue a report at stage shadow writes its question down and compares nothing. This compares them, the oldest first, as many as the budget allows.';
  static override examples = [
    {description: 'Up to a hundred', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'A few at a time, from a timer', command: '<%= config.bin %> <%= command.id %> --most 10'},
  ];
  static override enableJsonFlag = true;
  static override flags = {
    most: Flags.integer({description: 'At most this many questions.', default: 100, min: 1, max: 10_000}),
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted =
    'A question that was under way is lost; the others are still written down.';

  async run(): Promise<DrainResult> {
    const {flags} = await this.parse(Drain);
    const rollout = await this.open(flags);
    const {settings} = rollout;
    const {maxFileBytes, excludedProjects, shadowLimit} = settings;
    const {outcomes, left} = await drainQueue(
      {
        control: controlSide(settings, null),
        candidate: candidateSide(settings),
        withLedger: rollout.withLedger,
        settings: {maxFileBytes, excludedProjects},
        budget: servingRules(settings, {isStrict: false, secondHoldWithinDays: 0}).budget,
        limit: shadowLimit,
        say: (line) => writeNotice(line),
        requestOf: (question) => requestOf(question, settings),
      },
      flags.most,
    );
    const lines = Object.entries(outcomes).map(([outcome, count]) => `${outcome}: ${count}\n`);
    await this.print(lines.length === 0 ? 'No question was waiting.\n' : lines.join(''));
    if (left > 0) await writeNotice(`${left} more are left, because the database needs a pause. Continue in a minute.`);
    return {outcomes, left};
  }
}
