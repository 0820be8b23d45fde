import {crc32} from 'node:zlib';
import {describe, expect, it} from '@jest/globals';
import type {SchemaElement, SchemaTree} from 'hyparquet';
import {ByteWriter, parquetWriteBuffer} from 'hyparquet-writer';
import {writePageHeader} from 'hyparquet-writer/src/datapage.js';
import {bytes, list, table, text, time} from '../../../fixtures/imports/parquet/columns.js';
import {LeafPages} from '../../../src/imports/formats/parquet/leaf-pages.ts';
import {decoded, ParquetFault, ParquetTooLarge} from '../../../src/imports/formats/parquet/parquet-fault.ts';
import {ParquetReader} from '../../../src/imports/formats/parquet/parquet-reader.ts';
import {tooLarge} from '../../../src/imports/formats/parquet/table-runs.ts';
import {givenOf, jsonOf, SourceBytes, skipsOf, textOf} from './source-bytes.ts';

/** One page of whole numbers, with a checksum. */
function pagesOf(page: Uint8Array, crc: number): LeafPages {
  const writer = new ByteWriter();
  writePageHeader(writer, {
    type: 'DATA_PAGE',
    uncompressed_page_size: page.length,
    compressed_page_size: page.length,
    crc,
    data_page_header: {
      num_values: 3,
      encoding: 'PLAIN',
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  });
  writer.appendBytes(page);
  const file = new SourceBytes('page', writer.getBytes().slice());
  const node = (element: SchemaElement): SchemaTree => ({element, children: [], count: 1, path: [element.name]});
  const column = {
    type: 'INT32' as const,
    encodings: ['PLAIN' as const],
    path_in_schema: ['a'],
    codec: 'UNCOMPRESSED' as const,
    num_values: 3n,
    total_uncompressed_size: BigInt(file.size),
    total_compressed_size: BigInt(file.size),
    data_page_offset: 0n,
  };
  const leaf = node({name: 'a', type: 'INT32', repetition_type: 'REQUIRED'});
  return new LeafPages(file, column, [node({name: 'root', num_children: 1}), leaf]);
}

const columns = [text('id'), text('status'), text('error')];
const rows = Array.from({length: 40}, (_, at) => ({id: `run-${at}`, status: 'success', error: 'x'.repeat(100)}));
/** Without dictionaries, so that every page holds what its rows say. */
const written = (changes: object = {}): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      ...table(columns, rows),
      codec: 'UNCOMPRESSED',
      rowGroupSize: 10,
      statistics: false,
      ...changes,
    }),
  );

describe('a file that was damaged', () => {
  it('gives what stands before the damage, and one skip that says where it is', async () => {
    const whole = written();
    const damaged = whole.slice();
    // The status of the third row group: the first bytes of its page.
    const third = Buffer.from(whole).indexOf('run-20');
    damaged.fill(0xff, third + 80, third + 140);
    const given = await givenOf(new SourceBytes('damaged.parquet', damaged));
    expect(given.filter(({kind}) => kind === 'run').map(textOf)).toEqual(
      rows.slice(0, 20).map((row) => JSON.stringify(row)),
    );
    const skips = skipsOf(given);
    expect(skips).toHaveLength(1);
    expect(skips[0]?.[0]).toBe(21);
    expect(skips[0]?.[1]).toMatch(/^cannot be read on from row 21: it has a .*; copy the file out of its bucket again/);
  });

  it('is told by any byte of its footer that is missing, and by any that is too many', async () => {
    const whole = written();
    for (const cut of [whole.subarray(0, 3), whole.subarray(0, -1), whole.subarray(0, -9), whole.subarray(0, 0)]) {
      const skips = skipsOf(await givenOf(new SourceBytes('cut.parquet', cut)));
      expect(skips).toHaveLength(1);
      expect(skips[0]?.[1]).toMatch(/copy the file out of its bucket again, or export it again$/);
    }
  });

  it('never throws, hangs or gives a run that is no JSON, whichever byte was changed', async () => {
    const whole = new Uint8Array(
      parquetWriteBuffer({
        ...table(
          [text('id'), text('status'), list('tags', text('element')), text('inputs')],
          [
            {id: 'a', status: 'error', tags: ['x', 'y'], inputs: '{"input": 1}'},
            {id: 'b', status: null, tags: [], inputs: null},
            {id: 'c', status: 'success', tags: null, inputs: '[1, 2]'},
          ],
        ),
      }),
    );
    let skipped = 0;
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = whole.slice();
      damaged[at] = (whole[at] as number) ^ (1 << (at % 8));
      const given = await givenOf(new SourceBytes('damaged.parquet', damaged));
      for (const one of given) if (one.kind === 'run') JSON.parse(textOf(one));
      skipped += skipsOf(given).length;
    }
    expect(skipped).toBeGreaterThan(whole.length / 10);
  });

  it('is told by the checksum of a page, where a writer wrote one', async () => {
    const values = new ByteWriter();
    for (const value of [1, 2, 3]) values.appendInt32(value);
    const page = values.getBytes().slice();
    const checked = (crc: number): Promise<unknown> => pagesOf(page, crc).next();
    await expect(checked(crc32(page) | 0)).resolves.toEqual(new Int32Array([1, 2, 3]));
    await expect(checked((crc32(page) | 0) ^ 1)).rejects.toThrow(
      'has a page that is not as it was written; copy the file',
    );
  });

  it('says which codec it cannot unpack', async () => {
    const lzo = written({codec: 'LZO', compressors: {LZO: (input: Uint8Array) => input}});
    expect(skipsOf(await givenOf(new SourceBytes('a.parquet', lzo)))).toEqual([
      [null, 'is compressed with LZO; export it with zstandard, gzip or snappy'],
    ]);
  });

  it('passes over a row alone whose text is not UTF-8', async () => {
    const odd = table(
      [text('id'), bytes('status'), text('name')],
      [{id: 'a'}, {id: 'b', status: new Uint8Array([0xff])}],
    );
    const {data} = odd.columnData[0] as {data: unknown[]};
    data[1] = new Uint8Array([0xc3, 0x28]);
    data.push('c');
    for (const column of odd.columnData.slice(1)) (column.data as unknown[]).push(null);
    const given = await givenOf(new SourceBytes('a.parquet', parquetWriteBuffer(odd)));
    expect(given.map((one) => (one.kind === 'run' ? textOf(one) : one))).toEqual([
      '{"id":"a","status":null,"name":null}',
      {kind: 'skip', place: {file: 'a.parquet', line: 2}, reason: 'has a text that is not UTF-8'},
      '{"id":"c","status":null,"name":null}',
    ]);
  });

  it('lets an error of the file system pass: it is none of the file', async () => {
    class Broken extends SourceBytes {
      override async slice(): Promise<Uint8Array> {
        throw new Error('the disk is gone');
      }
    }
    await expect(givenOf(new Broken('a.parquet', written()))).rejects.toThrow('the disk is gone');
  });

  it('warns where no name was exported, by which reports find runs', async () => {
    const [gap, run] = await givenOf(new SourceBytes('a.parquet', written()));
    expect(gap).toEqual({
      kind: 'gap',
      place: {file: 'a.parquet', line: null},
      what: 'has no column "name", so that no report finds a run in it by its name; export it with the field "name"',
    });
    expect(run?.kind).toBe('run');
  });
});

