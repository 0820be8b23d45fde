import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {readBlamed} from '../../cli/blamed-file.ts';
import {
  databaseUrlFlag,
  dataDirFlag,
  excludeProjectFlag,
  progressFlag,
  projectFlag,
  rangeFlags,
} from '../../cli/flags.ts';
import {boundMemory} from '../../cli/memory-bound.ts';
import {progressOf} from '../../cli/progress.ts';
import {retiredFault} from '../../cli/rollout/retired-projects.ts';
import {parseOptionalScope} from '../../cli/scope.ts';
import {readSettings, type Settings} from '../../cli/settings.ts';
import {openFrozenTree, openWritable, sourceOfTree} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {applyRepairs, findRepairs, type RepairOutcome, requireWhole} from '../../repair/database-repair.ts';
import type {RepairPlan} from '../../repair/repair-plan.ts';
import {formatRepair} from '../../repair/repair-text.ts';

/** What `--json` prints. `outcome` is null for a dry run. */
interface RepairDocument extends RepairPlan {
  readonly location: string;
  readonly outcome: RepairOutcome | null;
}

export default class Repair extends BaseCommand {
  static override summary = 'Make the database equal to the files, record by record.';
  static override description =
    'Verifies first. Then it rewrites exactly the records that differ from the files, whichever is newer, in one transaction, and verifies those again. Without --apply it only says what it would do. Records that the files do not have stay unless --prune is given. Even then those of a project that is complete or was retired stay, unless --project names it.';
  static override examples = [
    {description: 'What would be done', command: '<%= config.bin %> <%= command.id %>'},
    {
      description: 'Do it for one month, and delete what the files do not have',
      command: '<%= config.bin %> <%= command.id %> --from 2025-09-01 --to 2025-09-30 --prune --apply',
    },
    {
      description: 'Exactly what a comparison or a verification blamed',
      command: '<%= config.bin %> <%= command.id %> --blamed parity.json --apply',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    ...rangeFlags,
    project: projectFlag,
    'exclude-project': excludeProjectFlag,
    blamed: Flags.string({
      description: 'Only the records that this file names: the output of db verify or report compare with --json.',
      helpValue: 'FILE',
    }),
    apply: Flags.boolean({description: 'Do it. Without this flag nothing is changed.'}),
    prune: Flags.boolean({description: 'Delete records that the files do not have.'}),
    'discard-unreadable': Flags.boolean({
      description:
        'Also delete or overwrite records whose file cannot be read. The database has their only readable copy.',
    }),
    progress: progressFlag,
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'The records are repaired all together or not at all. See which differ with: lse db repair';

  async run(): Promise<RepairDocument> {
    const {flags} = await this.parse(Repair);
    boundMemory();
    const scope = parseOptionalScope(flags);
    const keys = flags.blamed === undefined ? null : await readBlamed(flags.blamed);
    const settings = await readSettings(flags);
    const tree = await openFrozenTree(settings.dataDir, settings, [scope]);
    const [control, database] = [await sourceOfTree(tree), await openWritable(settings.database, settings)];
    const options = {prune: flags.prune, discardUnreadable: flags['discard-unreadable']};
    const withProgress = progressOf(settings);
    const {plan} = await findRepairs(
      control,
      database,
      {scope, keys, excluded: settings.excludedProjects},
      options,
      withProgress,
    );
    await this.warnUnreadable(control.unreadableFiles());
    await this.warnPassedOver(control.passedOver());
    if (flags.prune) {
      requireWhole(control);
      await this.#requireNamed(plan, settings, {named: scope?.project ?? null, applies: flags.apply});
    }
    const outcome = flags.apply ? await applyRepairs(control, tree, database, plan.steps, withProgress) : null;
    await this.printAdvice(formatRepair(plan, {applied: flags.apply}));
    if (outcome !== null) await this.#conclude(outcome, plan);
    return {location: database.location, ...plan, outcome};
  }

  /** If a project no longer needs its files, a record that they lack is no extra. A user who names the project means it. */
  async #requireNamed(
    {steps}: RepairPlan,
    settings: Settings,
    {named, applies}: {readonly named: string | null; readonly applies: boolean},
  ): Promise<void> {
    if (named !== null) return;
    const extra = steps.filter(({kind, action}) => kind === 'extra' && action === 'delete');
    const fault = await retiredFault(settings, [...new Set(extra.map(({key}) => key.project))]);
    if (fault === null) return;
    if (applies) throw fault;
    await writeNotice(`Warning: With --apply this is refused. ${fault.message} ${fault.hint}`);
  }

  async #conclude({differing, changes}: RepairOutcome, {steps}: RepairPlan): Promise<void> {
    const verified = steps.length - differing.length;
    await this.print(`Verified again: ${verified} of ${steps.length} repaired records are the same.\n`);
    for (const {project, date, runId} of differing) {
      await writeNotice(
        `Warning: ${project} ${date} ${runId} still differs; see how with: lse db verify --date ${date}`,
      );
    }
    for (const {path} of changes) {
      await writeNotice(`Warning: ${path} changed meanwhile; repair again with: lse db repair`);
    }
    if (differing.length > 0 || changes.length > 0) this.conclude(1);
  }
}
