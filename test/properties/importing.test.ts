import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import {errorTable} from '../../src/core/reports/zenrows-errors.ts';
import {formatTable} from '../../src/format/table/format.ts';
import {formatDetailJson} from '../../src/format/zenrows-detail-json.ts';
import {filesBelow, given, importInto, MOST_BYTES} from '../support/imports.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {type GeneratedTrace, traceArbitrary} from './trace-arbitrary.ts';

/** How many sets of traces are generated; `LSE_TEST_TREES=1000 npm test -- properties/importing` is the long run. */
const SETS = Number(process.env.LSE_TEST_TREES ?? 8);
const LONG = 3_600_000;
const DATES = ['2025-09-13', '2025-09-14'] as const;

const traces = fc.uniqueArray(traceArbitrary, {minLength: 1, maxLength: 5, selector: ({flat}) => flat[0]?.id});

/** Imports the runs one import after the other, and gives what reports print of the tree. */
async function reportsOf(imports: readonly (readonly object[])[]): Promise<string[]> {
  return withTemporaryDirectory(async (directory) => {
    for (const runs of imports) {
      await importInto(
        directory,
        runs.map((run) => given(run)),
      );
    }
    const source = new FileSource(await TraceTree.open(directory, MOST_BYTES));
    const [from, to] = DATES as unknown as [CalendarDate, CalendarDate];
    const printed = [formatTable(await errorTable(source, {project: 'p', from, to}), 'csv', {mask: true})];
    for (const date of [from, to]) {
      printed.push(formatDetailJson(await detailReport(source, 'p', date), {mask: false}));
    }
    return printed;
  });
}

/** The lines of zenrows-errors, by counting what was generated. */
function expectedLines(of: readonly GeneratedTrace[]): string[] {
  return DATES.map((day) => {
    const ofDay = of.filter(({date}) => date === day);
    const failing = ofDay.filter(({isFailing}) => isFailing).length;
    return `${day},${ofDay.length},${failing},`;
  });
}

/** Without regard to the order in which the source has them. */
const shuffled = (runs: readonly object[], seed: number): object[] =>
  runs
    .map((run, at) => ({run, key: Math.imul(at + 1, seed | 1) >>> 0}))
    .sort((left, right) => left.key - right.key)
    .map(({run}) => run);

/** Several pieces that together are all, in order. */
function cut<T>(all: readonly T[], cuts: readonly number[]): T[][] {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (all.length + 1)), all.length])].sort((a, b) => a - b);
  return at.slice(1).map((end, piece) => all.slice(at[piece], end));
}

describe('traces that are imported', () => {
  it(
    'are reported alike, nested and flat, in any order, and as they were made',
    async () => {
      await fc.assert(
        fc.asyncProperty(traces, fc.integer(), async (of, seed) => {
          const nested = await reportsOf([of.map((trace) => trace.nested)]);
          const flat = await reportsOf([of.flatMap((trace) => trace.flat)]);
          const mixed = await reportsOf([
            shuffled(
              of.flatMap((trace) => trace.flat),
              seed,
            ),
          ]);
          expect(flat).toEqual(nested);
          expect(mixed).toEqual(nested);
          const lines = nested[0]?.split('\n').slice(1, -1) ?? [];
          for (const [at, line] of expectedLines(of).entries()) expect(lines[at]).toMatch(new RegExp(`^${line}`));
        }),
        {numRuns: SETS},
      );
    },
    LONG,
  );

  it(
    'are reported alike when they come in several imports, and again',
    async () => {
      await fc.assert(
        fc.asyncProperty(traces, fc.array(fc.nat(), {maxLength: 3}), fc.integer(), async (of, cuts, seed) => {
          const all = of.flatMap((trace) => trace.flat);
          const whole = await reportsOf([all]);
          // What says nothing of its root's start has to come behind its root.
          const isDated = of.every(({linkage}) => linkage === 'dotted_order');
          const pieces = cut(isDated ? shuffled(all, seed) : all, cuts);
          expect(await reportsOf(pieces)).toEqual(whole);
          expect(await reportsOf([...pieces, ...pieces])).toEqual(whole);
          // Whatever came apart in several imports, one of all of it puts together.
          expect(await reportsOf([...cut(shuffled(all, seed), cuts), all])).toEqual(whole);
        }),
        {numRuns: SETS},
      );
    },
    LONG,
  );

  it(
    'have their runs in the tree, every digit of them, once',
    async () => {
      await fc.assert(
        fc.asyncProperty(traces, async (of) => {
          await withTemporaryDirectory(async (directory) => {
            const all = of.flatMap((trace) => trace.flat);
            await importInto(
              directory,
              all.map((run) => given(run)),
            );
            const texts = Object.values(await filesBelow(directory));
            expect(texts).toHaveLength(all.length);
            for (const run of all.filter(({status}) => status !== null)) {
              const members = JSON.stringify(run).slice(1, -1);
              expect(texts.filter((text) => text.includes(`"trace":{${members}`))).toHaveLength(1);
            }
          });
        }),
        {numRuns: SETS},
      );
    },
    LONG,
  );
});
