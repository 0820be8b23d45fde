import {existsSync} from 'node:fs';
import type {Question} from '../../asking/question.ts';
import type {ExplanationDocument} from '../../compare/formats/documents/explanation.ts';
import type {Verification} from '../../compare/records/verification.ts';
import type {JudgedResult, Result} from '../../compare/result.ts';
import {EVERY_DATE, type Scope} from '../../core/scope.ts';
import type {ListedDay, StoredDay} from '../../core/stored-day.ts';
import {WitnessedLedger} from '../../rollout/events/witnessed-ledger.ts';
import {dataDigest} from '../../rollout/ledger/data-digest.ts';
import type {Entry} from '../../rollout/ledger/entry.ts';
import type {Evidence} from '../../rollout/ledger/evidence-key.ts';
import {type Recorded, RecordedResults} from '../../rollout/recording/recorded-results.ts';
import {failedVerificationEntry, verificationEntries} from '../../rollout/recording/recorded-verification.ts';
import {dataParts} from '../../rollout/serving/data-state.ts';
import {openLedger} from '../rollout-ledger.ts';
import type {Settings} from '../settings.ts';
import type {SourceLocation} from '../source-location.ts';
import {databaseKind, type SideDays} from '../sources.ts';

/** What a comparison of the two configured sides writes into the ledger, and what the sides said about their data meanwhile. */
export class ComparisonRecord {
  readonly #settings: Settings;
  readonly #evidence: Omit<Evidence, 'report'>;
  readonly #results: RecordedResults;
  #listed: readonly ListedDay[] = [];
  /** Null if the database does not say. */
  #stored: readonly StoredDay[] | null = null;

  private constructor(settings: Settings, schemaVersion: number, origin: 'compare' | 'audit') {
    const {maxFileBytes, excludedProjects, database} = settings;
    this.#settings = settings;
    this.#evidence = {
      schemaVersion,
      sources: {control: 'file', candidate: databaseKind(database)},
      settings: {maxFileBytes, excludedProjects},
    };
    this.#results = new RecordedResults(this.#evidence, origin);
  }

  /** Null without a ledger, and for other sides than those that serve reports: a comparison of others is no evidence. */
  static async of(
    settings: Settings,
    control: SourceLocation,
    candidate: SourceLocation,
  ): Promise<ComparisonRecord | null> {
    const files: SourceLocation = {kind: 'file', directory: settings.dataDir};
    const isOurs = isSame(control, files) && isSame(candidate, settings.database);
    if (settings.ledger === 'off' || !isOurs) return null;
    return new ComparisonRecord(settings, await schemaVersion(), 'compare');
  }

  /** For an archive of the files and the configured database. The data dir is not compared, so the entries say nothing about what is served from it. */
  static async ofAudit(settings: Settings): Promise<ComparisonRecord> {
    return new ComparisonRecord(settings, await schemaVersion(), 'audit');
  }

  /** `explanation` is masked. */
  meet(result: Result, explanation: ExplanationDocument | null): void {
    this.#results.meet(result, explanation);
  }

  /** Call it while both sides are open: it reads the listing and the snapshot of the database that they answer from. */
  async readStates(scopes: readonly (Scope | null)[], control: SideDays, candidate: SideDays): Promise<void> {
    const [listed, stored]: [ListedDay[], StoredDay[]] = [[], []];
    try {
      for (const scope of scopes) {
        const whole = scope ?? {project: null, ...EVERY_DATE};
        listed.push(...((await control.listed?.(whole)) ?? []));
        stored.push(...((await candidate.stored?.(whole)) ?? []));
      }
      this.#listed = listed;
      this.#stored = control.listed === undefined || candidate.stored === undefined ? null : stored;
    } catch {
      // Without the states a comparison is written down all the same; it then proves only what it proves by itself.
      this.#stored = null;
    }
  }

  /** Writes all entries, and returns them. */
  async write(results: readonly JudgedResult[]): Promise<Entry[]> {
    const recorded = this.#results.entries(results, (question) => this.#digestOf(question));
    await this.#append(recorded);
    return recorded.map(({entry}) => entry);
  }

  /** The same for a verification, by project. */
  async writeVerification(verification: Verification, scope: Scope | null): Promise<void> {
    const entries = verificationEntries(verification, this.#evidence, scope, (days) => this.#digestOf(days));
    await this.#append(entries.map((entry) => ({entry, explanation: null})));
  }

  /** If a side could not be read, that is evidence, too. */
  async writeFailure(error: unknown, scope: Scope | null): Promise<void> {
    const entry = failedVerificationEntry(error, this.#evidence, scope ?? {project: null, ...EVERY_DATE});
    await this.#append([{entry, explanation: null}]);
  }

  /** Writes the entries, and tells those who asked to be told. */
  async #append(recorded: readonly Recorded[]): Promise<void> {
    if (recorded.length === 0) return;
    const ledger = new WitnessedLedger(openLedger(this.#settings));
    await ledger.withLedger(async (opened) => {
      for (const {entry, explanation} of recorded) await opened.append(entry, explanation);
    });
    // Without the file nobody can have asked to be told.
    if (!existsSync(this.#settings.rolloutFile)) return;
    const [{Rollout}, {openedGates}, {tellEvents}] = await Promise.all([
      import('./rollout.ts'),
      import('./opened-gates.ts'),
      import('./told-events.ts'),
    ]);
    const rollout = new Rollout(this.#settings);
    const entries = recorded.map(({entry}) => entry);
    await tellEvents(rollout, [...ledger.events, ...(await openedGates(rollout, entries))]);
  }

  #digestOf({project, from, to}: Pick<Question, 'project' | 'from' | 'to'>): string | null {
    if (this.#stored === null) return null;
    const isIn = (day: {readonly project: string; readonly date: string}): boolean =>
      from <= day.date && day.date <= to && (project === null || project === day.project);
    return dataDigest(dataParts(this.#listed.filter(isIn), this.#stored.filter(isIn)));
  }
}

async function schemaVersion(): Promise<number> {
  const {schemaVersion: version} = await import('../../rollout/ledger/schema-version.ts');
  return version;
}

function isSame(left: SourceLocation, right: SourceLocation): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
