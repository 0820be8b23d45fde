import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {reportNames} from '../../src/asking/question.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {FrozenTree} from '../../src/backends/file/tree/frozen-tree.ts';
import {progressOf} from '../../src/cli/progress.ts';
import {compareSources} from '../../src/compare/comparison.ts';
import {type ComparisonDocument, comparisonDocument} from '../../src/compare/formats/documents/comparison.ts';
import type {DifferenceDocument, RecordDocument} from '../../src/compare/formats/documents/explanation.ts';
import {type VerificationDocument, verificationDocument} from '../../src/compare/formats/documents/verification.ts';
import {planQuestions} from '../../src/compare/question-plan.ts';
import {planVerification, verifySources} from '../../src/compare/records/verification.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import type {RecordKey} from '../../src/core/source-snapshot.ts';
import {applyRepairs, findRepairs} from '../../src/repair/database-repair.ts';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {
  Backends,
  type DatabaseKind,
  databaseKinds,
  databaseOf,
  isTable,
  type ReadKind,
  readKinds,
  sourceKinds,
} from '../support/backends.ts';
import {expectAccounted, recordName, treePair, turnedAmount} from './accounted.ts';
import {treeArbitrary} from './tree-arbitrary.ts';

/** How many trees, or pairs of trees, are generated; `LSE_TEST_TREES=1000 npm test -- comparison` is the long run. */
const TREES = Number(process.env.LSE_TEST_TREES ?? 25);
const TODAY = '2025-10-01' as CalendarDate;
const LONG = 3_600_000;
const EVERYTHING = {prune: true, discardUnreadable: true};

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

const pair = treePair(fc.boolean());

/** Writes a tree to a directory of its own, which is the data directory from then on. */
async function writeFiles(files: readonly TreeFile[]): Promise<string> {
  await backends.useTree(Object.fromEntries(files.map((file) => [pathOf(file), file.bytes])));
  return backends.dataDir;
}

async function frozen(directory: string): Promise<FrozenTree> {
  return FrozenTree.list(await backends.tree(directory), null);
}

/** A directory, or a database that was filled from it. */
async function withSide<T>(kind: ReadKind, directory: string, work: (source: ReportSource) => Promise<T>): Promise<T> {
  if (kind === 'file') return work(new FileSource(await frozen(directory)));
  return backends.withSource(kind, (source) => work(source));
}

async function fill(kind: ReadKind, directory: string): Promise<void> {
  if (kind === 'file') return;
  const database = isTable(kind) ? databaseOf(kind) : kind;
  await backends.empty(database);
  await backends.load(database, null, directory);
  if (isTable(kind)) await backends.fillTheirs(database);
}

interface Judged {
  readonly comparison: ComparisonDocument;
  readonly verification: VerificationDocument;
}

async function compare(control: ReportSource, candidate: ReportSource): Promise<ComparisonDocument> {
  const plan = await planQuestions(control, candidate, {reports: reportNames, projects: 'all', dates: 'all'});
  return comparisonDocument(await compareSources(control, candidate, plan, {today: TODAY}), {mask: false});
}

async function verify(control: ReportSource, candidate: ReportSource): Promise<VerificationDocument> {
  const verification = await verifySources(control, candidate, await planVerification(control, candidate, null));
  return verificationDocument(verification, {mask: false});
}

/** Everything that can be asked of both sides. */
async function judge(control: ReportSource, candidate: ReportSource): Promise<Judged> {
  return {comparison: await compare(control, candidate), verification: await verify(control, candidate)};
}

function expectSame({comparison, verification}: Judged): void {
  const {results} = comparison;
  const verdicts = results.map(({verdict, reason}) => (verdict === 'matched' ? verdict : reason));
  expect(verdicts.filter((verdict) => verdict !== 'matched' && verdict !== 'empty')).toEqual([]);
  expect(verification.records).toEqual([]);
  // A question without records is one about files that cannot be read; only of those alone is nothing compared.
  const anything = verification.summary.records > 0;
  expect(verdicts.includes('matched')).toBe(anything);
  expect([comparison.summary.conclusion, verification.summary.conclusion]).toEqual(
    anything ? ['the same', 'the same'] : ['nothing compared', 'nothing compared'],
  );
}

function differingRecords({verification}: Judged): Set<string> {
  return new Set(verification.records.map(recordName));
}

