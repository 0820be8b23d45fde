import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {mkdir, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {cachedRecord, uncachedRecord} from '../../src/backends/file/cache/cached-record.ts';
import {DayCache} from '../../src/backends/file/cache/day-cache.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {isSettled} from '../../src/backends/file/marks/file-marks.ts';
import type {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {detailReport} from '../../src/core/detail-report.ts';
import type {ReadFile} from '../../src/core/document-tree.ts';
import {readDocument} from '../../src/core/run-document.ts';
import {type RunRecord, runRecord} from '../../src/core/run-record.ts';
import {formatDetailJson} from '../../src/format/zenrows-detail-json.ts';
import {documentBytes} from '../properties/document-arbitrary.ts';
import {Backends} from '../support/backends.ts';
import {dailyCounts} from '../support/daily-counts.ts';
import {keepFilesNew, letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {documentOf, failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;

let backends: Backends;
let cacheDir: string;

beforeAll(async () => {
  backends = await Backends.create();
});

afterEach(restoreClock);

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

/** The one file of its kind in the cache. */
function cachePath(kind: 'scan' | 'records'): string {
  return join(cacheDir, readdirSync(cacheDir).find((name) => name.endsWith(`.${kind}.json`)) ?? '');
}

/** Changes what a cache file says as lse itself would have written it. */
function forge(path: string, change: (body: string) => string): void {
  const text = readFileSync(path, 'utf8');
  const seal = text.slice(0, text.indexOf('\n') + 1);
  const before = text.slice(seal.length);
  const after = change(before);
  expect(after).not.toBe(before);
  const [body, digest] = [Buffer.from(after), (of: string | Buffer) => createHash('sha256').update(of).digest('hex')];
  expect(seal).toContain(digest(before));
  const length = String(body.length).padStart(12, '0');
  writeFileSync(path, `${seal.replace(digest(before), digest(body)).replace(/ [0-9]{12} /, ` ${length} `)}${body}`);
}

function dayCache(tree: TraceTree, version = '1'): DayCache {
  return new DayCache(tree, {directory: cacheDir, version});
}

/** What the cache says of the day, by file name, and how many of its files were read for it. */
async function read(version = '1'): Promise<{files: Map<string, ReadFile<RunRecord>>; bytes: number}> {
  const tree = await backends.tree();
  const cache = dayCache(tree, version);
  const files = new Map<string, ReadFile<RunRecord>>();
  for await (const day of tree.days(null)) {
    for await (const file of cache.records(day, await cache.marks(day))) files.set(file.fileName, file);
  }
  return {files, bytes: files.size};
}

async function report(): Promise<string> {
  const tree = await backends.tree();
  const cache = dayCache(tree);
  const source = new FileSource(tree, (day) => cache.scan(day));
  return formatDetailJson(await detailReport(source, null, DAY), {mask: false});
}

function settle(): Promise<void> {
  return letFilesSettle(backends.dataDir);
}

describe('a cache of days', () => {
  it('answers as the files do, the first time and from then on', async () => {
    await settle();
    const plain = await backends.withSource('file', (source) => detailReport(source, null, DAY));
    const expected = formatDetailJson(plain, {mask: false});
    expect(await report()).toBe(expected);
    expect(readdirSync(cacheDir)).toHaveLength(2);
    expect(await report()).toBe(expected);
    await rm(cachePath('scan'));
    expect(await report()).toBe(expected);
    const {files} = await read();
    expect(files.get('bad.json')).toMatchObject({reason: 'not JSON: an unexpected character at offset 0'});
  });

  it('does not read again what did not change: the cache is what answers', async () => {
    await settle();
    await read();
    const path = cachePath('records');
    forge(path, (text) => text.replace('["2",null,[],"2",', '["2",null,[],"other",'));
    expect((await read()).files.get('2.json')?.read?.traceId).toBe('other');
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
    expect((await read()).files.get('2.json')?.read?.runId).toBe('3');
  });

  it('remembers nothing that might still change unseen: many changes in a row, each of them seen', async () => {
    for (let round = 0; round < 200; round += 1) {
      const id = String(1000 + round);
      writeFileSync(pathOf('2.json'), JSON.stringify(documentOf(id)));
      await keepFilesNew(backends.dataDir);
      expect((await read()).files.get('2.json')?.read?.runId).toBe(id);
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
    expect([...files].map(([name, {read}]) => `${name} ${read?.runId}`).sort()).toEqual([
      '2.json 9',
      '4.json 4',
      'bad.json undefined',
    ]);
  });

  it('takes a cache that is damaged, of another version or out of reach for none', async () => {
    await settle();
    await read();
    const path = cachePath('records');
    for (const text of ['', '[', `${readFileSync(path, 'utf8').slice(0, 100)}`]) {
      writeFileSync(path, text);
      expect((await read()).files.get('2.json')?.read?.traceId).toBe('2');
    }
    forge(path, (text) => text.replace('["2",null,[],"2",', '["2",null,[],"other",'));
    expect((await read('2')).files.get('2.json')?.read?.traceId).toBe('2');
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
    expect(readdirSync(cacheDir)).toHaveLength(2);
  });
});

describe('a day in the cache', () => {
  it('answers by itself where none of its files changed', async () => {
    await settle();
    expect(await report()).toContain('"error": {');
    await rm(cachePath('records'));
    const path = cachePath('scan');
    forge(path, (text) => text.replace('["1",[["1",', '["other",[["1",'));
    expect(await report()).toContain('"other": [');
    // Without reading any file.
    expect(readdirSync(cacheDir)).toHaveLength(1);
  });

  it('is no answer after any change of a file: of the same size, of another name, or of one more', async () => {
    await settle();
    await report();
    const remembered = readFileSync(cachePath('scan'), 'utf8');
    const failing = (id: string) => JSON.stringify(failingDocument(id));
    await writeFile(pathOf('2.json'), JSON.stringify(documentOf('3')));
    await rename(pathOf('1.json'), pathOf('5.json'));
    await writeFile(pathOf('4.json'), failing('4'));
    for (const changed of ['4', '6']) {
      await writeFile(pathOf('4.json'), failing(changed));
      await settle();
      expect(await report()).toContain(`"run_id": "${changed}"`);
      expect(readFileSync(cachePath('scan'), 'utf8')).not.toBe(remembered);
    }
  });

  it('is not remembered while a change could go unnoticed', async () => {
    await keepFilesNew(backends.dataDir);
    await report();
    expect(existsSync(cacheDir)).toBe(false);
    await settle();
    await report();
    expect(existsSync(cacheDir)).toBe(true);
  });

  it('is none where the file is damaged, or of another version', async () => {
    await settle();
    const expected = await report();
    const path = cachePath('scan');
    const text = readFileSync(path, 'utf8');
    for (const damaged of ['', '[', text.slice(0, -20), text.replace('["1",[["1",', '["other",[["1",')]) {
      writeFileSync(path, damaged);
      expect(await report()).toBe(expected);
      // It was written anew.
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
    forge(path, (body) => body.replace('"1 ', '"2 ').replace('["1",[["1",', '["other",[["1",'));
    expect(await report()).toBe(expected);
  });
});

describe('a file', () => {
  it('is settled once its last change is two seconds old', () => {
    const changed = 1_000_000_000_000n;
    expect(isSettled(changed, 1_002_000)).toBe(false);
    expect(isSettled(changed, 1_002_001)).toBe(true);
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

describe('a cache of days', () => {
  it('takes away the draft of a report that was killed', async () => {
    await letFilesSettle(backends.dataDir);
    await mkdir(cacheDir);
    const draft = join(cacheDir, `${'a'.repeat(32)}.scan.json.0123456789ab`);
    writeFileSync(draft, 'half');
    utimesSync(draft, 1, 1);
    const tree = await backends.tree();
    const source = new FileSource(tree, (day) => dayCache(tree).scan(day));
    await dailyCounts(source, {project: null, from: DAY, to: DAY});
    expect(existsSync(draft)).toBe(false);
    expect(existsSync(cachePath('scan'))).toBe(true);
  });
});
