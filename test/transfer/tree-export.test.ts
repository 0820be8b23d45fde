import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import {type ExportSummary, exportTree} from '../../src/transfer/tree-export.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument, writeTree} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('exporting from %s', (kind) => {
  beforeEach(() => backends.empty(kind));

  function exportTo(directory: string, scope: Parameters<typeof exportTree>[1] = null): Promise<ExportSummary> {
    return backends.database(kind).withStore((store) => exportTree(store, scope, directory, () => {}));
  }

  function insert(columns: {
    project?: string;
    runId: string;
    traceId?: string;
    fileName?: string;
    data: string;
  }): Promise<void> {
    const {project = 'p', runId, traceId = runId, fileName, data} = columns;
    const name = fileName === undefined ? 'null' : `'${fileName}'`;
    return backends.execute(
      kind,
      `insert into runs (project, run_date, run_id, trace_id, file_name, data)
       values ('${project}', '${DAY}', '${runId}', '${traceId}', ${name}, '${data}')`,
    );
  }

  it('gives back the winning document of every record under its file name', async () => {
    const files = {
      [`p/${DAY}/a.json`]:
        '{"metadata":{"extracted_at":"2025-09-13T10:00:00"},"trace":{"id":"a","n":1.50,"s":"\\u0000"}}',
      [`p/${DAY}/older.json`]: documentOf('a'),
      [`q x/${DAY}/b c.json`]: failingDocument('b', {n: 12345678901234567890n.toString()}),
    };
    await backends.useTree(files);
    await backends.load(kind);
    await withTemporaryDirectory(async (directory) => {
      expect(await exportTo(join(directory, 'out'))).toEqual({written: 2, warnings: []});
      for (const path of [`p/${DAY}/a.json`, `q x/${DAY}/b c.json`]) {
        const written = parseJson(await readFile(join(directory, 'out', path), 'utf8')).value;
        expect(canonicalJson(written)).toBe(
          canonicalJson(parseJson(await readFile(join(backends.dataDir, path), 'utf8')).value),
        );
      }
      expect(await readdir(join(directory, 'out', 'p', DAY))).toEqual(['a.json']);
    });
  });

  it('exports only the scope', async () => {
    await insert({runId: 'a', data: '{"trace":{"id":"a"}}'});
    await insert({project: 'q', runId: 'b', data: '{"trace":{"id":"b"}}'});
    await withTemporaryDirectory(async (directory) => {
      expect(await exportTo(directory, {project: 'q', from: DAY, to: DAY})).toMatchObject({written: 1});
      expect(await readdir(directory)).toEqual(['q']);
    });
  });

  it('makes a name for a row that has none, or none that a tree could hold', async () => {
    const data = (runId: string): string =>
      `{"metadata":{"extracted_at":"1969-12-31T23:59:58"},"trace":{"id":"${runId}"}}`;
    await insert({runId: 'a/b', data: data('a/b')});
    await insert({runId: '_c', fileName: '../../c.json', data: data('_c')});
    await insert({runId: '.d', fileName: 'd.txt', data: '{"trace":{"id":".d"}}'});
    await withTemporaryDirectory(async (directory) => {
      expect(await exportTo(directory)).toEqual({written: 3, warnings: []});
      expect((await readdir(join(directory, 'p', DAY))).sort()).toEqual([
        '%2Ed_000000.json',
        '%5Fc_235958.json',
        'a%2Fb_235958.json',
      ]);
    });
  });

  it('never overwrites a file that two records name', async () => {
    await insert({runId: 'a', fileName: 'x.json', data: '{"trace":{"id":"a"}}'});
    await insert({runId: 'b', fileName: 'x.json', data: '{"trace":{"id":"b"}}'});
    await insert({runId: 'c', fileName: 'b_000000.json', data: '{"trace":{"id":"c"}}'});
    await insert({runId: 'd', fileName: 'c_000000.json', data: '{"trace":{"id":"d"}}'});
    await insert({runId: 'e', fileName: 'c_000000.json', data: '{"trace":{"id":"e"}}'});
    await withTemporaryDirectory(async (directory) => {
      expect(await exportTo(directory)).toMatchObject({written: 5});
      expect(await readdir(join(directory, 'p', DAY))).toHaveLength(5);
    });
  });

  it('says which records would not load as the same', async () => {
    await insert({runId: 'a', fileName: 'a.json', data: '{"trace":{"id":"other"}}'});
    await insert({runId: 'b', traceId: 't', fileName: 'b.json', data: '{"trace":{"id":"b"}}'});
    await insert({runId: 'c', fileName: 'c.json', data: '{"trace":5}'});
    await withTemporaryDirectory(async (directory) => {
      expect(await exportTo(directory)).toEqual({
        written: 3,
        warnings: [
          {path: `p/${DAY}/a.json`, reason: 'the column run_id says "a", the document says otherwise'},
          {path: `p/${DAY}/b.json`, reason: 'the column trace_id says "t", the document says otherwise'},
          {path: `p/${DAY}/c.json`, reason: '"trace" is not an object'},
        ],
      });
    });
  });

  it('refuses a directory that is not empty, or is none', async () => {
    await withTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'file'), '');
      await expect(exportTo(directory)).rejects.toMatchObject({
        code: 'LSE_OUTPUT',
        message: expect.stringContaining('not empty'),
      });
      await expect(exportTo(join(directory, 'file'))).rejects.toMatchObject({code: 'LSE_OUTPUT'});
      await expect(exportTo(join(directory, 'file', 'below'))).rejects.toMatchObject({code: 'LSE_OUTPUT'});
    });
  });

  it('takes back what it moved into a directory that another program writes to meanwhile', async () => {
    for (const project of ['p', 'q', 'r']) await insert({project, runId: 'a', data: '{"trace":{"id":"a"}}'});
    await withTemporaryDirectory(async (directory) => {
      const before = process.cwd();
      process.chdir(directory);
      // In the working directory, which is not replaced by another one.
      const disturb = async (): Promise<void> => writeTree(directory, {'q/file': 'of another program'});
      const work = backends.database(kind).withStore((store) => exportTree(store, null, '.', () => void disturb()));
      await expect(work).rejects.toMatchObject({code: 'LSE_OUTPUT', message: 'The directory . is not empty any more.'});
      process.chdir(before);
      expect(await readdir(directory)).toEqual(['q']);
      expect(await readdir(join(directory, 'q'))).toEqual(['file']);
    });
  });

  it('loads back into an empty database with equal rows', async () => {
    await backends.useTree({
      [`p/${DAY}/a.json`]: failingDocument('a', {error: {b: 1, a: ['\0', '\ud800']}}),
      'p/2025-10-01/b.json': documentOf('b', {trace_id: 't'}),
    });
    await backends.load(kind);
    const rows = () => backends.database(kind).withStore((store) => collected(store.records(null)));
    const before = await rows();
    await withTemporaryDirectory(async (directory) => {
      await exportTo(directory);
      await backends.empty(kind);
      await backends.load(kind, null, directory);
    });
    const withoutSpace = (row: {document: string}) => ({
      ...row,
      document: canonicalJson(parseJson(row.document).value),
    });
    expect((await rows()).map(withoutSpace)).toEqual(before.map(withoutSpace));
  });
});
