import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {compileReport} from '../../src/core/reports/compiled-report.ts';
import type {ReportDefinition} from '../../src/core/reports/definition.ts';
import {reportTable, type TableSource} from '../../src/core/reports/report-table.ts';
import type {Table} from '../../src/core/reports/table.ts';
import {compiledZenrowsErrors, errorTable, partsOfDays, zenrowsErrors} from '../../src/core/reports/zenrows-errors.ts';
import {formatTable} from '../../src/format/table/format.ts';
import {pathOf} from '../oracle/tree-file.ts';
import {Backends, databaseKinds, sourceKinds} from '../support/backends.ts';
import {FIRST_DATE, LAST_DATE, treeArbitrary} from './tree-arbitrary.ts';

const TREES = Number(process.env.LSE_TEST_TREES ?? 15);
const SCOPE = {from: FIRST_DATE as CalendarDate, to: LAST_DATE as CalendarDate};

/** Of the same two counts, in other columns, under other names and in another order, without the dates that have no traces. */
const failingDays: ReportDefinition = {
  ...zenrowsErrors,
  name: 'failing-days',
  measures: [
    {name: 'failed', measure: {kind: 'count', condition: failing()}},
    {name: 'all', measure: {kind: 'count', condition: null}},
    {name: 'share', measure: {kind: 'share', part: 'failed', whole: 'all', digits: 4, empty: ''}},
  ],
  columns: [
    {kind: 'measure', name: 'share', heading: 'Share', missing: 'none'},
    {kind: 'key', at: 0},
    {kind: 'measure', name: 'failed', heading: 'Failed', missing: ''},
  ],
  order: [{column: {kind: 'measure', name: 'failed'}, direction: 'desc'}],
  fill: null,
};

function failing() {
  const [, errors] = zenrowsErrors.measures;
  if (errors?.measure.kind !== 'count') throw new Error('zenrows-errors counts its errors');
  return errors.measure.condition;
}

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

/** What the traces themselves come to, whatever shorter way the source knows. */
function withoutCounting(source: ReportSource): TableSource {
  return {counted: async () => null, traces: (scope, paths) => source.traces(scope, paths)};
}

const csv = (table: Table): string => formatTable(table, 'csv', {mask: true});

describe('the shorter way to zenrows-errors', () => {
  it('leads where the other one does over generated trees, for each source', async () => {
    const compiled = compileReport(failingDays);
    await fc.assert(
      fc.asyncProperty(treeArbitrary(), async (files) => {
        await backends.useTree(Object.fromEntries(files.map((file) => [pathOf(file), file.bytes])));
        for (const kind of databaseKinds) {
          await backends.empty(kind);
          await backends.load(kind);
        }
        for (const kind of sourceKinds) {
          await backends.withSource(kind, async (source) => {
            for (const project of [null, ...(await source.projects())]) {
              const scope = {project, ...SCOPE};
              const [errors, days] = [await errorTable(source, scope), await reportTable(source, compiled, scope)];
              const slowly = withoutCounting(source);
              expect(csv(errors)).toBe(csv(await reportTable(slowly, compiledZenrowsErrors(), scope)));
              expect(csv(days)).toBe(csv(await reportTable(slowly, compiled, scope)));
              expect(errors.records).toBe((await reportTable(slowly, compiledZenrowsErrors(), scope)).records);
            }
          });
        }
      }),
      {numRuns: TREES},
    );
  }, 600_000);

  it('is taken by reports of these counts by day, and by no other', () => {
    const takes = (change: Partial<ReportDefinition>): boolean =>
      partsOfDays(compileReport({...zenrowsErrors, ...change})) !== null;
    expect(takes({})).toBe(true);
    expect(partsOfDays(compileReport(failingDays))).not.toBeNull();
    const count = (condition: ReturnType<typeof failing>) => ({
      measures: [...zenrowsErrors.measures, {name: 'more', measure: {kind: 'count' as const, condition}}],
    });
    const isNamed = {kind: 'test', field: {kind: 'field', name: 'name'}, test: {kind: 'is', operand: 'x'}} as const;
    expect(takes(count({kind: 'some-run', condition: isNamed}))).toBe(false);
    expect(takes({where: failing()})).toBe(false);
    expect(takes({rows: 'records'})).toBe(false);
    expect(takes({by: []})).toBe(false);
    expect(takes({by: [{field: {kind: 'field', name: 'month'}, heading: 'Month', missing: 'Unknown'}]})).toBe(false);
    const distinct = {kind: 'distinct', field: {kind: 'field', name: 'trace_id'}} as const;
    expect(takes({measures: [...zenrowsErrors.measures, {name: 'more', measure: distinct}]})).toBe(false);
  });
});
