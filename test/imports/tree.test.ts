import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {Given} from '../../src/imports/given.ts';
import {newDraftName} from '../../src/transfer/draft-name.ts';
import {spawnSync} from '../support/blocking-process.ts';
import {documentsBelow, EXTRACTED, filesBelow, given, importInto, sourceOf} from '../support/imports.ts';
import {documentOf, writeTree} from '../support/trace-tree.ts';

let directory: string;
let out: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  out = join(directory, 'data');
});

afterEach(() => rm(directory, {recursive: true}));

const DAY = '2025-09-13';
const START = `${DAY}T10:00:00`;
const RUN = {id: 'a', trace_id: 'a', status: 'success', start_time: START, end_time: START};
const at = (time: string, members: object = {}) => given({...RUN, ...members}, {extractedAt: `2025-10-01T${time}Z`});
const names = async (): Promise<string[]> => Object.keys(await filesBelow(out));

describe('a file of an import', () => {
  it('is named after run and time of extraction, and says where it came from', async () => {
    await importInto(out, [given(RUN, {extractedAt: '2025-10-01T14:30:45.5+02:00', extractedBy: 'file'})]);
    const files = await documentsBelow(out);
    expect(files).toEqual({
      [`p/${DAY}/a_123045.json`]: {
        metadata: {
          run_id: 'a',
          project_name: 'p',
          extracted_at: '2025-10-01T14:30:45.5+02:00',
          imported_from: {format: 'runs', file: 'runs.jsonl', line: expect.any(Number)},
          derived: {project_name: '--project', extracted_at: 'the time of the file'},
        },
        trace: RUN,
      },
    });
  });

  it('holds the run byte for byte', async () => {
    const json =
      '{ "id":"a", "trace_id" :"a","status":"x", "start_time":1757757600000,"n":[1.50,1E5, -0],"s":"\\u00e9é" }';
    await importInto(out, [given(json)]);
    expect(Object.values(await filesBelow(out))[0]).toContain(`,"trace":${json}}\n`);
  });

  it('has what the run lacked behind all else, or in the place of a null', async () => {
    const source = [
      given(`{"id":"a","n":1.0,"start_time":"${START}" \n}`),
      given(`{"id":"b","status":null,"n":1.0,"start_time":"${START}"}`),
      given('{}', {runId: 'c', startTime: START}),
    ];
    await importInto(out, source);
    const texts = Object.values(await filesBelow(out)).map((text) => text.slice(text.indexOf('"trace":')));
    expect(texts).toEqual([
      `"trace":{"id":"a","n":1.0,"start_time":"${START}","trace_id":"a","status":"pending"}}\n`,
      `"trace":{"id":"b","status":"pending","n":1.0,"start_time":"${START}","trace_id":"b"}}\n`,
      `"trace":{"id":"c","trace_id":"c","start_time":"${START}","status":"pending"}}\n`,
    ]);
  });

  it('keeps what the document had, and what it said of what is now known otherwise', async () => {
    const metadata = Buffer.from(
      '{"n": 1.50, "run_id": "a", "extracted_at": "2025-10-01 14:30:45", "derived": {"x": "y"}}',
    );
    await importInto(out, [given(RUN, {metadata})]);
    const [text = ''] = Object.values(await filesBelow(out));
    expect(text).toContain('"n":1.50,');
    expect(JSON.parse(text).metadata).toMatchObject({
      extracted_at: EXTRACTED,
      imported_from: {said: {extracted_at: '2025-10-01 14:30:45'}},
      derived: {x: 'y', project_name: '--project'},
    });
  });

  it('keeps where it came from first', async () => {
    const metadata = Buffer.from('{"imported_from": {"file": "first"}}');
    await importInto(out, [given(RUN, {metadata})]);
    expect(Object.values(await documentsBelow(out))[0]?.metadata.imported_from).toEqual({file: 'first'});
  });

  it('is not written where its document would be unreadable', async () => {
    const source = [
      given({...RUN, x: 'x'.repeat(1000)}),
      given({...RUN, id: 'b'}),
      given(RUN, {metadata: Buffer.from('[1]')}),
    ];
    const receipt = await importInto(out, source, undefined, 1000);
    expect(receipt).toMatchObject({taken: 1, skipped: {count: 2}});
    expect(receipt.skipped.first.map(({reason}) => reason)).toEqual([
      'not one JSON object',
      expect.stringMatching(/^would be \d+ bytes, more than LSE_MAX_FILE_BYTES allows \(1000\)$/),
    ]);
    expect(await names()).toEqual([`p/${DAY}/b_123045.json`]);
  });

  it('gets another name where two ids come to one', async () => {
    const long = (end: string) => ({...RUN, id: `${'x'.repeat(200)}${end}`});
    expect(await importInto(out, [given(long('1')), given(long('2'))])).toMatchObject({taken: 2});
    const again = await importInto(out, [given(long('2')), given(long('1'))]);
    expect(again).toMatchObject({taken: 0, alreadyThere: 2});
    expect(await names()).toHaveLength(2);
  });

  it.each(['ü /%', '..', '.a', '_a', '😀'])('can be named after the id %j', async (id) => {
    await importInto(out, [given({...RUN, id})]);
    expect(await importInto(out, [given({...RUN, id})])).toMatchObject({taken: 0, alreadyThere: 1});
    expect((await names())[0]).toMatch(/^p\/2025-09-13\/[^._/][^/]*_123045\.json$/);
  });
});

