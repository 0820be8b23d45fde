import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {definedReport} from '../oracle/reports/defined-report.ts';
import {tableOf} from '../oracle/reports/table.ts';
import {definitionArbitrary} from './definition-arbitrary.ts';
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
  expect(seen.masked).toBeGreaterThan(5);
  expect(seen.filled).toBeGreaterThan(5);
});
