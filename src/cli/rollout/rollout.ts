import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import type {SourceDay} from '../../core/source-snapshot.ts';
import type {Intent} from '../../rollout/intent/intent.ts';
import {readIntent} from '../../rollout/intent/intent-file.ts';
import {isPattern} from '../../rollout/intent/project-pattern.ts';
import {DEFAULT_ROLLOUT_FILE} from '../../rollout/intent/rollout-file.ts';
import {type CodeReportName, codeReportVersions, evidenceKey} from '../../rollout/ledger/evidence-key.ts';
import type {WithLedger} from '../../rollout/serving/book.ts';
import type {StageName} from '../../rollout/stage.ts';
import {ceilingOf, type ProjectFacts, type StandingContext} from '../../rollout/standing/project-standing.ts';
import {findReport} from '../report-files.ts';
import {reportDirectories} from '../report-flags.ts';
import {openLedger} from '../rollout-ledger.ts';
import type {Settings} from '../settings.ts';
import {databaseKind, withSource} from '../sources.ts';
import {adviceOf, messageOf} from './written-down.ts';

/** What either side has, by project; null for a side that could not say. */
interface KnownDays {
  readonly control: readonly SourceDay[] | null;
  readonly candidate: readonly SourceDay[] | null;
  /** Why a side could not say, with what to do. */
  readonly faults: {readonly control: string | null; readonly candidate: string | null};
}

export interface RolloutOptions {
  /** Whether a file that the settings name has to exist; true by default. */
  readonly requiresFile?: boolean;
}

/**
 * The rollout of the working directory: what is intended, what is written down, and what both sides have. Each part is read once, when
 * it is first needed.
 */
export class Rollout {
  readonly settings: Settings;
  readonly withLedger: WithLedger;
  readonly #requiresFile: boolean;
  #intent: Promise<Intent> | null = null;
  #days: Promise<KnownDays> | null = null;

  constructor(settings: Settings, {requiresFile = true}: RolloutOptions = {}) {
    this.#requiresFile = requiresFile;
    this.settings = settings;
    this.withLedger = openLedger(settings);
  }

  /** The path of the file of intents. */
  get file(): string {
    return this.settings.rolloutFile;
  }

  intent(): Promise<Intent> {
    this.#intent ??= readIntent(this.file, this.#requiresFile && this.file !== DEFAULT_ROLLOUT_FILE);
    return this.#intent;
  }

  /** Call it after the file was changed. */
  forgetIntent(): void {
    this.#intent = null;
  }

  async context(): Promise<StandingContext> {
    const intent = await this.intent();
    return {intent, evidenceKeys: await this.#evidenceKeys(intent), now: new Date().toISOString()};
  }

  /** For one project. What cannot be read is null, and `fault` is called with the reason. */
  async facts(project: string, fault: (line: string) => void): Promise<ProjectFacts> {
    const [facts] = await this.factsOf([project], fault);
    return facts as ProjectFacts;
  }

  /** For each project, in the given order, from a ledger that is opened once. */
  async factsOf(projects: readonly string[], fault: (line: string) => void): Promise<ProjectFacts[]> {
    const written = await this.#written(async (ledger) => {
      const all = [];
      for (const project of projects) {
        const [entries, acts] = [await ledger.entries({project}), await ledger.acts({project})];
        const [holds, mismatches] = [await ledger.holds(project), await ledger.mismatches(project)];
        all.push({entries, acts, holds, mismatches});
      }
      return all;
    }, fault);
    const unknown = {entries: null, acts: null, holds: null, mismatches: null};
    return Promise.all(
      projects.map(async (project, at) => ({
        project,
        ...(written?.[at] ?? unknown),
        knownDates: await this.#datesOf(project),
      })),
    );
  }

  /** The highest stage that the gate would let a project have now. */
  async ceiling(project: string): Promise<StageName> {
    return ceilingOf(await this.facts(project, () => {}), await this.context());
  }

  /** Every project that the file names, that either side has, or that the ledger mentions; in code point order. */
  async projects(): Promise<string[]> {
    const {projects} = await this.intent();
    const {control, candidate} = await this.days();
    const names = new Set(projects.map(({project}) => project).filter((name) => !isPattern(name)));
    for (const {project} of [...(control ?? []), ...(candidate ?? [])]) names.add(project);
    return [...names].sort(compareCodePoints);
  }

  /** Whether the files have anything of a project. It asks no database. */
  async hasFiles(project: string): Promise<boolean> {
    const files = {kind: 'file', directory: this.settings.dataDir} as const;
    const days = await withSource(files, this.settings, (source) => source.days(null)).catch(() => []);
    return days.some((day) => day.project === project);
  }

  days(): Promise<KnownDays> {
    this.#days ??= this.#readDays();
    return this.#days;
  }

  async #readDays(): Promise<KnownDays> {
    const {settings} = this;
    const faults: {control: string | null; candidate: string | null} = {control: null, candidate: null};
    const daysOf = (
      side: keyof typeof faults,
      location: Parameters<typeof withSource>[0],
    ): Promise<readonly SourceDay[] | null> =>
      withSource(location, settings, (source) => source.days(null)).catch((error: unknown) => {
        faults[side] = adviceOf(error);
        return null;
      });
    const control = await daysOf('control', {kind: 'file', directory: settings.dataDir});
    const candidate = await daysOf('candidate', settings.database);
    return {control, candidate, faults};
  }

  /** The dates of both sides; null if one of them could not say. */
  async #datesOf(project: string): Promise<CalendarDate[] | null> {
    const {control, candidate} = await this.days();
    if (control === null || candidate === null) return null;
    const dates = [...control, ...candidate].filter((day) => day.project === project).map(({date}) => date);
    return [...new Set(dates)].sort();
  }

  async #evidenceKeys({requirements}: Intent): Promise<ReadonlyMap<string, string>> {
    const {schemaVersion} = await import('../../rollout/ledger/schema-version.ts');
    const {maxFileBytes, excludedProjects, database} = this.settings;
    const keys = new Map<string, string>();
    // Reports of lse count whether they are required or not: a project moves with all of its reports, and a fault in one stops it.
    for (const name of new Set([...Object.keys(codeReportVersions), ...requirements.reports])) {
      const isCode = Object.hasOwn(codeReportVersions, name);
      // A report that does not exist, or is wrong, has no key: then there is no evidence for it.
      const report = isCode
        ? (name as CodeReportName)
        : await findReport(name, reportDirectories(this.settings)).catch(() => null);
      if (report === null) continue;
      const sources = {control: 'file', candidate: databaseKind(database)};
      keys.set(name, evidenceKey({report, schemaVersion, sources, settings: {maxFileBytes, excludedProjects}}));
    }
    return keys;
  }

  async #written<T>(
    read: (ledger: Parameters<Parameters<WithLedger>[0]>[0]) => Promise<T>,
    fault: (line: string) => void,
  ): Promise<T | null> {
    try {
      return await this.withLedger(read);
    } catch (error) {
      fault(messageOf(error));
      return null;
    }
  }
}
