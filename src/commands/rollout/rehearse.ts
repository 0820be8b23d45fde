import {dateFlag} from '../../cli/flags.ts';
import type {Rollout} from '../../cli/rollout/rollout.ts';
import {
  type ActResult,
  projectArg,
  RolloutCommand,
  requireProject,
  rolloutFlags,
} from '../../cli/rollout/rollout-command.ts';
import {parseDate} from '../../cli/scope.ts';
import {servingRules} from '../../cli/serving-rules.ts';
import {candidateSide, controlSide} from '../../cli/sources.ts';
import type {CalendarDate} from '../../core/calendar-date.ts';
import {UsageError} from '../../core/errors.ts';
import {formatTable} from '../../format/table/format.ts';
import {rehearse} from '../../rollout/serving/rehearsal.ts';
import {errorsRequest} from '../../rollout/serving/request.ts';

export default class Rehearse extends RolloutCommand {
  static override summary = 'Check that the files answer when the database is away.';
  static override description =
    'Prints zenrows-errors of one date as it would be printed at stage db with the database gone, and compares it with what the files print by themselves. The database is not touched. The gate asks for such a rehearsal before stage db.';
  static override examples = [
    {description: 'By the newest date of the files', command: '<%= config.bin %> <%= command.id %> my-project'},
  ];
  static override enableJsonFlag = true;
  static override args = {project: projectArg};
  static override flags = {date: dateFlag, ...rolloutFlags};

  protected override readonly ifInterrupted = 'Nothing was changed. Rehearse again with: lse rollout rehearse PROJECT';

  async run(): Promise<ActResult> {
    const {args, flags} = await this.parse(Rehearse);
    const project = requireProject(args.project);
    const rollout = await this.open(flags);
    const {settings} = rollout;
    const control = controlSide(settings, null);
    const date = flags.date === undefined ? await newestDate(rollout, project) : parseDate(flags.date);
    const {maxFileBytes, excludedProjects} = settings;
    const {succeeded, fault, milliseconds, bytes} = await rehearse({
      request: errorsRequest({project, from: date, to: date}),
      control,
      candidate: candidateSide(settings),
      settings: {maxFileBytes, excludedProjects},
      rules: servingRules(settings, {isStrict: false, secondHoldWithinDays: 0}),
      text: (table) => formatTable(table, 'csv', {mask: true}),
    });
    const reason = succeeded ? `${date}, ${Math.round(milliseconds ?? 0)} ms` : `${date}: ${fault}`;
    const act = await this.record(rollout, {kind: 'rehearsed', project, reason, succeeded});
    if (succeeded) {
      const message = await this.printLine(
        `With the database away the files printed zenrows-errors of ${date} in ${Math.round(milliseconds ?? 0)} ms: the same ${bytes} bytes.`,
      );
      return this.result(project, act, message);
    }
    this.conclude(1);
    return this.result(project, act, await this.printLine(`The rehearsal failed: ${fault}`));
  }
}

/** @throws UsageError if the files have nothing of the project */
async function newestDate(rollout: Rollout, project: string): Promise<CalendarDate> {
  const {control} = await rollout.days();
  const dates = (control ?? []).filter((day) => day.project === project).map(({date}) => date);
  const newest = dates.sort().at(-1);
  if (newest !== undefined) return newest;
  throw new UsageError(
    `The files have no date of '${project}' that could be printed.`,
    'See what there is with: lse rollout status',
  );
}
