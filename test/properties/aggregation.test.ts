import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import Fraction from 'fraction.js';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {type CompiledReport, compileReport} from '../../src/core/reports/compiled-report.ts';
import type {Measure, NamedMeasure, ReportDefinition} from '../../src/core/reports/definition.ts';
import type {Cell, Table, TableRow} from '../../src/core/reports/table.ts';
import {formatTable, tableFormats} from '../../src/format/table/format.ts';
import {count, definitionOf, field, is, keys, payload} from '../support/report-definition.ts';
import {traceValues, type WrittenRun, type WrittenTrace} from '../support/trace-values.ts';

const SCOPE = {project: null, from: '2025-09-13' as CalendarDate, to: '2025-09-15' as CalendarDate};

const scalar = fc.constantFrom<unknown>(
  'a',
  'b',
  '',
  '～',
  '😀',
  'error',
  'SUCCESS',
  null,
  5,
  '5',
  0.1,
  '1e-30',
  true,
  {b: 1, a: 2},
);
const time = fc.constantFrom<unknown>(
  '2025-09-13T10:00:00',
  '2025-09-13T10:00:00.25Z',
  '2025-09-13T12:30:00+02:00',
  1757757600000,
  'None',
  null,
);
const number = fc.constantFrom<unknown>(0, 1, '2', 0.1, '0.25', -3, '12345678901234567890', 'x', null);
const id = fc.constantFrom('a', 'b', 'c', 'root', '');

const {run} = fc.letrec<{run: WrittenRun}>((tie) => ({
  run: fc.record(
    {
      id,
      parent_run_id: id,
      name: scalar,
      status: scalar,
      error: scalar,
      start_time: time,
      end_time: time,
      total_tokens: number,
      total_cost: number,
      inputs: fc.record({crypto_symbol: scalar, a: scalar}, {requiredKeys: []}),
      child_runs: fc.array(tie('run'), {maxLength: 2}),
    },
    {requiredKeys: []},
  ),
}));

const trace: fc.Arbitrary<WrittenTrace> = fc.record({
  project: fc.constantFrom('alpha', 'beta'),
  date: fc.constantFrom('2025-09-13', '2025-09-14'),
  records: fc.dictionary(fc.constantFrom('a', 'b', 'root'), fc.option(run, {freq: 9}), {minKeys: 1, maxKeys: 3}),
});

/** No trace twice, as a source hands them over. */
const traces = fc
  .uniqueArray(trace, {maxLength: 8, selector: ({project, date}) => `${project} ${date}`})
  .chain((some) =>
    fc
      .array(fc.constantFrom('root', 't'), {minLength: some.length, maxLength: some.length})
      .map((ids) => some.map((each, at) => ({...each, traceId: ids[at] as string}))),
  );

const quantity = fc.constantFrom(
  field('total_tokens'),
  field('total_cost'),
  field('latency'),
  field('depth'),
  payload('inputs', 'a'),
);
const measure: fc.Arbitrary<Measure> = fc.oneof(
  fc.constantFrom(count(), count(is('status', 'error'))),
  fc
    .constantFrom('name', 'symbol', 'trace_id', 'error_message')
    .map((name) => ({kind: 'distinct', field: field(name)}) as Measure),
  quantity.map((field) => ({kind: 'known', field}) as Measure),
  fc
    .tuple(fc.constantFrom('sum', 'min', 'max', 'average'), quantity)
    .map(([kind, field]) => ({kind, field, digits: 2}) as Measure),
  fc.constantFrom('min', 'max').map((kind) => ({kind, field: field('start'), digits: null}) as Measure),
  fc
    .tuple(fc.constantFrom(1, 50, 95.5, 100), quantity)
    .map(([percent, field]) => ({kind: 'percentile', field, percent, digits: null}) as Measure),
);

const definition: fc.Arbitrary<ReportDefinition> = fc
  .record({
    rows: fc.constantFrom('runs' as const, 'records' as const, 'traces' as const),
    where: fc.constantFrom(null, null, {kind: 'not', condition: is('name', 'a')} as const),
    by: fc
      .subarray(['name', 'day', 'status', 'symbol', 'hour', 'parent_name', 'is_root'] as const, {maxLength: 2})
      .map((names) => keys(...names)),
    measures: fc.array(measure, {minLength: 1, maxLength: 4}),
    rest: fc.constantFrom('Other', null),
    most: fc.integer({min: 1, max: 3}),
    isTop: fc.boolean(),
  })
  .map(({rows, where, by, measures, rest, most, isTop}) => {
    const named: NamedMeasure[] = [
      {name: 'n', measure: count()},
      ...measures.map((measure, at) => ({name: `m${at}`, measure})),
      {name: 'rate', measure: {kind: 'percent', part: 'n', whole: 'n', digits: 1, empty: '-'}},
    ];
    const top = isTop && by.length > 0 ? {by: 'n', rows: most, rest} : null;
    return definitionOf({rows, where, by, measures: named, top});
  });

