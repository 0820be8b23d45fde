import {readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {mkdir, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {cachedRecord, uncachedRecord} from '../../src/backends/file/cached-record.ts';
import {CachedTree} from '../../src/backends/file/cached-tree.ts';
import {isSettled} from '../../src/backends/file/file-mark.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import type {ReadRecord} from '../../src/core/document-tree.ts';
import {readDocument} from '../../src/core/run-document.ts';
import {type RunRecord, runRecord} from '../../src/core/run-record.ts';
import {formatDetailJson} from '../../src/format/zenrows-detail-json.ts';
import {documentBytes} from '../properties/document-arbitrary.ts';
import {Backends} from '../support/backends.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
/** Longer than a file has to be left alone before it is remembered. */
const SETTLING = 2200;

let backends: Backends;
let cacheDir: string;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

beforeEach(async () => {
  await backends.useTree({
    [`p/${DAY}/1.json`]: failingDocument('1', {error: {n: '@'}, start_time: 1757757600000}),
    [`p/${DAY}/2.json`]: documentOf('2'),
    [`p/${DAY}/bad.json`]: 'NaN',
  });
  cacheDir = join(backends.dataDir, '_cache');
});

function pathOf(name: string): string {
  return join(backends.dataDir, 'p', DAY, name);
}

async function cachedTree(version = '1'): Promise<CachedTree> {
  return new CachedTree(await backends.tree(), {directory: cacheDir, version});
}

/** What the cached tree says of the day, by file name, and how many of its files were read for it. */
async function read(version = '1'): Promise<{files: Map<string, ReadRecord>; bytes: number}> {
  const tree = await cachedTree(version);
  const files = new Map<string, ReadRecord>();
  for await (const day of tree.days(null)) {
    for await (const file of tree.records(day)) files.set(file.fileName, file);
  }
  return {files, bytes: files.size};
}

async function report(): Promise<string> {
  return formatDetailJson(await detailReport(new FileSource(await cachedTree()), null, DAY), {mask: false});
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SETTLING));
}

describe('a cached tree', () => {
  it('answers as the files do, the first time and from then on', async () => {
    await settle();
    const plain = await backends.withSource('file', (source) => detailReport(source, null, DAY));
    const expected = formatDetailJson(plain, {mask: false});
    expect(await report()).toBe(expected);
    expect(readdirSync(cacheDir)).toHaveLength(1);
    expect(await report()).toBe(expected);
    const {files} = await read();
    expect(files.get('bad.json')).toMatchObject({reason: 'not JSON: an unexpected character at offset 0'});
  });

  it('does not read again what did not change: the cache is what answers', async () => {
    await settle();
    await read();
    const [name = ''] = readdirSync(cacheDir);
    const path = join(cacheDir, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace('["2","2",', '["2","other",'));
    expect((await read()).files.get('2.json')?.record?.traceId).toBe('other');
  });

  it('sees a change in the same second, of the same size, with the old time of modification', async () => {
    utimesSync(pathOf('2.json'), 1_700_000_000, 1_700_000_000);
    await settle();
    await read();
    const before = statSync(pathOf('2.json'));
    writeFileSync(pathOf('2.json'), JSON.stringify(documentOf('3')));
    utimesSync(pathOf('2.json'), 1_700_000_000, 1_700_000_000);
    const after = statSync(pathOf('2.json'));
    expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs]);
    // Long enough ago to be remembered, so that the mark alone has to tell.
    await settle();
    expect((await read()).files.get('2.json')?.record?.runId).toBe('3');
  });

  it('remembers nothing that might still change unseen: many changes in a row, each of them seen', async () => {
    for (let round = 0; round < 200; round += 1) {
      const id = String(1000 + round);
      writeFileSync(pathOf('2.json'), JSON.stringify(documentOf(id)));
      expect((await read()).files.get('2.json')?.record?.runId).toBe(id);
    }
  });

  it('sees a file that came, went, or took the place of another one', async () => {
    await settle();
    await read();
    await writeFile(pathOf('4.json'), JSON.stringify(documentOf('4')));
    await rm(pathOf('1.json'));
    await writeFile(pathOf('new'), JSON.stringify(documentOf('9')));
    await rename(pathOf('new'), pathOf('2.json'));
    const {files} = await read();
    expect([...files].map(([name, {record}]) => `${name} ${record?.runId}`).sort()).toEqual([
      '2.json 9',
      '4.json 4',
      'bad.json undefined',
    ]);
  });

  it('takes a cache that is damaged, of another version or out of reach for none', async () => {
    await settle();
    await read();
    const [name = ''] = readdirSync(cacheDir);
    for (const text of ['', '[', `${readFileSync(join(cacheDir, name), 'utf8').slice(0, 100)}`]) {
      writeFileSync(join(cacheDir, name), text);
      expect((await read()).files.get('2.json')?.record?.traceId).toBe('2');
    }
    const path = join(cacheDir, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace('["2","2",', '["2","other",'));
    expect((await read('2')).files.get('2.json')?.record?.traceId).toBe('2');
    await rm(cacheDir, {recursive: true});
    await writeFile(cacheDir, 'a file where the directory should be');
    expect((await read()).files.size).toBe(3);
    await rm(cacheDir);
    await mkdir(cacheDir);
  });

  it('may be read and written by many at once', async () => {
    await settle();
    const answers = await Promise.all(Array.from({length: 12}, () => report()));
    expect(new Set(answers).size).toBe(1);
    expect(readdirSync(cacheDir)).toHaveLength(1);
  });
});

describe('a file', () => {
  it('is settled once its last change is two seconds old', () => {
    const stats = {ctimeNs: 1_000_000_000_000n} as never;
    expect(isSettled(stats, 1_002_000)).toBe(false);
    expect(isSettled(stats, 1_002_001)).toBe(true);
  });
});

describe('a record in the cache', () => {
  it('comes back as it was, whatever is in it', () => {
    fc.assert(
      fc.property(documentBytes, (bytes) => {
        let record: RunRecord;
        try {
          record = runRecord(readDocument(bytes).value);
        } catch {
          return;
        }
        const back = uncachedRecord(JSON.parse(JSON.stringify(cachedRecord(record))));
        expect(cachedRecord(back)).toEqual(cachedRecord(record));
        expect(back.extractedAt).toEqual(record.extractedAt);
      }),
      {numRuns: 500},
    );
  });
});
