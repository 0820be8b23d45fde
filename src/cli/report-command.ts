import type {ReportSource} from '../core/report-source.ts';
import type {Scope} from '../core/scope.ts';
import {accessNotice} from './access-notice.ts';
import {BaseCommand} from './base-command.ts';
import {backendFlag, cacheFlag, databaseUrlFlag, dataDirFlag, excludeProjectFlag, projectFlag} from './flags.ts';
import {noRecordsNotice} from './no-records-notice.ts';
import type {Settings} from './settings.ts';
import {configuredSource, withSource} from './sources.ts';
import {writeNotice} from './terminal.ts';

/** Beside the embedded database; may be deleted at any time. */
const CACHE_DIRECTORY = '.lse/cache';

/** Which project a report is of, and what answers it. */
export const reportSourceFlags = {
  project: projectFlag,
  'exclude-project': excludeProjectFlag,
  backend: backendFlag,
  cache: cacheFlag,
  'data-dir': dataDirFlag,
  'database-url': databaseUrlFlag,
};

/** What the commands share that print one report of the configured source. */
export abstract class ReportCommand extends BaseCommand {
  protected override readonly ifInterrupted = 'Nothing was changed. Ask for the report again.';
  protected override readonly isLogged = true;

  /**
   * Has the source answer, and says on stderr what it could not read, did not look at, may not see or does not have. Files are read
   * with the cache of the working directory, unless it is unwanted.
   */
  protected async answer<T>(
    settings: Settings,
    scope: Scope,
    ask: (source: ReportSource) => Promise<T>,
    hasRecords: (answered: T, source: ReportSource) => boolean | Promise<boolean>,
  ): Promise<T> {
    const cache = settings.cache ? {directory: CACHE_DIRECTORY, version: this.config.version} : null;
    const work = async (source: ReportSource): Promise<T> => {
      this.runLog.note({backend: {asked: settings.backend, answered: source.kind, why: null}});
      this.runLog.enter('ask');
      const answered = await ask(source);
      await this.warnUnreadable(source.unreadableFiles());
      await this.warnPassedOver(source.passedOver());
      await writeNotice(...accessNotice(scope.project, source.visibleProjects));
      if (!(await hasRecords(answered, source))) await writeNotice(await noRecordsNotice(source, scope.project, scope));
      return answered;
    };
    this.runLog.enter('open');
    const answered = await withSource(configuredSource(settings), settings, work, cache);
    this.runLog.enter('format');
    return answered;
  }
}