describe('importing again', () => {
  it('changes nothing, whenever it was extracted, and leaves nothing beside the projects', async () => {
    const source = [given(RUN), given(`{"id":"b","start_time":"${START}","n":1.0}`)];
    await importInto(out, source);
    const before = await filesBelow(out);
    const later = source.map((each) => ({...each, around: {...each.around, extractedAt: '2026-01-01T00:00:00Z'}}));
    for (const again of [source, later]) {
      expect(await importInto(out, again)).toMatchObject({found: 2, taken: 0, alreadyThere: 2, written: []});
      expect(await filesBelow(out)).toEqual(before);
    }
    expect(await readdir(out)).toEqual(['p']);
  });

  it('knows the same run however it is written, and one that another program put there under its own name', async () => {
    await writeTree(out, {[`p/${DAY}/other.json`]: documentOf('a', {...RUN, name: 'n'})});
    const text = `{"name":"\\u006e","status":"success","id":"a","trace_id":"a","start_time":"${START}","end_time":"${START}"}`;
    expect(await importInto(out, [given(text)])).toMatchObject({alreadyThere: 1});
    expect(await names()).toEqual([`p/${DAY}/other.json`]);
  });

  it('puts a newer snapshot beside the older one', async () => {
    await importInto(out, [at('00:00:01', {n: 1})]);
    expect(await importInto(out, [at('00:00:02', {n: 2})])).toMatchObject({taken: 1, replaced: 0});
    expect(await names()).toEqual([`p/${DAY}/a_000001.json`, `p/${DAY}/a_000002.json`]);
    // The first content, extracted last, is the newest again.
    expect(await importInto(out, [at('00:00:03', {n: 1})])).toMatchObject({taken: 1});
    expect(await importInto(out, [at('00:00:01', {n: 1}), at('00:00:03', {n: 1})])).toMatchObject({alreadyThere: 1});
  });

  it('takes no older snapshot than the tree has', async () => {
    await importInto(out, [at('00:00:02', {n: 2})]);
    expect(await importInto(out, [at('00:00:01', {n: 1})])).toMatchObject({taken: 0, replaced: 1});
    expect(await importInto(out, [at('00:00:02', {n: 3, end_time: null})])).toMatchObject({taken: 0, replaced: 1});
    expect(await names()).toEqual([`p/${DAY}/a_000002.json`]);
  });

  it('of two that are as new the one imported later counts, by its name', async () => {
    for (let n = 1; n <= 12; n += 1) expect(await importInto(out, [at('00:00:01', {n})])).toMatchObject({taken: 1});
    const found = Object.entries(await documentsBelow(out)).sort(([left], [right]) => (left < right ? -1 : 1));
    expect(found).toHaveLength(12);
    expect(found.at(-1)?.[1].trace.n).toBe(12);
  });

  describe('of its root alone, where another one holds all of the trace', () => {
    const nested = (time: string) =>
      at(time, {child_runs: [{id: 'b', status: 'error', child_runs: [{id: 'c'}]}, {id: 'd'}]});
    const alone = (time: string) => at(time, {child_runs: null});
    const OWN = [given({...RUN, id: 'b'}), given({...RUN, id: 'c'}), given({...RUN, id: 'd'})];

    it('is said to hide it, in one import and in several, in any order, and each time', async () => {
      const lacks = {
        what: 'nested runs that do not count, since newer snapshots of their traces lack them',
        count: 3,
        examples: [expect.stringMatching(/^b in runs.jsonl:/)],
      };
      const pending = {what: 'runs that had not ended', count: 2};
      const ofNewer = expect.arrayContaining([lacks]);
      expect((await importInto(out, [nested('10:00:00'), alone('11:00:00')])).incomplete).toEqual([lacks]);
      await rm(out, {recursive: true});
      await importInto(out, [nested('10:00:00')]);
      for (let time = 0; time < 2; time += 1)
        expect((await importInto(out, [alone('11:00:00')])).incomplete).toEqual([lacks]);
      await rm(out, {recursive: true});
      expect((await importInto(out, [alone('11:00:00')])).incomplete).toEqual([]);
      expect((await importInto(out, [nested('10:00:00')])).incomplete).toEqual(ofNewer);
      // The newest has all of it again.
      expect((await importInto(out, [nested('12:00:00')])).incomplete).toMatchObject([pending]);
    });

    it('hides none that has a file of its own, or comes with it', async () => {
      await importInto(out, [nested('10:00:00')]);
      expect((await importInto(out, [alone('11:00:00'), ...OWN])).incomplete).toEqual([]);
      expect((await importInto(out, [alone('12:00:00')])).incomplete).toEqual([]);
    });
  });

  it('leaves a file alone that cannot be read', async () => {
    await writeTree(out, {[`p/${DAY}/a_123045.json`]: '{"torn'});
    expect(await importInto(out, [given(RUN)])).toMatchObject({taken: 1});
    expect(await names()).toEqual([`p/${DAY}/a_123045.json`, `p/${DAY}/a_123045~2.json`]);
  });
});

