import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {catalogue} from '../../src/core/fields/catalogue.ts';
import {tracesOf} from '../oracle/failing-trace.ts';
import {definedReport} from '../oracle/reports/defined-report.ts';
import {fieldValue, printValue} from '../oracle/reports/field.ts';
import {tableOf} from '../oracle/reports/table.ts';
import {traceOf, unitsOf} from '../oracle/reports/unit.ts';
import {readTree} from '../oracle/run-record.ts';
import {definitionArbitrary, fieldNames} from './definition-arbitrary.ts';
import {FIRST_DATE, LAST_DATE, treeArbitrary} from './tree-arbitrary.ts';

test('generated definitions come to tables that say something: rows, rests, missing keys and numbers', () => {
  const seen = {several: 0, rests: 0, missingKeys: 0, percents: 0, where: 0, someRun: 0, masked: 0, filled: 0};
  const pairs = fc.sample(fc.tuple(treeArbitrary(), definitionArbitrary), {numRuns: 300, seed: 7});
  for (const [files, definition] of pairs) {
    const question = {project: null, from: FIRST_DATE, to: LAST_DATE, mask: false};
    const {rows, rest} = tableOf(files, definition, question);
    const {csv} = definedReport(files, definition, question);
    seen.several += Number(rows.length > 1);
    seen.rests += Number(rest !== undefined);
    seen.missingKeys += Number(rows.some(({keys}) => keys.includes(undefined)));
    seen.percents += Number(csv.includes('%'));
    seen.where += Number(definition.where !== undefined && rows.some(({units}) => units.length > 0));
    seen.someRun += Number(JSON.stringify(definition.measures).includes('some_run'));
    seen.masked += Number(definedReport(files, definition, {...question, mask: true}).csv !== csv);
    seen.filled += Number(definition.fill !== undefined && rows.some(({units}) => units.length === 0));
  }
  expect(seen.several).toBeGreaterThan(60);
  expect(seen.rests).toBeGreaterThan(20);
  expect(seen.missingKeys).toBeGreaterThan(60);
  expect(seen.percents).toBeGreaterThan(80);
  expect(seen.where).toBeGreaterThan(30);
  expect(seen.someRun).toBeGreaterThan(10);
  expect(seen.masked).toBeGreaterThan(2);
  expect(seen.filled).toBeGreaterThan(5);
});

test('generated trees have every field that a report can name, and lack it', () => {
  const always = ['project', 'day', 'week', 'month', 'trace_id'];
  const found = new Map<string, {present: number; missing: number; values: Set<string>}>();
  for (const files of fc.sample(treeArbitrary(), {numRuns: 60, seed: 3})) {
    const units = tracesOf(readTree(files).records).flatMap((records) => unitsOf(traceOf(records), 'runs'));
    for (const name of fieldNames) {
      const seen = found.get(name) ?? {present: 0, missing: 0, values: new Set()};
      for (const unit of units) {
        const value = fieldValue(unit, name);
        if (value === undefined) seen.missing += 1;
        else seen.present += 1;
        if (value !== undefined) seen.values.add(printValue(value));
      }
      found.set(name, seen);
    }
  }
  const sparse = [...found]
    .filter(([name, {present, missing, values}]) => {
      const isRich = present > 50 && (values.size > 1 || name === 'month' || name === 'week');
      return !isRich || (missing < 10 && !always.includes(name) && name !== 'is_root');
    })
    .map(([name, {present, missing, values}]) => ({name, present, missing, values: values.size}));
  expect(sparse).toEqual([]);
});

test('generated definitions may name every field of the catalogue', () => {
  expect([...fieldNames].sort()).toEqual(Object.keys(catalogue).sort());
});
