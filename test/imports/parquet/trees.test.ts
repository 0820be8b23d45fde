import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parquetWriteBuffer} from 'hyparquet-writer';
import {list, table, text, time} from '../../../fixtures/imports/parquet/columns.js';
import {FileSource} from '../../../src/backends/file/file-source.ts';
import {TraceTree} from '../../../src/backends/file/tree/trace-tree.ts';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {errorTable} from '../../../src/core/reports/zenrows-errors.ts';
import {formatTable} from '../../../src/format/table/format.ts';
import type {Given} from '../../../src/imports/given.ts';
import {traceArbitrary} from '../../properties/trace-arbitrary.ts';
import {EXTRACTED, filesBelow, given, importInto, MOST_BYTES} from '../../support/imports.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';
import {givenOf, SourceBytes} from './source-bytes.ts';

type Run = Readonly<Record<string, unknown>>;

const columns = [
  ...['id', 'trace_id', 'parent_run_id', 'dotted_order', 'name', 'status', 'error', 'inputs'].map(text),
  list('parent_run_ids', text('element')),
  time('start_time', 'NANOS', false),
  time('end_time', 'MICROS', true),
];

const microseconds = (value: unknown): bigint | null =>
  value === null ? null : BigInt(Date.parse(`${String(value).slice(0, 23)}Z`)) * 1000n;

/** As a bulk export has the run: JSON in texts, times as counts. */
const row = (run: Run): Record<string, unknown> => ({
  ...run,
  inputs: JSON.stringify(run.inputs),
  start_time: (microseconds(run.start_time) as bigint) * 1000n,
  end_time: microseconds(run.end_time),
});

/** Which files came of it, and what the report says. */
async function treeOf(runs: readonly Given[]): Promise<unknown> {
  return withTemporaryDirectory(async (directory) => {
    await importInto(directory, runs);
    const source = new FileSource(await TraceTree.open(directory, MOST_BYTES));
    const [from, to] = ['2025-09-13', '2025-09-14'] as unknown as [CalendarDate, CalendarDate];
    const files = Object.keys(await filesBelow(directory)).sort();
    return {files, report: formatTable(await errorTable(source, {project: 'p', from, to}), 'csv', {mask: true})};
  });
}

describe('traces in Parquet', () => {
  it('make the tree, and so the report, that they make as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(traceArbitrary, {minLength: 1, maxLength: 4, selector: ({flat}) => flat[0]?.id}),
        fc.integer({min: 1, max: 10}),
        async (traces, rowGroupSize) => {
          // A column of texts has no objects.
          const runs = traces
            .flatMap(({flat}) => flat as readonly Run[])
            .map((run) => ({
              ...run,
              error: typeof run.error === 'object' && run.error !== null ? 'an object' : run.error,
            }));
          const written = parquetWriteBuffer({...table(columns, runs.map(row)), rowGroupSize});
          const read = (await givenOf(new SourceBytes('runs.parquet', written))).map((one) =>
            one.kind === 'run' ? {...one, around: {...one.around, extractedAt: EXTRACTED}} : one,
          );
          expect(await treeOf(read)).toEqual(await treeOf(runs.map((run) => given(run))));
        },
      ),
      {numRuns: Number(process.env.LSE_TEST_TREES ?? 8)},
    );
  });
});
