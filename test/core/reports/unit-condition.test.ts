import {describe, expect, it} from '@jest/globals';
import type {FieldName, FieldReference} from '../../../src/core/fields/catalogue.ts';
import {compileReport} from '../../../src/core/reports/compiled-report.ts';
import type {Condition, RowKind, Test} from '../../../src/core/reports/definition.ts';
import {definitionOf, is, payload, test} from '../../support/report-definition.ts';
import {traceValues, type WrittenRun, type WrittenTrace} from '../../support/trace-values.ts';

/** How many units of a trace meet a condition. */
function met(where: Condition, trace: WrittenTrace, rows: RowKind): number {
  const report = compileReport(definitionOf({rows, where}));
  return report.parts(traceValues(report, trace)).length;
}

function holds(where: Condition, run: WrittenRun): boolean {
  return met(where, {records: {root: run}}, 'records') === 1;
}

const a = payload('inputs', 'a');
const instants = {start_time: '2025-09-13T10:00:00.5Z'};

describe('a test of a field', () => {
  it.each<[FieldName | FieldReference, Test, WrittenRun, boolean]>([
    ['name', {kind: 'is', operand: 'x'}, {name: 'x'}, true],
    ['name', {kind: 'is', operand: 'x'}, {name: 'X'}, false],
    ['name', {kind: 'is', operand: ''}, {name: ''}, true],
    ['name', {kind: 'is', operand: ''}, {}, false],
    ['total_cost', {kind: 'is', operand: 0.1}, {total_cost: '0.10'}, true],
    ['total_cost', {kind: 'is', operand: 0.1}, {total_cost: 0.2}, false],
    ['is_root', {kind: 'is', operand: true}, {}, true],
    ['is_root', {kind: 'is', operand: false}, {}, false],
    ['start', {kind: 'is', operand: '2025-09-13T12:00:00.50+02:00'}, instants, true],
    [a, {kind: 'is', operand: 5}, {inputs: {a: 5}}, true],
    [a, {kind: 'is', operand: 5}, {inputs: {a: '5'}}, false],
    [a, {kind: 'is', operand: '5'}, {inputs: {a: 5}}, false],
    [a, {kind: 'is', operand: '[1,2]'}, {inputs: {a: [1, 2]}}, true],
    [a, {kind: 'is', operand: false}, {inputs: {a: false}}, true],
    [a, {kind: 'is', operand: false}, {inputs: {a: null}}, false],
    ['name', {kind: 'in', operands: ['x', 'y']}, {name: 'y'}, true],
    ['name', {kind: 'in', operands: ['x', 'y']}, {name: 'z'}, false],
    ['name', {kind: 'in', operands: ['x']}, {}, false],
    ['name', {kind: 'exists', operand: true}, {name: ''}, true],
    ['name', {kind: 'exists', operand: true}, {name: null}, false],
    ['name', {kind: 'exists', operand: false}, {}, true],
    [a, {kind: 'text', operand: true}, {inputs: {a: 'x'}}, true],
    [a, {kind: 'text', operand: true}, {inputs: {a: 5}}, false],
    [a, {kind: 'text', operand: false}, {inputs: {a: 5}}, true],
    [a, {kind: 'text', operand: false}, {}, true],
    ['name', {kind: 'starts', operand: 'ab'}, {name: 'abc'}, true],
    ['name', {kind: 'starts', operand: 'bc'}, {name: 'abc'}, false],
    ['name', {kind: 'ends', operand: 'bc'}, {name: 'abc'}, true],
    ['name', {kind: 'ends', operand: 'ab'}, {name: 'abc'}, false],
    ['name', {kind: 'contains', operand: 'b'}, {name: 'abc'}, true],
    ['name', {kind: 'contains', operand: 'B'}, {name: 'abc'}, false],
    ['name', {kind: 'contains', operand: ''}, {}, false],
    ['tags', {kind: 'contains', operand: 'b'}, {tags: ['a', 'b']}, true],
    ['tags', {kind: 'contains', operand: 'b'}, {tags: ['abc']}, false],
    ['total_tokens', {kind: 'gt', operand: 9}, {total_tokens: 10}, true],
    ['total_tokens', {kind: 'gt', operand: 10}, {total_tokens: 10}, false],
    ['total_tokens', {kind: 'gte', operand: 10}, {total_tokens: '10.0'}, true],
    ['total_tokens', {kind: 'lt', operand: 10}, {total_tokens: 9.999}, true],
    ['total_tokens', {kind: 'lt', operand: 10}, {}, false],
    ['total_tokens', {kind: 'lte', operand: 10}, {total_tokens: 10}, true],
    ['total_tokens', {kind: 'lte', operand: 10}, {total_tokens: 11}, false],
    ['start', {kind: 'lt', operand: '2025-09-13T10:00:00.51'}, instants, true],
    ['start', {kind: 'gte', operand: '2025-09-13T10:00:01'}, instants, false],
    ['name', {kind: 'gt', operand: '～'}, {name: '😀'}, true],
    [a, {kind: 'gt', operand: 5}, {inputs: {a: '6'}}, false],
    [a, {kind: 'lt', operand: 5}, {inputs: {a: '6'}}, false],
    [a, {kind: 'lt', operand: 'x'}, {inputs: {a: 6}}, false],
  ])('%j %j of %j: %j', (of, what, run, expected) => {
    expect(holds(test(of, what), run)).toBe(expected);
  });

  it('holds negated for a missing value', () => {
    expect(holds({kind: 'not', condition: is('name', 'x')}, {})).toBe(true);
    expect(holds({kind: 'not', condition: is('name', 'x')}, {name: 'x'})).toBe(false);
  });
});

