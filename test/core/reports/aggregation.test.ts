import {describe, expect, it} from '@jest/globals';
import Fraction from 'fraction.js';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {printExactInstant} from '../../../src/core/instant.ts';
import {compileReport} from '../../../src/core/reports/compiled-report.ts';
import type {Measure, ReportDefinition} from '../../../src/core/reports/definition.ts';
import type {Cell, Table} from '../../../src/core/reports/table.ts';
import {count, definitionOf, field, is, keys, payload} from '../../support/report-definition.ts';
import {traceValues, type WrittenRun, type WrittenTrace} from '../../support/trace-values.ts';

const SCOPE = {project: null, from: '2025-09-13' as CalendarDate, to: '2025-09-15' as CalendarDate};

function tableOf(definition: ReportDefinition, traces: readonly WrittenTrace[], whole = false): Table {
  const report = compileReport(definition);
  const aggregation = report.aggregate();
  for (const trace of traces) aggregation.add(traceValues(report, trace));
  return whole ? aggregation.wholeTable(SCOPE) : aggregation.table(SCOPE);
}

function print(cell: Cell): string | null {
  if (cell === null) return null;
  return cell instanceof Fraction ? cell.toFraction() : printExactInstant(cell);
}

function rows(definition: ReportDefinition, traces: readonly WrittenTrace[], whole = false): (string | null)[][] {
  return tableOf(definition, traces, whole).rows.map(({keys, cells}) => [...keys, ...cells.map(print)]);
}

/** Each run is the root of a trace of its own. */
function traces(...runs: readonly WrittenRun[]): WrittenTrace[] {
  return runs.map((run, at) => ({traceId: `t${at}`, records: {[`t${at}`]: run}}));
}

/** The cells of one row for all. */
function cells(measures: Readonly<Record<string, Measure>>, ...runs: readonly WrittenRun[]): (string | null)[] {
  const named = Object.entries(measures).map(([name, measure]) => ({name, measure}));
  return rows(definitionOf({measures: named}), traces(...runs))[0] ?? [];
}

