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
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {Backends, type DatabaseKind, databaseKinds} from '../support/backends.ts';
import {expectAccounted, recordName, treePair, turnedAmount} from './accounted.ts';
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

const pair = treePair(
  fc.nat(5).map((die) => die !== 0),
  treeArbitrary({maxFiles: 6}),
);

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

/** The names of the records that a verification finds to differ. */
async function differingRecords(control: ReportSource, candidate: ReportSource): Promise<Set<string>> {
  const verification = await verifySources(control, candidate, await planVerification(control, candidate, null));
  return new Set(verification.differences.map(({difference: {kind, key}}) => recordName({kind, ...key})));
}

/** Without the kind: what is missing on one side is extra from the other. */
function runName({project, date, runId}: RecordDocument): string {
  return JSON.stringify([project, date, runId]);
}

/** What has to be the same from either side, with every sign turned round. */
function essence({results}: ComparisonDocument, turned: boolean) {
  const signed = (amount: string, unit: string): string => (turned ? turnedAmount(amount, unit) : amount);
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
          .map((each) => `${runName(explanation.records[each.record] as RecordDocument)} ${signed(each.amount, unit)}`)
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
          differences += expectAccounted(there, await differingRecords(control, candidate));
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
              expectAccounted(found, await differingRecords(control, candidate));
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
