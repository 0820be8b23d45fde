import {constants} from 'node:buffer';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {ListedTree, TreeDay} from '../../src/core/document-tree.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import type {DayWriter} from '../../src/core/record-store.ts';
import {type RunDocument, readDocument} from '../../src/core/run-document.ts';
import {DayLoader} from '../../src/transfer/day-loader.ts';
import {exportTree} from '../../src/transfer/tree-export.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {lse} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument, type TreeFiles} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
const MANY_BYTES = 20_000_000;

const alphabet = [...'abcdefghijklmnopqrstuvwxyzäé😀€'];

/** So many characters that neither pages nor pieces end with them, beyond ASCII and beyond two bytes, and hard to compress. */
function noise(characters: number): string {
  let state = 1;
  const letters = Array.from({length: characters}, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return alphabet[state % alphabet.length];
  });
  return letters.join('');
}

const text = noise(1_600_000);
const files: TreeFiles = {
  [`p/${DAY}/a.json`]: failingDocument('a', {trace_id: 't', outputs: {text}, inputs: {crypto_symbol: 'btc', url: 'u'}}),
  [`p/${DAY}/b.json`]: documentOf('b', {trace_id: 't', outputs: {text}, inputs: {crypto_symbol: 'eth'}}),
  [`p/${DAY}/c.json`]: documentOf('c', {trace_id: 't', outputs: {text}}),
  [`p/${DAY}/d.json`]: failingDocument('d', {outputs: {text: `${text}\0`}, error: 'raw'}),
  [`p/${DAY}/e.json`]: failingDocument('e', {error: 'small'}),
  [`p/${DAY}/f.json`]: documentOf('f', {
    child_runs: [{id: 'g', name: 'zenrows_scraper', status: 'x', outputs: {text}}],
  }),
  // Of one of the two any place is in the middle of a character.
  [`p/${DAY}/h.json`]: documentOf('h', {outputs: {text: '😀'.repeat(800_000)}}),
  [`p/${DAY}/i.json`]: documentOf('i', {outputs: {text: `x${'😀'.repeat(800_000)}`}}),
};

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree(files);
});

afterAll(() => backends.destroy());

async function load(kind: 'sqlite' | 'postgres') {
  const tree = await backends.tree(undefined, MANY_BYTES);
  return backends.database(kind).withStore((store) => loadTree(tree, store, null, () => {}));
}

describe.each(databaseKinds)('large documents in %s', (kind) => {
  const run = (...args: string[]) =>
    lse(args, {
      LSE_DATABASE_URL: backends.urls[kind],
      LSE_DATA_DIR: backends.dataDir,
      LSE_MAX_FILE_BYTES: String(MANY_BYTES),
    });

  beforeEach(() => backends.empty(kind));

  it('are what they are in the files, small ones among them', async () => {
    expect(await load(kind)).toMatchObject({inserted: 8, unreadable: []});
    expect(await load(kind)).toMatchObject({inserted: 0, updated: 0, unchanged: 8});
    expect(await run('db', 'verify')).toMatchObject({code: 0, stderr: expect.stringMatching(/^The same: .*\n$/)});
    expect(await run('report', 'compare', '--date', DAY)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^The same: .*\n$/),
    });
    const fromFiles = await run('report', 'zenrows-detail', '--date', DAY, '--format', 'json');
    const fromRows = await run('report', 'zenrows-detail', '--date', DAY, '--format', 'json', '--backend', 'db');
    expect(JSON.parse(fromRows.stdout).summary).toMatchObject({total_errors: 4, errors_by_crypto: {BTC: 1}});
    expect(fromRows).toEqual(fromFiles);
  }, 60_000);

  it('that changed are found and repaired', async () => {
    await load(kind);
    await backends.execute(kind, `update runs set trace_id = 'x' where run_id in ('a', 'e')`);
    const verified = await run('db', 'verify');
    expect(verified.code).toBe(1);
    expect(verified.stdout).toMatch(/changed: +2\n/);
    expect((await run('db', 'repair', '--apply')).stdout).toContain(
      'Verified again: 2 of 2 repaired records are the same.',
    );
  }, 60_000);

  it('are exported to the last character', async () => {
    await load(kind);
    await withTemporaryDirectory(async (directory) => {
      const out = join(directory, 'out');
      const summary = await backends.database(kind).withStore((store) => exportTree(store, null, out, () => {}));
      expect(summary).toEqual({written: 8, warnings: []});
      for (const path of Object.keys(files)) {
        const [written, read] = await Promise.all(
          [out, backends.dataDir].map((root) => readFile(join(root, path), 'utf8')),
        );
        expect(
          canonicalJson(parseJson(written as string).value) === canonicalJson(parseJson(read as string).value),
        ).toBe(true);
      }
    });
    const records = await backends.database(kind).withStore((store) => collected(store.records(null)));
    expect(records.map(({runId}) => runId).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'h', 'i']);
  }, 60_000);
});