describe('conditions together', () => {
  const [isX, isY] = [is('name', 'x'), is('status', 'y')];

  it.each([
    [{name: 'x', status: 'y'}, true, true],
    [{name: 'x'}, false, true],
    [{status: 'y'}, false, true],
    [{}, false, false],
  ])('of %j: all %j, any %j', (run, all, any) => {
    expect(holds({kind: 'all', conditions: [isX, isY]}, run)).toBe(all);
    expect(holds({kind: 'any', conditions: [isX, isY]}, run)).toBe(any);
  });

  it('are met when there are none of all, and not when there are none of any', () => {
    expect(holds({kind: 'all', conditions: []}, {})).toBe(true);
    expect(holds({kind: 'any', conditions: []}, {})).toBe(false);
  });
});

describe('some_run', () => {
  const bad = {kind: 'some-run', condition: is('name', 'bad')} as const;
  const deep = {child_runs: [{child_runs: [{name: 'bad', id: 'n'}]}]};

  it('looks at every run of a record, and of all records of a trace', () => {
    const trace = {records: {root: {}, a: deep, b: {}}};
    expect(met(bad, trace, 'records')).toBe(1);
    expect(met(bad, trace, 'traces')).toBe(1);
    expect(met(bad, {records: {root: {}, a: {}}}, 'traces')).toBe(0);
  });

  it('looks at copies, too, even where the run has a record of its own', () => {
    expect(met(bad, {records: {root: deep, n: {name: 'good'}}}, 'traces')).toBe(1);
  });

  it('asks for one run that meets all of the condition', () => {
    const both = {kind: 'all', conditions: [is('name', 'bad'), is('status', 'error')]} as const;
    const split = {records: {root: {name: 'bad', child_runs: [{status: 'error'}]}}};
    expect(met({kind: 'some-run', condition: both}, split, 'traces')).toBe(0);
    expect(
      met(
        {kind: 'all', conditions: both.conditions.map((condition) => ({kind: 'some-run', condition}))},
        split,
        'traces',
      ),
    ).toBe(1);
  });
});