/** What has to be the same from either side: with `turned`, control and candidate have changed places. */
function essence({comparison, verification}: Judged, {turned}: {readonly turned: boolean}) {
  const sides = <T>({control, candidate}: {control: T; candidate: T}): [T, T] =>
    turned ? [candidate, control] : [control, candidate];
  const kinds: Readonly<Record<string, string>> = turned ? {missing: 'extra', extra: 'missing'} : {};
  const record = (each: RecordDocument) => ({
    name: recordName({...each, kind: (kinds[each.kind] ?? each.kind) as RecordDocument['kind']}),
    held: sides(each),
    changes: each.changes.map((change) => ({path: change.path, values: sides(change)})).sort(byText),
  });
  const difference = ({unit, ...each}: DifferenceDocument, records: readonly RecordDocument[]) => {
    const signed = (amount: string): string => (turned ? turnedAmount(amount, unit) : amount);
    const parts = each.contributions.map(({record: at, amount}) => {
      const {project, runId} = records[at] as RecordDocument;
      return [project, runId, signed(amount)];
    });
    const {format, where, masked} = each;
    const [amount, rounding] = [signed(each.amount), signed(each.rounding)];
    return {format, where, masked, unit, amount, rounding, values: sides(each), parts: parts.sort(byText)};
  };
  return {
    results: comparison.results.map(({report, project, date, verdict, reason, explanation, ...observed}) => ({
      asked: [report, project, date, verdict, reason],
      observed: sides(observed).map(({outcome, records}) => [outcome, records]),
      about: [explanation?.cause, explanation?.size],
      differences: explanation?.differences.map((each) => difference(each, explanation.records)).sort(byText),
      records: explanation?.records.map(record).sort(byText),
    })),
    verified: verification.records.map((each) => ({...record(each), elsewhere: each.elsewhere})).sort(byText),
  };
}

function byText(left: unknown, right: unknown): number {
  const [a, b] = [JSON.stringify(left), JSON.stringify(right)];
  return a < b ? -1 : Number(a > b);
}

async function repairAll(
  kind: DatabaseKind,
  directory: string,
  keys: readonly RecordKey[] | null,
  options: typeof EVERYTHING,
) {
  const tree = await frozen(directory);
  const control = new FileSource(tree);
  const {plan} = await findRepairs(
    control,
    backends.database(kind),
    {scope: null, excluded: [], keys},
    options,
    progressOf({progress: null}),
  );
  const outcome = await applyRepairs(control, tree, backends.database(kind), plan.steps, progressOf({progress: null}));
  expect(outcome).toEqual({differing: [], changes: []});
  return plan;
}

describe('a comparison of generated trees', () => {
  /** What `ask` says of the files of one directory and of what holds those of another. */
  const askWith = <T>(
    ask: (control: ReportSource, candidate: ReportSource) => Promise<T>,
    kind: ReadKind,
    control: string,
    candidate: string,
  ): Promise<T> => withSide('file', control, (left) => withSide(kind, candidate, (right) => ask(left, right)));

  it(
    'finds no difference between a tree and itself, nor between it and what was loaded from it',
    async () => {
      await fc.assert(
        fc.asyncProperty(treeArbitrary(), async (files) => {
          const directory = await writeFiles(files);
          for (const kind of readKinds) {
            await fill(kind, directory);
            expectSame(await askWith(judge, kind, directory, directory));
          }
        }),
        {numRuns: TREES},
      );
    },
    LONG,
  );

  it(
    'accounts for every difference, and says the same the other way round',
    async () => {
      await fc.assert(
        fc.asyncProperty(pair, async ([left, right]) => {
          const [control, candidate] = [await writeFiles(left), await writeFiles(right)];
          for (const kind of [...sourceKinds, 'sqlite-table'] as const) {
            await fill(kind, candidate);
            const forth = await askWith(judge, kind, control, candidate);
            const back = await withSide(kind, candidate, (first) =>
              withSide('file', control, (second) => judge(first, second)),
            );
            expectAccounted(forth.comparison, differingRecords(forth));
            expectAccounted(back.comparison, differingRecords(back));
            expect(essence(forth, {turned: true})).toEqual(essence(back, {turned: false}));
          }
        }),
        {numRuns: TREES},
      );
    },
    LONG,
  );

  it(
    'finds no difference after a repair, and all that was left after a careful one',
    async () => {
      await fc.assert(
        fc.asyncProperty(pair, async ([left, right]) => {
          const [control, candidate] = [await writeFiles(left), await writeFiles(right)];
          for (const kind of databaseKinds) {
            await fill(kind, candidate);
            const careful = await repairAll(kind, control, null, {prune: false, discardUnreadable: false});
            const kept = await askWith(verify, kind, control, candidate);
            expect(kept.records.map(({kind, runId}) => [kind, runId])).toEqual(
              careful.left.map(({kind, key}) => [kind, key.runId]),
            );
            const {left} = await repairAll(kind, control, null, EVERYTHING);
            expect(left).toEqual([]);
            expectSame(await askWith(judge, kind, control, candidate));
          }
        }),
        {numRuns: TREES},
      );
    },
    LONG,
  );

  it(
    'blames enough: to repair what it blames, over and over, ends in a match',
    async () => {
      await fc.assert(
        fc.asyncProperty(pair, async ([left, right]) => {
          const [control, candidate] = [await writeFiles(left), await writeFiles(right)];
          for (const kind of databaseKinds) {
            await fill(kind, candidate);
            const {verification, ...first} = await askWith(judge, kind, control, candidate);
            let {comparison} = first;
            for (let rounds = 0; comparison.summary.mismatched > 0; rounds += 1) {
              expect(rounds).toBeLessThanOrEqual(verification.records.length);
              const blamed = comparison.results.flatMap(({explanation}) => explanation?.records ?? []);
              await repairAll(kind, control, blamed as (RecordDocument & RecordKey)[], EVERYTHING);
              comparison = await askWith(compare, kind, control, candidate);
            }
          }
        }),
        {numRuns: TREES},
      );
    },
    LONG,
  );
});
