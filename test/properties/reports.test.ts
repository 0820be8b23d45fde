import {readdirSync, readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parse} from 'yaml';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {type CompiledReport, compileReport} from '../../src/core/reports/compiled-report.ts';
import {reportTable} from '../../src/core/reports/report-table.ts';
import {readReport} from '../../src/definitions/report-text.ts';
import {formatTable, tableFormats} from '../../src/format/table/format.ts';
import {faultText} from '../../src/yaml/fault.ts';
import {definedReport} from '../oracle/reports/defined-report.ts';
import type {WrittenReport} from '../oracle/reports/written-report.ts';
import {readTree} from '../oracle/run-record.ts';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {Backends} from '../support/backends.ts';
import {definitionArbitrary, yamlOf, yamlStyles} from './definition-arbitrary.ts';
import {FIRST_DATE, LAST_DATE, treeArbitrary} from './tree-arbitrary.ts';

/** How many trees are generated; `LSE_TEST_TREES=1000 npm test -- properties/reports` is the long run. */
const TREES = Number(process.env.LSE_TEST_TREES ?? 35);
const DEFINITIONS = 4;
const LONG = 3_600_000;

const style = fc.constantFrom(...(Object.keys(yamlStyles) as (keyof typeof yamlStyles)[]));

interface Question {
  readonly project: string | null;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

/** A definition as the program reads it of its text. */
function compiled(text: string): CompiledReport {
  const read = readReport(text);
  if ('faults' in read) throw new Error(read.faults.map((fault) => faultText('generated', text, fault)).join('\n'));
  return compileReport(read.report.definition);
}

/** All dates of all projects, and one date of each project. */
function questionsOf(files: readonly TreeFile[]): Question[] {
  const [from, to] = [FIRST_DATE, LAST_DATE] as CalendarDate[] as [CalendarDate, CalendarDate];
  const projects = [...new Set(readTree(files).records.map(({project}) => project))];
  return [{project: null, from, to}, ...projects.slice(0, 2).map((project) => ({project, from, to: from}))];
}

/** Everything that a source prints of a report, masked and not. */
async function printed(source: ReportSource, report: CompiledReport, question: Question): Promise<string[]> {
  const table = await reportTable(source, report, question);
  return [false, true].flatMap((mask) => tableFormats.map((format) => formatTable(table, format, {mask})));
}

async function checkTree(
  files: readonly TreeFile[],
  reports: readonly (readonly [WrittenReport, string])[],
): Promise<void> {
  await backends.useTree(Object.fromEntries(files.map((file) => [pathOf(file), file.bytes])));
  const asked = reports.flatMap(([written, text]) =>
    questionsOf(files).map((question) => ({written, report: compiled(text), question})),
  );
  let first: readonly string[][] | undefined;
  await backends.withEachLoaded(async (source, kind) => {
    const outputs: string[][] = [];
    for (const {report, question} of asked) outputs.push(await printed(source, report, question));
    if (first === undefined) {
      for (const [at, {written, question}] of asked.entries()) {
        for (const mask of [false, true]) {
          const {csv, json} = definedReport(files, written, {...question, mask});
          const start = mask ? tableFormats.length : 0;
          const ours = {
            csv: outputs[at]?.[start + tableFormats.indexOf('csv')],
            json: outputs[at]?.[start + tableFormats.indexOf('json')],
          };
          expect({question, mask, ...ours}).toEqual({question, mask, csv, json});
        }
      }
    }
    first ??= outputs;
    expect({kind, outputs}).toEqual({kind, outputs: first});
  });
}

const SHIPPED = new URL('../../reports/', import.meta.url);
const shipped = readdirSync(SHIPPED).map((name): [WrittenReport, string] => {
  const text = readFileSync(new URL(name, SHIPPED), 'utf8');
  return [parse(text) as WrittenReport, text];
});

describe('a report that is data', () => {
  it(
    'prints the same from files, SQLite and PostgreSQL, as its documentation says, whatever it asks of whatever tree',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          treeArbitrary(),
          fc.array(fc.tuple(definitionArbitrary, style), {minLength: DEFINITIONS, maxLength: DEFINITIONS}),
          async (files, definitions) => {
            await checkTree(
              files,
              definitions.map(([written, how]) => [written, yamlOf(written, how)]),
            );
          },
        ),
        {numRuns: TREES},
      );
    },
    LONG,
  );

  it(
    'prints the same when it is one of those that are shipped',
    async () => {
      await fc.assert(
        fc.asyncProperty(treeArbitrary(), (files) => checkTree(files, shipped)),
        {numRuns: Math.ceil(TREES / 4)},
      );
    },
    LONG,
  );
});