describe('a large row group', () => {
  it('is read in pieces, a page of each column at a time', async () => {
    const many = Array.from({length: 3000}, (_, at) => ({
      id: `run-${at}`,
      status: 'success',
      name: 'a',
      start_time: BigInt(at),
      inputs: JSON.stringify({input: `${at} ${'x'.repeat(1000)}`}),
    }));
    const file = new SourceBytes(
      'large.parquet',
      parquetWriteBuffer({
        ...table([text('id'), text('status'), text('name'), time('start_time', 'NANOS', true), text('inputs')], many),
        codec: 'UNCOMPRESSED',
        rowGroupSize: 3000,
        pageSize: 50_000,
      }),
    );
    expect(file.size).toBeGreaterThan(3_000_000);
    let at = 0;
    for await (const given of new ParquetReader().read(file)) {
      expect(textOf(given)).toContain(`"inputs":${many[at]?.inputs}`);
      at += 1;
    }
    expect(at).toBe(3000);
    expect(file.mostRead).toBeLessThan(300_000);
  });

  it('may have rows of any size', async () => {
    const sizes = [10, 200_000, 3_000_000, 10, 70_000];
    const large = sizes.map((size, at) => ({
      id: `run-${at}`,
      status: 'error',
      name: 'a',
      inputs: `{"input": "${'é'.repeat(size)}"}`,
    }));
    const written = parquetWriteBuffer(table([text('id'), text('status'), text('name'), text('inputs')], large));
    expect(await jsonOf(new SourceBytes('large.parquet', written))).toEqual(
      large.map(({id, inputs}) => `{"id":"${id}","status":"error","name":"a","inputs":${inputs}}`),
    );
  });

  it('may have structs that are never null, in several pages', async () => {
    const required = {repetition_type: 'REQUIRED'} as const;
    const point = {
      schema: [
        {name: 'point', num_children: 2, ...required},
        {name: 'x', type: 'INT32' as const, ...required},
        {name: 'label', type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const, ...required},
      ],
      stored: (value: unknown) => value,
    };
    const points = Array.from({length: 50}, (_, at) => ({
      id: `run-${at}`,
      status: 'error',
      point: {x: at, label: `p${at}`},
    }));
    const written = parquetWriteBuffer({...table([text('id'), text('status'), point], points), pageSize: 16});
    expect(await jsonOf(new SourceBytes('structs.parquet', written))).toEqual(points.map((one) => JSON.stringify(one)));
  });
});

describe('a page that does not fit into memory', () => {
  it('is no fault of the file, and a length that no memory has is one', () => {
    // More than any machine has: the engine's own words decide.
    const read = (work: () => unknown) => () => decoded('has a page that cannot be read', work);
    expect(read(() => new ArrayBuffer(2 ** 50))).toThrow(ParquetTooLarge);
    expect(read(() => new Uint8Array(-1))).toThrow(ParquetFault);
  });

  it('says what to do', () => {
    expect(tooLarge({name: "o'clock.parquet"}, 12, new Error('Array buffer allocation failed'))).toMatchObject({
      code: 'LSE_IMPORT',
      message:
        "o'clock.parquet has a page behind row 12 that does not fit into memory (Array buffer allocation failed); nothing was imported.",
      hint: expect.stringMatching(
        /^Write it again with smaller row groups, and import that: duckdb -c .*row_group_size 2048/,
      ),
    });
  });
});