describe('a measure', () => {
  it('counts units, and those that meet a condition', () => {
    expect(cells({all: count(), x: count(is('name', 'x'))}, {name: 'x'}, {name: 'y'}, {})).toEqual(['3', '1']);
  });

  it('counts different values by how they print, and not what is missing', () => {
    const distinct = {kind: 'distinct', field: payload('inputs', 'a')} as const;
    expect(cells({distinct}, ...[1, '1', 1.5, '1.50', true, 'true', null, ''].map((a) => ({inputs: {a}})), {})).toEqual(
      ['5'],
    );
  });

  it('counts traces by project, date and trace id', () => {
    const definition = definitionOf({
      measures: [{name: 'traces', measure: {kind: 'distinct', field: field('trace_id')}}],
    });
    const records = {a: {}, b: {}};
    const written = [
      {traceId: 't', records},
      {traceId: 't', project: 'beta', records},
      {traceId: 't', date: '2025-09-14', records},
    ];
    expect(rows(definition, written)).toEqual([['3']]);
  });

  it('sums up exactly; units without a number do not count, and none at all is missing, not zero', () => {
    const sum = {kind: 'sum', field: field('total_cost'), digits: null} as const;
    const known = {kind: 'known', field: field('total_cost')} as const;
    expect(cells({sum, known}, {total_cost: '0.1'}, {total_cost: 0.2}, {}, {total_cost: 'free'})).toEqual([
      '3/10',
      '2',
    ]);
    expect(cells({sum, known}, {}, {total_cost: null})).toEqual([null, '0']);
    expect(cells({sum, known}, {total_cost: 0})).toEqual(['0', '1']);
    expect(cells({sum, known})).toEqual([null, '0']);
  });

  it('averages without rounding', () => {
    const average = {kind: 'average', field: field('total_tokens'), digits: 3} as const;
    expect(cells({average}, {total_tokens: 1}, {total_tokens: 0}, {total_tokens: 1}, {})).toEqual(['2/3']);
    expect(cells({average}, {})).toEqual([null]);
  });

  it('finds the least and the greatest, of numbers by value and of times', () => {
    const extent = (kind: 'min' | 'max', name: 'total_tokens' | 'start'): Measure => ({
      kind,
      field: field(name),
      digits: null,
    });
    const runs = ['9', '10', '-1'].map((total_tokens) => ({total_tokens}));
    expect(cells({min: extent('min', 'total_tokens'), max: extent('max', 'total_tokens')}, ...runs)).toEqual([
      '-1',
      '10',
    ]);
    const times = ['2025-09-13T10:00:00.5', '2025-09-13T10:00:00', 'None', '2025-09-13T11:00:00+02:00'];
    expect(
      cells({min: extent('min', 'start'), max: extent('max', 'start')}, ...times.map((start_time) => ({start_time}))),
    ).toEqual(['2025-09-13T09:00:00Z', '2025-09-13T10:00:00.5Z']);
    expect(cells({min: extent('min', 'start')}, {})).toEqual([null]);
  });

  it.each([
    [50, 4, 2],
    [50, 5, 3],
    [25, 4, 1],
    [25.1, 4, 2],
    [55, 100, 55],
    [95, 20, 19],
    [95, 21, 20],
    [99.9, 1000, 999],
    [100, 7, 7],
    [0.001, 7, 1],
  ])('the %f th percentile of 1 to %i is %i', (percent, most, expected) => {
    const percentile = {kind: 'percentile', field: field('total_tokens'), percent, digits: null} as const;
    const runs = Array.from({length: most}, (_, at) => ({total_tokens: ((at * 7919) % most) + 1}));
    // 7919 is prime, so this is every number up to the greatest once, in disorder.
    expect(cells({percentile}, ...runs)).toEqual([String(expected)]);
  });

  it('ranks by value, beyond doubles', () => {
    const median = {kind: 'percentile', field: field('total_cost'), percent: 50, digits: null} as const;
    const costs = ['1.00000000000000000002', '10', '1.00000000000000000001'];
    expect(cells({median}, ...costs.map((total_cost) => ({total_cost})))).toEqual([
      '50000000000000000001/50000000000000000000',
    ]);
    expect(cells({median}, {})).toEqual([null]);
  });

  it('takes a number of the payload that is stored as a text', () => {
    const sum = {kind: 'sum', field: payload('outputs', 'a'), digits: null} as const;
    expect(cells({sum}, ...[1, '2.5', 'x', true, null, [3]].map((a) => ({outputs: {a}})))).toEqual(['7/2']);
  });

  it('divides two others, wherever they stand; by nothing or by zero is missing', () => {
    const percent = {kind: 'percent', part: 'x', whole: 'all', digits: 1, empty: ''} as const;
    const share = {kind: 'share', part: 'cost', whole: 'tokens', digits: 1, empty: ''} as const;
    const cost = {kind: 'sum', field: field('total_cost'), digits: null} as const;
    const tokens = {kind: 'sum', field: field('total_tokens'), digits: null} as const;
    const measures = {percent, share, x: count(is('name', 'x')), all: count(), cost, tokens};
    expect(cells(measures, {name: 'x', total_cost: 1, total_tokens: 3}, {}, {}).slice(0, 2)).toEqual(['100/3', '1/3']);
    expect(cells(measures, {total_tokens: 0, total_cost: 1}).slice(0, 2)).toEqual(['0', null]);
    expect(cells(measures, {total_tokens: 5}).slice(0, 2)).toEqual(['0', null]);
    expect(cells(measures).slice(0, 2)).toEqual([null, null]);
  });
});

