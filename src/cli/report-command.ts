import type {ReportSource} from '../core/report-source.ts';
import type {Overdue} from '../rollout/decision/decision.ts';
import type {RolloutEvent} from '../rollout/events/event.ts';
import {WitnessedLedger} from '../rollout/events/witnessed-ledger.ts';
import type {RunFacts} from '../rollout/log/run-line.ts';
import type {ReportRequest} from '../rollout/serving/request.ts';
import {serve} from '../rollout/serving/serve.ts';
import type {ReportOutput} from '../rollout/serving/serving.ts';
import {accessNotice} from './access-notice.ts';
import {BaseCommand} from './base-command.ts';
import {CACHE_DIRECTORY} from './cache-directory.ts';
import {finishReport} from './finished-report.ts';
import {
  backendFlag,
  cacheFlag,
  databaseUrlFlag,
  dataDirFlag,
  excludeProjectFlag,
  failEmptyFlag,
  progressFlag,
  projectFlag,
  strictFlag,
} from './flags.ts';
import {noRecordsNotice} from './no-records-notice.ts';
import {Reading} from './reading.ts';
import {openLedger} from './rollout-ledger.ts';
import {servingRules} from './serving-rules.ts';
import type {Settings} from './settings.ts';
import {candidateSide, controlSide} from './sources.ts';
import {chooseStage} from './stage-decision.ts';
import {writeNotice} from './terminal.ts';

/** The project of a report, and the backend that answers it. */
export const reportSourceFlags = {
  project: projectFlag,
  'exclude-project': excludeProjectFlag,
  backend: backendFlag,
  strict: strictFlag,
  'fail-empty': failEmptyFlag,
  progress: progressFlag,
  cache: cacheFlag,
  'data-dir': dataDirFlag,
  'database-url': databaseUrlFlag,
};

/** A report, and how it is printed. */
export interface PrintedReport<M> {
  readonly request: ReportRequest<M>;
  readonly hasRecords: (model: M, source: ReportSource) => boolean | Promise<boolean>;
  readonly text: (model: M) => string;
  /** What the log of runs says about it. */
  readonly counts: (model: M) => Pick<RunFacts, 'records' | 'failing'>;
  /** What `--json` prints. */
  readonly result?: (model: M) => unknown;
}

/** What all commands share that print one report. */
export abstract class ReportCommand extends BaseCommand {
  protected override readonly ifInterrupted = 'Nothing was changed. Ask for the report again.';
  protected override readonly isLogged = true;

  /**
   * Has the backend of the settings answer the report, and prints it. Files are read with the cache of the working directory,
   * unless the user does not want it.
   */
  protected async serveReport<M>(
    settings: Settings,
    {strict, 'fail-empty': failEmpty}: {readonly strict: boolean; readonly 'fail-empty': boolean},
    report: PrintedReport<M>,
  ): Promise<void> {
    const {request} = report;
    const {question} = request;
    const cache = settings.cache ? {directory: CACHE_DIRECTORY, version: this.config.version} : null;
    const reading = new Reading(settings);
    const control = controlSide(settings, cache, reading.onFiles);
    this.runLog.enter('open');
    const choice = await chooseStage(settings, this.config.version, question.report, question, control);
    if (choice.notices.length > 0) await writeNotice(...choice.notices);
    this.runLog.enter('ask');
    const {maxFileBytes, excludedProjects} = settings;
    const ledger = new WitnessedLedger(openLedger(settings));
    await serve({
      request: reading.shown(request),
      stage: choice.stage,
      control,
      candidate: candidateSide(settings),
      output: this.#outputOf(report, {asked: settings.backend, why: choice.why}, failEmpty),
      withLedger: ledger.withLedger,
      settings: {maxFileBytes, excludedProjects},
      rules: servingRules(settings, {isStrict: strict, secondHoldWithinDays: choice.secondHoldWithinDays}),
    });
    if (choice.overdue.length > 0) await this.#noteOverdue(ledger, choice.overdue);
    if (ledger.events.length > 0) await this.#tell(settings, ledger.events);
  }

  /** Once a day, so that it is in the history and nobody is told with every report. */
  async #noteOverdue({withLedger}: WitnessedLedger, overdue: readonly Overdue[]): Promise<void> {
    const [{Book}, {overdueActs}] = await Promise.all([
      import('../rollout/serving/book.ts'),
      import('../rollout/standing/overdue.ts'),
    ]);
    const now = new Date().toISOString();
    const book = new Book(withLedger, (line) => writeNotice(line));
    await book.noteOnceSince(`${now.slice(0, 10)}T00:00:00.000Z`, overdueActs(overdue, now));
  }

  /** The report is already printed. If nobody is to be told, nothing of this is loaded. */
  async #tell(settings: Settings, events: readonly RolloutEvent[]): Promise<void> {
    const [{Rollout}, {tellEvents}] = await Promise.all([
      import('./rollout/rollout.ts'),
      import('./rollout/told-events.ts'),
    ]);
    await tellEvents(new Rollout(settings), events);
  }

  /** Says on stderr what the source could not read, did not look at, may not see or does not have. */
  #outputOf<M>(
    {request: {question}, hasRecords, text, counts, result}: PrintedReport<M>,
    served: {readonly asked: string; readonly why: string | null},
    failEmpty: boolean,
  ): ReportOutput<M> {
    let outcome: 0 | 1 = 0;
    return {
      tell: async (model, source) => {
        this.runLog.note({backend: {...served, answered: source.kind}, ...counts(model)});
        this.runLog.enter('format');
        await this.warnUnreadable(source.unreadableFiles());
        await this.warnPassedOver(source.passedOver());
        const notices = accessNotice(question.project, source.visibleProjects);
        if (notices.length > 0) await writeNotice(...notices);
        const isEmpty = !(await hasRecords(model, source));
        // Says it again if another source answers after all.
        outcome = isEmpty && failEmpty ? 1 : 0;
        this.conclude(outcome);
        if (isEmpty) await writeNotice(await noRecordsNotice(source, question.project, question));
      },
      print: (model) => {
        this.runLog.enter('write');
        return this.printEither(
          () => text(model),
          () => result?.(model),
        );
      },
      end: async () => finishReport(outcome),
      say: async (...lines) => {
        if (lines.length > 0) await writeNotice(...lines);
      },
    };
  }
}