describe('an import of the rest of a trace', () => {
  it('follows the root and the parents that the tree has', async () => {
    const root = {...RUN, id: 'r', trace_id: 'r', start_time: `${DAY}T23:59:00`};
    await importInto(out, [given(root), given({...root, id: 'm', trace_id: 'r', start_time: '2025-09-14T00:00:00'})]);
    const receipt = await importInto(
      out,
      [
        given({id: 'b', trace_id: 'r', status: 'x', start_time: '2025-09-14T00:00:01'}),
        given({id: 'c', parent_run_id: 'm', status: 'x', start_time: '2025-09-14T00:00:02'}),
      ],
      {project: null, names: new Map()},
    );
    expect(receipt).toMatchObject({taken: 2, incomplete: [], traces: 1, written: [{project: 'p', date: DAY, runs: 2}]});
    const trace = Object.entries(await documentsBelow(out)).map(([path, document]) => [path, document.trace.trace_id]);
    expect(trace).toEqual(['b', 'c', 'm', 'r'].map((id) => [`p/${DAY}/${id}_123045.json`, 'r']));
  });

  it('moves what an import of less put under another date', async () => {
    const child = given({...RUN, id: 'c', trace_id: 'r', start_time: '2025-09-14T00:00:01'});
    const root = given({...RUN, id: 'r', trace_id: 'r', start_time: `${DAY}T23:59:00`});
    expect((await importInto(out, [child])).incomplete).toMatchObject([{what: 'trace whose root is missing'}]);
    expect(await names()).toEqual(['p/2025-09-14/c_123045.json']);
    const receipt = await importInto(out, [child, root]);
    expect(receipt).toMatchObject({taken: 1, alreadyThere: 1, moved: 1, incomplete: []});
    expect(await names()).toEqual([`p/${DAY}/c_123045.json`, `p/${DAY}/r_123045.json`]);
  });

  it('moves it beside a newer snapshot under a name that is free', async () => {
    const child = (n: number) => given({...RUN, n, id: 'c', trace_id: 'r', start_time: '2025-09-14T00:00:01'});
    const root = given({...RUN, id: 'r', trace_id: 'r', start_time: `${DAY}T23:59:00`});
    await importInto(out, [child(1)]);
    expect(await importInto(out, [child(2), root])).toMatchObject({taken: 2, moved: 1});
    const documents = await documentsBelow(out);
    expect(documents[`p/${DAY}/c_123045.json`]?.trace.n).toBe(1);
    expect(documents[`p/${DAY}/c_123045~2.json`]?.trace.n).toBe(2);
  });

  it('says what counts twice, and moves nothing that it did not write', async () => {
    await writeTree(out, {
      'p/2025-09-12/a_101010.json': documentOf('a', RUN),
      [`q/${DAY}/a_101010.json`]: documentOf('a', RUN),
    });
    const receipt = await importInto(out, [given(RUN)]);
    expect(receipt).toMatchObject({taken: 1, moved: 0});
    expect(receipt.incomplete).toEqual([
      {
        what: 'files that hold the same runs under another project or date, where they count, too',
        count: 2,
        examples: ['p/2025-09-12/a_101010.json', `q/${DAY}/a_101010.json`],
      },
    ]);
    expect(await names()).toHaveLength(3);
  });
});