describe('rows', () => {
  const named = (...names: readonly (string | null)[]) => traces(...names.map((name) => ({name})));

  it('are one without keys, even for no unit', () => {
    expect(rows(definitionOf({}), [])).toEqual([['0']]);
    expect(rows(definitionOf({by: keys('name')}), [])).toEqual([]);
  });

  it('keep a missing key apart from the text that it prints, and last', () => {
    expect(rows(definitionOf({by: keys('name')}), named('Unknown', null, '', 'null', null))).toEqual([
      ['', '1'],
      ['Unknown', '1'],
      ['null', '1'],
      [null, '2'],
    ]);
  });

  it('stand by their keys, by code point, the first key first', () => {
    const written = [
      {name: '😀', status: 'b'},
      {name: '～', status: 'c'},
      {name: '～', status: 'a'},
      {name: '～'},
      {name: 'Z', status: 'z'},
      {name: 'a'},
    ];
    expect(rows(definitionOf({by: keys('name', 'status')}), traces(...written)).map((row) => row.slice(0, 2))).toEqual([
      ['Z', 'z'],
      ['a', null],
      ['～', 'a'],
      ['～', 'c'],
      ['～', null],
      ['😀', 'b'],
    ]);
  });

  it('stand as the definition says, then by their keys; what is missing comes last in either direction', () => {
    const sum = {name: 'sum', measure: {kind: 'sum', field: field('total_tokens'), digits: null}} as const;
    const order = (direction: 'asc' | 'desc'): ReportDefinition =>
      definitionOf({
        by: keys('name'),
        measures: [sum],
        order: [{column: {kind: 'measure', name: 'sum'}, direction}],
      });
    const written = traces(
      {name: 'b', total_tokens: 9},
      {name: 'a', total_tokens: 10},
      {name: 'd'},
      {name: 'c', total_tokens: 9},
      {name: 'e'},
    );
    expect(rows(order('desc'), written).map(([name]) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(rows(order('asc'), written).map(([name]) => name)).toEqual(['b', 'c', 'a', 'd', 'e']);
  });

  it('stand by the value of a number or time where the definition orders by it', () => {
    const by = keys('total_tokens');
    const written = traces(...[9, 10, 1.5, null].map((total_tokens) => ({total_tokens})));
    expect(rows(definitionOf({by}), written).map(([key]) => key)).toEqual(['1.5', '10', '9', null]);
    const order = [{column: {kind: 'key', at: 0}, direction: 'desc'}] as const;
    expect(rows(definitionOf({by, order}), written).map(([key]) => key)).toEqual(['10', '9', '1.5', null]);
    const times = traces(...['2025-09-13T10:00:00.5', '2025-09-13T10:00:00'].map((start_time) => ({start_time})));
    expect(
      rows(definitionOf({by: keys('start'), order: [{column: {kind: 'key', at: 0}, direction: 'asc'}]}), times),
    ).toEqual([
      ['2025-09-13T10:00:00Z', '1'],
      ['2025-09-13T10:00:00.5Z', '1'],
    ]);
  });

  it('leave out units for which the condition does not hold, and count their records all the same', () => {
    const table = tableOf(definitionOf({by: keys('name'), where: is('name', 'x')}), named('x', 'y', 'x'));
    expect(table.rows.map(({keys}) => keys)).toEqual([['x']]);
    expect(table.records).toBe(3);
  });

  it('are added for the dates of the scope that have none', () => {
    const definition = definitionOf({by: keys('day'), measures: [{name: 'n', measure: count()}], fill: 'dates'});
    expect(rows(definition, [{date: '2025-09-14', records: {a: {}}}])).toEqual([
      ['2025-09-13', '0'],
      ['2025-09-14', '1'],
      ['2025-09-15', '0'],
    ]);
  });

  it('may be 10,000, and not one more, however few are printed', () => {
    const definition = definitionOf({by: keys('name'), top: {by: 'count', rows: 1, rest: null}});
    const report = compileReport(definition);
    const aggregation = report.aggregate();
    const names = Array.from({length: 10_000}, (_, at) => String(at));
    for (const trace of named(...names, '0')) aggregation.add(traceValues(report, trace));
    expect(aggregation.wholeTable(SCOPE).rows.length).toBe(10_000);
    expect(() => aggregation.add(traceValues(report, named('one more')[0] as WrittenTrace))).toThrow(
      expect.objectContaining({code: 'LSE_REPORT', message: "The report 'test' has more than 10000 rows."}),
    );
  });
});

describe('top', () => {
  const tokens = {
    name: 'p',
    measure: {kind: 'percentile', field: field('total_tokens'), percent: 50, digits: null},
  } as const;
  const distinct = {name: 'd', measure: {kind: 'distinct', field: field('status')}} as const;
  const written = traces(
    ...['a', 'a', 'a', 'b', 'b', 'c', 'd', 'd'].map((name, at) => ({name, total_tokens: at, status: `s${at % 2}`})),
  );
  const definition = (rows: number, rest: string | null, order: ReportDefinition['order'] = []): ReportDefinition =>
    definitionOf({
      by: keys('name', 'run_type'),
      measures: [{name: 'n', measure: count()}, tokens, distinct],
      order,
      top: {by: 'n', rows, rest},
    });

  it('takes the greatest, ties by the keys, and adds up the rest from its units', () => {
    const table = tableOf(definition(2, 'Other'), written);
    expect(table.rows.map(({kind, keys, cells}) => [kind, ...keys, ...cells.map(print)])).toEqual([
      ['group', 'a', null, '3', '1', '2'],
      ['group', 'b', null, '2', '3', '2'],
      // Of 5, 6 and 7 the median is 6; two statuses, which both c and d have.
      ['rest', 'Other', null, '3', '6', '2'],
    ]);
  });

  it('leaves the rest out where it has no name, and has none where nothing is left', () => {
    expect(rows(definition(2, null), written).map(([name]) => name)).toEqual(['a', 'b']);
    expect(rows(definition(4, 'Other'), written).map(([name]) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps the order of the definition, the rest behind it', () => {
    const order = [{column: {kind: 'key', at: 0}, direction: 'desc'}] as const;
    expect(rows(definition(2, 'Other', order), written).map(([name]) => name)).toEqual(['b', 'a', 'Other']);
  });

  it('takes nothing from the whole table, which can be had again and again', () => {
    expect(rows(definition(1, 'Other'), written, true).map(([name]) => name)).toEqual(['a', 'b', 'c', 'd']);
    const report = compileReport(definition(1, 'Other'));
    const aggregation = report.aggregate();
    for (const trace of written) aggregation.add(traceValues(report, trace));
    expect(aggregation.table(SCOPE)).toEqual(aggregation.table(SCOPE));
  });
});
