import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {FrozenTree} from '../../src/backends/file/tree/frozen-tree.ts';
import {compareSources} from '../../src/compare/comparison.ts';
import {type ComparisonDocument, comparisonDocument} from '../../src/compare/formats/documents/comparison.ts';
import type {RecordDocument} from '../../src/compare/formats/documents/explanation.ts';
import {planQuestions} from '../../src/compare/question-plan.ts';
import {planVerification, verifySources} from '../../src/compare/records/verification.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {type CompiledReport, compileReport} from '../../src/core/reports/compiled-report.ts';
import {readReport} from '../../src/definitions/report-text.ts';
import {expectClosed} from '../compare/attack-support.ts';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {Backends, type DatabaseKind, databaseKinds} from '../support/backends.ts';
import {definitionArbitrary, yamlOf} from './definition-arbitrary.ts';
import {treeArbitrary} from './tree-arbitrary.ts';

/** How many pairs of trees are generated, each with several definitions. */
const TREES = Number(process.env.LSE_TEST_TREES ?? 25);
const REPORTS = 4;
const TODAY = '2025-10-01' as CalendarDate;
const LONG = 3_600_000;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

/** Two trees that have much in common: of the second, some files are those of the first, and some are left out. */
const pair: fc.Arbitrary<[TreeFile[], TreeFile[]]> = fc
  .tuple(treeArbitrary(), treeArbitrary({maxFiles: 6}), fc.array(fc.nat(5), {minLength: 25, maxLength: 25}))
  .map(([left, right, dice]) => {
    const common = left.filter((_, at) => dice[at] !== 0);
    const paths = new Set(common.map(pathOf));
    return [left, [...common, ...right.filter((file) => !paths.has(pathOf(file)))]];
  });

const reportsArbitrary: fc.Arbitrary<CompiledReport[]> = fc
  .array(definitionArbitrary, {minLength: REPORTS, maxLength: REPORTS})
  .map((written) =>
    written.map((report, at) => {
      const read = readReport(yamlOf({...report, name: `report-${at}`}));
      if ('faults' in read) throw new Error(JSON.stringify(read.faults));
      return compileReport(read.report.definition);
    }),
  );

async function sourceOf(files: readonly TreeFile[]): Promise<ReportSource> {
  await backends.useTree(Object.fromEntries(files.map((file) => [pathOf(file), file.bytes])));
  return new FileSource(await FrozenTree.list(await backends.tree(), null));
}

async function compared(
  control: ReportSource,
  candidate: ReportSource,
  reports: readonly CompiledReport[],
): Promise<ComparisonDocument> {
  const plan = await planQuestions(control, candidate, {reports, projects: 'all', dates: 'all'});
  return comparisonDocument(await compareSources(control, candidate, plan, {today: TODAY}), {mask: false});
}

const nameOf = ({project, date, runId}: RecordDocument): string => JSON.stringify([project, date, runId]);

/** Every difference has its whole amount in records, each of which differs, and no side is said to be at fault. */
async function expectAccounted(
  {results}: ComparisonDocument,
  control: ReportSource,
  candidate: ReportSource,
): Promise<number> {
  const verification = await verifySources(control, candidate, await planVerification(control, candidate, null));
  const differing = new Set(
    verification.differences.map(({difference: {key}}) => JSON.stringify([key.project, key.date, key.runId])),
  );
  let differences = 0;
  for (const {explanation, verdict} of results) {
    expect(explanation !== null).toBe(verdict === 'mismatched');
    if (explanation === null) continue;
    expect(explanation).toMatchObject({error: null, cause: 'data', unexplained: 0});
    expect(explanation.differences).not.toEqual([]);
    for (const difference of explanation.differences) expectClosed(difference, explanation.records.length);
    expect(explanation.records.map(nameOf).filter((name) => !differing.has(name))).toEqual([]);
    differences += explanation.differences.length;
  }
  return differences;
}

/** What has to be the same from either side, with every sign turned round. */
function essence({results}: ComparisonDocument, turned: boolean) {
  const signed = (amount: string, unit: string): string => {
    if (!turned || unit === 'line' || amount === '0') return amount;
    return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
  };
  return results.map(({report, project, verdict, reason, explanation}) => ({
    asked: [report, project, verdict, reason],
    size: explanation?.size,
    differences: explanation?.differences
      .map(({where, unit, amount, rounding, contributions, control, candidate}) => ({
        where,
        unit,
        values: turned ? [candidate, control] : [control, candidate],
        amount: signed(amount, unit),
        rounding: signed(rounding, unit),
        parts: contributions
          .map((each) => `${nameOf(explanation.records[each.record] as RecordDocument)} ${signed(each.amount, unit)}`)
          .sort(),
      }))
      .sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)),
  }));
}

describe('generated reports of two generated trees', () => {
  it(
    'differ in cells that close, by records that differ, and alike from either side',
    async () => {
      let differences = 0;
      await fc.assert(
        fc.asyncProperty(pair, reportsArbitrary, async ([left, right], reports) => {
          const [control, candidate] = [await sourceOf(left), await sourceOf(right)];
          const there = await compared(control, candidate, reports);
          differences += await expectAccounted(there, control, candidate);
          expect(essence(await compared(candidate, control, reports), true)).toEqual(essence(there, false));
        }),
        {numRuns: TREES},
      );
      // A test of explanations in which nothing differs would be none.
      expect(differences).toBeGreaterThan(TREES);
    },
    LONG,
  );

  it(
    'are explained alike when a database is the candidate',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          pair,
          reportsArbitrary,
          fc.constantFrom<DatabaseKind>(...databaseKinds),
          async ([left, right], reports, kind) => {
            const files = await sourceOf(right);
            await backends.empty(kind);
            await backends.load(kind);
            const control = await sourceOf(left);
            const byFiles = await compared(control, files, reports);
            const byDatabase = await backends.database(kind).withSource(async (candidate) => {
              const found = await compared(control, candidate, reports);
              await expectAccounted(found, control, candidate);
              return found;
            });
            // A file that cannot be read is a day to files and none to a database: nothing is compared there.
            const cells = (document: ComparisonDocument) =>
              essence(document, false)
                .filter(({asked}) => asked[3] !== 'empty')
                .map(({asked, differences}) => [asked, differences?.map(({where, amount}) => [where, amount])]);
            expect(cells(byDatabase)).toEqual(cells(byFiles));
          },
        ),
        {numRuns: Math.ceil(TREES / 4)},
      );
    },
    LONG,
  );
});