function printed(table: Table): string[] {
  return tableFormats.map((format) => formatTable(table, format, {mask: true}));
}

function tableOf(report: CompiledReport, written: readonly WrittenTrace[]): Table {
  const aggregation = report.aggregate();
  for (const trace of written) aggregation.add(traceValues(report, trace));
  return aggregation.table(SCOPE);
}

describe('a table', () => {
  it('does not depend on the order in which traces come', () => {
    fc.assert(
      fc.property(definition, traces, (definition, written) => {
        const report = compileReport(definition);
        expect(printed(tableOf(report, written.toReversed()))).toEqual(printed(tableOf(report, written)));
      }),
    );
  });

  it('is the same whether it is made at once, in parts that are merged, or of parts of units that repeat', () => {
    fc.assert(
      fc.property(definition, traces, fc.nat(8), (definition, written, cut) => {
        const report = compileReport(definition);
        const expected = printed(tableOf(report, written));
        const [first, second, repeated] = [report.aggregate(), report.aggregate(), report.aggregate()];
        for (const trace of written.slice(0, cut)) first.add(traceValues(report, trace));
        for (const trace of written.slice(cut)) second.add(traceValues(report, trace));
        first.merge(second);
        expect(printed(first.table(SCOPE))).toEqual(expected);
        // Units that give the same are added once, with how many they are; as a database groups them.
        const parts = written.flatMap((trace) => report.parts(traceValues(report, trace)));
        const key = ({keys, inputs}: (typeof parts)[number]) =>
          JSON.stringify([
            keys,
            inputs.map(String),
            inputs.map((input) => (typeof input === 'object' && input !== null && 'seconds' in input ? input : null)),
          ]);
        const groups = new Map<string, typeof parts>();
        for (const part of parts) groups.set(key(part), [...(groups.get(key(part)) ?? []), part]);
        for (const group of groups.values()) {
          const [one] = group;
          if (one !== undefined) repeated.addPart(one, group.length);
        }
        repeated.addRecords(written.reduce((sum, {records}) => sum + Object.keys(records).length, 0));
        expect(printed(repeated.table(SCOPE))).toEqual(expected);
        expect(repeated.table(SCOPE).records).toBe(tableOf(report, written).records);
      }),
    );
  });

  it('has as much in the rows that top shows and in the rest as there is in the whole', () => {
    const additive = ({measure}: NamedMeasure) =>
      measure.kind === 'count' || measure.kind === 'known' || measure.kind === 'sum';
    fc.assert(
      fc.property(definition, traces, (definition, written) => {
        const {by, measures} = definition;
        fc.pre(by.length > 0);
        const total = (table: Table) =>
          measures.map((named, at) =>
            additive(named) ? String(sum(table.rows.map(({cells}) => cells[at] ?? null))) : null,
          );
        const top = tableOf(compileReport({...definition, top: {by: 'n', rows: 1, rest: 'Other'}}), written);
        const whole = tableOf(compileReport({...definition, top: null}), written);
        const one = tableOf(compileReport({...definition, by: [], columns: [], top: null}), written);
        expect(total(top)).toEqual(total(whole));
        expect(total(one)).toEqual(total(whole));
        expect(top.rows.length).toBe(Math.min(2, whole.rows.length));
      }),
    );
  });

  it('has the rest that a table of the other groups alone would have as one row', () => {
    fc.assert(
      fc.property(definition, traces, (definition, written) => {
        fc.pre(definition.by.length === 1 && definition.where === null);
        const top = tableOf(compileReport({...definition, top: {by: 'n', rows: 1, rest: 'Other'}}), written);
        const [first, rest] = top.rows;
        if (first === undefined || rest === undefined) return;
        const report = compileReport({...definition, top: null});
        const others = compileReport({...definition, by: [], columns: [], top: null}).aggregate();
        for (const part of written.flatMap((trace) => report.parts(traceValues(report, trace)))) {
          if (part.keys[0] !== first.keys[0]) others.addPart({keys: [], inputs: part.inputs});
        }
        expect(cellsOf(rest)).toEqual(cellsOf(others.table(SCOPE).rows[0]));
      }),
    );
  });
});

function cellsOf(row: TableRow | undefined): (string | null)[] {
  return (row?.cells ?? []).map((cell) => (cell instanceof Fraction ? cell.toFraction() : JSON.stringify(cell)));
}

function sum(cells: readonly Cell[]): Fraction {
  return cells.reduce((sum: Fraction, cell) => (cell instanceof Fraction ? sum.add(cell) : sum), new Fraction(0));
}
