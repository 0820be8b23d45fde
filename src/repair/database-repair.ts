import {recheck} from '../compare/records/recheck.ts';
import type {RecordDifference} from '../compare/records/record-difference.ts';
import {planVerification, type Verification, verifySources} from '../compare/records/verification.ts';
import {type DocumentTree, isLasting} from '../core/document-tree.ts';
import {SourceError} from '../core/errors.ts';
import {excluding} from '../core/excluding-source.ts';
import {hidesRecords} from '../core/passed-over.ts';
import type {RecordStore} from '../core/record-store.ts';
import type {ReportSource} from '../core/report-source.ts';
import type {Scope} from '../core/scope.ts';
import type {FileChange, RecordKey} from '../core/source-snapshot.ts';
import {passedOverText} from '../format/passed-over.ts';
import {repair} from './repair.ts';
import {type Blame, planRepair, type RepairOptions, type RepairPlan, type RepairStep} from './repair-plan.ts';

/** A database as a repair needs it. */
export interface RepairedDatabase {
  withSource<T>(work: (source: ReportSource) => Promise<T>): Promise<T>;
  withStore<T>(work: (store: RecordStore) => Promise<T>): Promise<T>;
}

/** Shows how far some work is that has so many steps. */
export type WithProgress = <T>(
  work: {readonly label: string; readonly unit: string; readonly total: number},
  run: (progress: {readonly advance: () => void}) => Promise<T>,
) => Promise<T>;

/** Which records a repair is about: those of a scope, or exactly the named ones. */
export interface RepairScope {
  readonly scope: Scope | null;
  readonly keys: readonly RecordKey[] | null;
  /** Projects that are left out on either side. */
  readonly excluded: readonly string[];
}

/** What a repair found out about what it did. */
export interface RepairOutcome {
  /** Records that are still not alike after they were repaired. */
  readonly differing: readonly RecordKey[];
  /** Files that changed meanwhile: what was written from them may be out of date. */
  readonly changes: readonly FileChange[];
}

/** Verifies what the repair is about, and plans what would correct it. */
export async function findRepairs(
  control: ReportSource,
  database: RepairedDatabase,
  {scope, keys, excluded}: RepairScope,
  options: RepairOptions,
  withProgress: WithProgress,
): Promise<{verification: Verification; plan: RepairPlan}> {
  const verification = await database.withSource(async (source) => {
    const candidate = excluding(source, excluded);
    const plan = await planVerification(control, candidate, scope, {keys});
    return withProgress({label: 'Verifying', unit: 'files and rows', total: plan.size}, ({advance}) =>
      verifySources(control, candidate, plan, advance, {saysWhere: false}),
    );
  });
  const named = keys === null ? null : new Set(keys.map(nameOf));
  const blamed = verification.differences
    .map(({difference}) => difference)
    .filter(({key}) => named === null || named.has(nameOf(key)))
    .map(blameOf);
  return {verification, plan: planRepair(blamed, options)};
}

/**
 * What is not in the files may be in what was not looked at.
 *
 * @throws SourceError if records may lie in something that the control passed over
 */
export function requireWhole(control: ReportSource): void {
  const hiding = control.passedOver().find(hidesRecords);
  if (hiding === undefined) return;
  throw new SourceError(
    'LSE_DATA_DIR',
    `The files were not read whole (${passedOverText(hiding)}), so --prune might delete what they hold; nothing was repaired.`,
    'Rename it in UTF-8, or repair without --prune.',
  );
}

/** Repairs in one transaction, then looks at the repaired records once more, and at no other. */
export async function applyRepairs(
  control: ReportSource,
  tree: DocumentTree,
  database: RepairedDatabase,
  steps: readonly RepairStep[],
  withProgress: WithProgress,
): Promise<RepairOutcome> {
  await database.withStore((store) =>
    withProgress({label: 'Repairing', unit: 'records', total: steps.length}, ({advance}) =>
      repair(tree, store, steps, advance),
    ),
  );
  const records = steps.map(({key, fileName}) => ({...key, fileName}));
  const differing = await database.withSource((candidate) =>
    withProgress({label: 'Verifying again', unit: 'records', total: records.length}, ({advance}) =>
      recheck(control, candidate, records, advance),
    ),
  );
  return {differing, changes: await tree.changes()};
}

function blameOf({key, kind, control, unreadable}: RecordDifference): Blame {
  const isRefused = unreadable?.side === 'candidate';
  const isPassing = unreadable !== null && !isRefused && !isLasting(unreadable);
  return {key, kind, fileName: control?.fileName ?? null, isRefused, isPassing};
}

function nameOf({project, date, runId}: RecordKey): string {
  return JSON.stringify([project, date, runId]);
}