describe('the directory', () => {
  it('keeps other dates, and gets files beside those that a date has', async () => {
    await writeTree(out, {[`p/${DAY}/z.json`]: documentOf('z', {}), 'p/2025-09-01/y.json': documentOf('y', {})});
    await mkdir(join(out, 'q', DAY), {recursive: true});
    await importInto(out, [given(RUN), given({...RUN, id: 'b', trace_id: 'b', start_time: '2025-09-15T00:00:00'})]);
    expect(await names()).toEqual([
      'p/2025-09-01/y.json',
      `p/${DAY}/a_123045.json`,
      `p/${DAY}/z.json`,
      'p/2025-09-15/b_123045.json',
    ]);
    await importInto(out, [given(RUN)], {project: 'q', names: new Map()});
    expect(existsSync(join(out, 'q', DAY, 'a_123045.json'))).toBe(true);
  });

  it('is not there where nothing was written', async () => {
    expect(await importInto(out, [])).toMatchObject({found: 0});
    expect(existsSync(out)).toBe(false);
  });

  it('takes no files behind a link that leads outside, where no report would read them', async () => {
    await mkdir(join(directory, 'elsewhere'));
    await mkdir(out);
    await symlink(join(directory, 'elsewhere'), join(out, 'p'));
    await expect(importInto(out, [given(RUN)])).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: expect.stringContaining('is a link'),
    });
    expect(await readdir(join(directory, 'elsewhere'))).toEqual([]);
    expect(await readdir(out)).toEqual(['p']);
    // One that stays inside is as good as any directory.
    await rm(join(out, 'p'));
    await mkdir(join(out, 'inside'));
    await symlink('inside', join(out, 'p'));
    expect(await importInto(out, [given(RUN)])).toMatchObject({taken: 1});
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    [
      'a file',
      () => writeFile(join(out, 'p'), ''),
      /p is no directory, so nothing can be written below it; nothing was imported\.$/,
    ],
    [
      'a link that leads nowhere',
      () => symlink('gone', join(out, 'p')),
      /p is a link that leads nowhere, so nothing can/,
    ],
  ])('takes no file of any project if %s has the name of one', async (_, put, message) => {
    await mkdir(out);
    await put();
    const others = given({...RUN, id: 'b', trace_id: 'b', session_name: 'other'});
    await expect(
      importInto(out, [others, given({...RUN, session_name: 'p'})], {project: null, names: new Map()}),
    ).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: expect.stringMatching(message),
      hint: expect.stringContaining(`mv ${join(out, 'p')}`),
    });
    expect(await readdir(out)).toEqual(['p']);
  });

  it('leaves no directory behind that was made for it, if nothing was written', async () => {
    await expect(
      importInto(join(out, 'b', 'c'), [given({...RUN, session_name: 'a/b'})], {project: null, names: new Map()}),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^Names of projects/),
    });
    expect(existsSync(out)).toBe(false);
  });

  it('loses what an import left that is gone, and nothing of one that is not', async () => {
    const {pid} = spawnSync(process.execPath, ['--version']);
    const left = newDraftName('import').replace(/-\d+-(\d+-[0-9a-f]{8})$/, `-${pid}-$1`);
    const written = newDraftName('import');
    for (const name of [left, written]) await mkdir(join(out, name, 'p'), {recursive: true});
    await importInto(out, [given(RUN)]);
    expect((await readdir(out)).sort()).toEqual([written, 'p']);
  });

  it('is written by one import at a time', async () => {
    let second: Promise<unknown> | null = null;
    const first = sourceOf([given(RUN)]);
    const read = async function* (): AsyncGenerator<Given> {
      second ??= importInto(out, [given({...RUN, n: 2})]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(existsSync(join(out, 'p'))).toBe(false);
      yield* first.read();
    };
    await importInto(out, {...first, read});
    await second;
    expect(await names()).toEqual([`p/${DAY}/a_123045.json`, `p/${DAY}/a_123045~2.json`]);
  });

  it('is not taken from an import that runs elsewhere', async () => {
    await mkdir(out);
    await writeFile(join(out, '.lse-import.lock'), JSON.stringify({token: 't', pid: process.ppid, host: 'build-7'}));
    await expect(importInto(out, [given(RUN)])).rejects.toMatchObject({
      code: 'LSE_OUTPUT',
      message: expect.stringMatching(/^Another import writes to .*: process \d+ on build-7\.$/),
      hint: expect.stringContaining('rm '),
    });
  }, 20_000);

  it('that cannot be made is an error', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(importInto(join(directory, 'file', 'data'), [given(RUN)])).rejects.toMatchObject({
      code: 'LSE_OUTPUT',
      message: expect.stringContaining('nothing was imported'),
    });
  });

  it('holds what it held where a date is no directory', async () => {
    await writeTree(out, {[`p/${DAY}`]: 'a file'});
    await expect(
      importInto(out, [given({...RUN, id: 'b', trace_id: 'b', start_time: '2025-09-14T00:00:00'}), given(RUN)]),
    ).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
    });
    expect(Object.keys(await filesBelow(out))).toEqual([`p/${DAY}`]);
  });
});

describe('a source that changes while it is imported', () => {
  it.each<[string, readonly Given[]]>([
    ['in the length of a run', [given({...RUN, trace_id: undefined, n: 10})]],
    ['by a run less', []],
  ])('is an error, and nothing is written: %s', async (_, then) => {
    // A run that does not say its trace is not written before all are known.
    const first = sourceOf([given({...RUN, trace_id: undefined, n: 1})]);
    const {again} = sourceOf(then);
    await expect(importInto(out, {...first, again})).rejects.toMatchObject({code: 'LSE_DATA_DIR'});
    expect(existsSync(out)).toBe(false);
  });
});

it('reads the tree as reports do: what was renamed since is found by what it holds', async () => {
  await importInto(out, [given(RUN)]);
  await rename(join(out, 'p', DAY, 'a_123045.json'), join(out, 'p', DAY, 'renamed.json'));
  expect(await importInto(out, [given(RUN)])).toMatchObject({alreadyThere: 1});
});