describe('a load', () => {
  it('holds a bounded number of bytes, whatever the sizes of documents', async () => {
    const sizes = [10, 900, 10, 20_000_000, 10, 9_000_000, 3_000_000, 2_000_000, 500_000, 600_000];
    const [largest, batchBytes] = [Math.max(...sizes), 1_000_000];
    let [inWriting, mostInBatch, mostAhead] = [0, 0, 0];
    const writer: Pick<DayWriter, 'stage' | 'write'> = {
      stage: async (records) => {
        inWriting = records.reduce((sum, {data}) => sum + data.length, 0);
        mostInBatch = Math.max(mostInBatch, inWriting);
        return {twins: [], refused: []};
      },
      write: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        inWriting = 0;
        return [];
      },
    };
    const counts = {inserted: 0, updated: 0, unchanged: 0, superseded: 0};
    const store = {textForm: 'written', batchBytes} as const;
    await DayLoader.load(writer as DayWriter, store, counts, async (loader) => {
      for (const [at, size] of sizes.entries()) {
        mostAhead = Math.max(mostAhead, inWriting);
        const document = JSON.stringify(documentOf(String(at), {outputs: 'x'.repeat(size)}));
        await loader.add(readDocument(Buffer.from(document)), `${at}.json`);
      }
    });
    expect(counts.inserted).toBe(sizes.length);
    expect(mostInBatch).toBeGreaterThan(largest);
    expect(mostInBatch).toBeLessThan(largest + batchBytes);
    // While something is read nothing larger than this is being written.
    expect(mostAhead).toBeLessThan(8_000_000);
  });
});

describe.each(databaseKinds)('a document that is more than the program can take, for %s', (kind) => {
  const LONGEST = constants.MAX_STRING_LENGTH;

  it('is named with the reason, and the rest is loaded', async () => {
    const [small, large] = [documentOf('s'), documentOf('l')].map((each) =>
      readDocument(Buffer.from(JSON.stringify(each))),
    );
    // The text of neither is asked for before it is made ready for a database, where it is longer than a string may be.
    const tooLong = {
      ...(large as RunDocument),
      storableText: false,
      get value(): never {
        return Buffer.alloc(LONGEST + 1, ' ').toString() as never;
      },
    };
    const documents = {'l.json': tooLong, 's.json': small as RunDocument};
    const tree: ListedTree = Object.assign(Object.create(await backends.tree(undefined, MANY_BYTES)), {
      days: async function* () {
        yield {project: 'p', date: DAY, fileNames: ['l.json', 's.json']};
      },
      listing: async () => null,
      documents: async function* (day: TreeDay) {
        for (const fileName of day.fileNames as (keyof typeof documents)[])
          yield {fileName, read: documents[fileName], reason: null};
      },
    });
    await backends.empty(kind);
    const summary = await backends.database(kind).withStore((store) => loadTree(tree, store, null, () => {}));
    expect(summary).toMatchObject({read: 2, inserted: 1});
    expect(summary.unreadable).toEqual([
      {path: `p/${DAY}/l.json`, reason: expect.stringMatching(/^more than this program can take \(.*string longer/)},
    ]);
  });
});

describe('a text that is longer than a string may be', () => {
  it('is not taken for one that is not UTF-8', () => {
    const bytes = Buffer.alloc(constants.MAX_STRING_LENGTH + 1, ' ');
    expect(() => readDocument(bytes)).toThrow(/^more than this program can take/);
  });
});
