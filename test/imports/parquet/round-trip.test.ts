import {brotliCompressSync, gzipSync} from 'node:zlib';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parquetWriteBuffer} from 'hyparquet-writer';
import {
  bytes,
  type Column,
  decimal,
  double,
  flag,
  list,
  table,
  text,
  time,
  uuid,
  whole,
} from '../../../fixtures/imports/parquet/columns.js';
import {anyJsonText} from '../../properties/json-text-arbitrary.ts';
import {jsonOf, SourceBytes} from './source-bytes.ts';

/** A column, what a row may have in it, and the JSON that has to come of it. */
interface Kind {
  readonly column: Column;
  readonly values: fc.Arbitrary<Cell>;
}

interface Cell {
  readonly stored: unknown;
  readonly json: string;
}

/** UTF-8 has no halves of a pair. */
const texts = fc.string({unit: 'binary', maxLength: 20}).filter((one) => one.isWellFormed());

function kind<T>(column: Column, values: fc.Arbitrary<T>, json: (value: T) => string, isNull = true): Kind {
  const cells = values.map((stored): Cell => ({stored, json: json(stored)}));
  return {
    column,
    values: isNull ? fc.oneof({weight: 4, arbitrary: cells}, fc.constant({stored: null, json: 'null'})) : cells,
  };
}

const inLong = {min: -(2n ** 63n), max: 2n ** 63n - 1n};
/** Of the years that ISO 8601 writes with four digits, as far as 64 bits reach. */
const times = (digits: number): fc.Arbitrary<bigint> => {
  const parts = 10n ** BigInt(digits);
  const [first, last] = [-62_135_596_800n * parts, 253_402_300_800n * parts - 1n];
  return fc.bigInt({min: first < inLong.min ? inLong.min : first, max: last > inLong.max ? inLong.max : last});
};
/** By way of a text of all digits: the last three, six or nine are the fraction. */
const isoOf =
  (digits: number) =>
  (count: bigint): string => {
    const parts = 10n ** BigInt(digits);
    const fraction = ((count % parts) + parts) % parts;
    const date = new Date(Number((count - fraction) / parts) * 1000).toISOString().slice(0, 19);
    return `"${date}.${fraction.toString().padStart(digits, '0')}Z"`;
  };
const placesOf =
  (scale: number) =>
  (unscaled: bigint): string => {
    const digits = unscaled
      .toString()
      .replace('-', '')
      .padStart(scale + 1, '0');
    return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  };
const doubleText = (value: number): string => {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : `"${value}"`;
};

const ids = fc.uuid();
/** Texts of JSON that stay as they are: no text of JSON, which would be decoded again, and nothing that a document cannot hold. */
const jsonTexts = anyJsonText.filter((one) => !one.startsWith('"') && !/16000/.test(one));

const kinds: readonly Kind[] = [
  kind(text('status'), texts, JSON.stringify),
  kind(uuid('trace_id'), ids, JSON.stringify),
  kind(text('parent_run_id'), ids, JSON.stringify),
  kind(bytes('name'), texts, JSON.stringify),
  kind(time('start_time', 'NANOS', false), times(9), isoOf(9)),
  kind(time('end_time', 'MICROS', true), times(6), isoOf(6)),
  kind(time('first_token_time', 'MILLIS', true), times(3), isoOf(3)),
  kind(whole('total_tokens'), fc.bigInt(inLong), String),
  kind(double('total_cost'), fc.double(), doubleText),
  kind(decimal('prompt_cost', 38, 10), fc.bigInt({min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n}), placesOf(10)),
  kind(flag('is_root'), fc.boolean(), String),
  kind(text('inputs'), jsonTexts, (one) => one),
  kind(text('events'), jsonTexts, (one) => one),
  kind(text('notes'), jsonTexts, JSON.stringify),
  kind(list('tags', text('element')), fc.array(fc.option(texts), {maxLength: 3}), JSON.stringify),
  kind(list('parent_run_ids', uuid('element')), fc.array(ids, {maxLength: 3}), JSON.stringify),
];
const idKind = kind(text('id'), texts, JSON.stringify, false);

const tables = fc.subarray([...kinds.slice(1)]).chain((some) => {
  const columns = [idKind, kinds[0] as Kind, ...some];
  return fc.record({
    columns: fc.constant(columns.map(({column}) => column)),
    rows: fc.array(fc.tuple(...columns.map(({values}) => values)), {maxLength: 30}),
    codec: fc.constantFrom('UNCOMPRESSED' as const, 'SNAPPY' as const, 'GZIP' as const, 'BROTLI' as const),
    rowGroupSize: fc.integer({min: 1, max: 40}),
    // From a page for every value to one page for all of them.
    pageSize: fc.constantFrom(1, 64, 1024, 1_048_576),
  });
});

function nameOf({schema: [element]}: Column): string {
  return element?.name ?? '';
}

describe('what was written as Parquet', () => {
  it('is read back as the same runs, every digit', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({columns, rows, ...options}) => {
        const stored = rows.map((cells) =>
          Object.fromEntries(cells.map((cell, at) => [nameOf(columns[at] as Column), cell.stored])),
        );
        const written = parquetWriteBuffer({
          ...table(columns, stored),
          ...options,
          compressors: {
            GZIP: (input: Uint8Array) => gzipSync(input),
            BROTLI: (input: Uint8Array) => brotliCompressSync(input),
          },
        });
        const expected = rows.map(
          (cells) =>
            `{${cells.map((cell, at) => `${JSON.stringify(nameOf(columns[at] as Column))}:${cell.json}`).join(',')}}`,
        );
        const found = await jsonOf(new SourceBytes('written.parquet', written));
        expect(found).toEqual(expected);
      }),
      {numRuns: Number(process.env.LSE_TEST_TREES ?? 100)},
    );
  });
});
