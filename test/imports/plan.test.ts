import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {Given} from '../../src/imports/given.ts';
import {documentsBelow, filesBelow, given, IN_P, importDry, importInto} from '../support/imports.ts';

let directory: string;
let out: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  out = join(directory, 'data');
});

afterEach(() => rm(directory, {recursive: true}));

const START = '2025-09-13T10:00:00';
const ENDED = {status: 'success', start_time: START, end_time: '2025-09-13T10:00:01'};
const SAID = {project: null, names: new Map<string, string>()};
/** A UUID of version 7, made on 2025-09-20 at 00:00:01. */
const MADE = `${Math.floor(Date.parse('2025-09-20T00:00:01Z'))
  .toString(16)
  .padStart(12, '0')
  .replace(/^(.{8})/, '$1-')}-7000-8000-000000000001`;

/** Imports, and says of each run what its document became: `id → [path, trace id, what was derived]`. */
async function placed(source: readonly Given[], rules = IN_P): Promise<Record<string, unknown>> {
  await importInto(out, source, rules);
  const found = Object.entries(await documentsBelow(out)).map(([path, {metadata, trace}]) => [
    metadata.run_id,
    [path.slice(0, path.lastIndexOf('/')), trace.trace_id, metadata.derived],
  ]);
  return Object.fromEntries(found) as Record<string, unknown>;
}

describe('the trace id of a run', () => {
  const root = '20250911T235959000000Zr';

  it.each<[string, object, object, string, string | undefined]>([
    ['is its own', {trace_id: 'own', dotted_order: root, parent_run_ids: ['p']}, {traceId: 's'}, 'own', undefined],
    [
      'is the first of its dotted order',
      {dotted_order: `${root}.20250912T000000Za`, parent_run_ids: ['p']},
      {},
      'r',
      'dotted_order',
    ],
    ['is the first of its parents', {parent_run_ids: ['top', 'mid']}, {traceId: 's'}, 'top', 'parent_run_ids'],
    ['is what the source says', {parent_run_id: 'mid'}, {traceId: 's'}, 's', 'the source'],
    ['is its parent, where that is missing', {parent_run_id: 'mid'}, {}, 'mid', 'the chain of parents'],
    ['is its own id', {}, {}, 'a', 'the run itself'],
    ['is derived where it is null', {trace_id: null, dotted_order: root}, {}, 'r', 'dotted_order'],
    ['is derived where it is empty', {trace_id: '', dotted_order: root}, {}, 'r', 'dotted_order'],
    [
      'is its own id where there is no text, as the contract has it',
      {trace_id: 5, dotted_order: root},
      {},
      5 as never,
      undefined,
    ],
    ['is not that of an order that is none', {dotted_order: 'nonsense'}, {}, 'a', 'the run itself'],
    ['is not a parent that can be no id', {parent_run_id: 'a\u0000'}, {}, 'a', 'the run itself'],
  ])('%s', async (_, members, around, traceId, from) => {
    const found = await placed([given({...ENDED, id: 'a', ...members}, around)]);
    const [, id, derived] = found.a as [string, string, Record<string, string> | undefined];
    expect([id, derived?.trace_id]).toEqual([traceId, from]);
  });

  it('is that of the topmost run that is known, whatever the order', async () => {
    const chain = [
      given({...ENDED, id: 'd', parent_run_id: 'c'}),
      given({...ENDED, id: 'b', parent_run_id: 'a'}),
      given({...ENDED, id: 'c', parent_run_id: 'b'}),
      given({...ENDED, id: 'a'}),
      given({...ENDED, id: 'y', parent_run_id: 'x', trace_id: 't'}),
      given({...ENDED, id: 'z', parent_run_id: 'y'}),
    ];
    const found = await placed(chain);
    expect(
      Object.entries(found)
        .map(([id, place]) => `${id} ${(place as string[])[1]}`)
        .sort(),
    ).toEqual(['a a', 'b a', 'c a', 'd a', 'y t', 'z t']);
  });

  it('is that of the run in which its parent is nested, which is not missing then', async () => {
    const receipt = await importInto(out, [
      given({...ENDED, id: 'a', child_runs: [{id: 'b', ...ENDED, child_runs: [{id: 'c', ...ENDED}]}]}),
      given({...ENDED, id: 'd', parent_run_id: 'c'}),
    ]);
    expect(receipt.incomplete).toEqual([]);
    expect(receipt.traces).toBe(1);
  });

  it('is its own where parents lead in a circle, which is said', async () => {
    const circle = [given({...ENDED, id: 'a', parent_run_id: 'b'}), given({...ENDED, id: 'b', parent_run_id: 'a'})];
    const receipt = await importInto(out, circle);
    expect(receipt.traces).toBe(2);
    expect(receipt.incomplete).toEqual([
      {
        what: 'runs whose parents lead in a circle',
        count: 2,
        examples: [expect.stringMatching(/^a in runs\.jsonl:\d+$/)],
      },
    ]);
  });
});

describe('the date of a run', () => {
  const late = {...ENDED, start_time: '2025-09-14T00:00:05'};

  it.each<[string, readonly Given[], string, string | undefined]>([
    [
      'is that of its root, across midnight',
      [given({...ENDED, id: 'r'}), given({...late, id: 'a', trace_id: 'r'})],
      '2025-09-13',
      undefined,
    ],
    ['is in UTC', [given({...ENDED, id: 'a', start_time: '2025-09-13T23:30:00-02:00'})], '2025-09-14', undefined],
    ['may be read from milliseconds', [given({...ENDED, id: 'a', start_time: 1757808005000})], '2025-09-14', undefined],
    [
      'is in the dotted order of a trace without its root',
      [given({...late, id: 'a', dotted_order: `20250912T235959123456Z${MADE}.20250914T000005000000Za`})],
      '2025-09-12',
      'dotted_order',
    ],
    [
      'is in a trace id of version 7',
      [given({...late, id: 'a', trace_id: MADE})],
      '2025-09-20',
      'the time in the trace id',
    ],
    [
      'is that of the earliest run otherwise',
      [given({...late, id: 'a', trace_id: 't'}), given({...ENDED, id: 'b', trace_id: 't'})],
      '2025-09-13',
      "the earliest start of the trace's runs",
    ],
    [
      'is what the source says of a run without a start',
      [given({id: 'a', status: 'x'}, {startTime: START})],
      '2025-09-13',
      undefined,
    ],
  ])('%s', async (_, source, date, from) => {
    const found = await placed(source);
    const [path, , derived] = found.a as [string, string, Record<string, string> | undefined];
    expect([path, derived?.date]).toEqual([`p/${date}`, from]);
  });

  it('is asked of nobody: a run without any time is skipped', async () => {
    const receipt = await importInto(out, [given({id: 'a', status: 'x'}), given({...ENDED, id: 'b'})]);
    expect(receipt).toMatchObject({found: 2, taken: 1, unplaced: 1, skipped: {count: 1}});
    expect(receipt.skipped.first[0]?.reason).toMatch(/^has no start_time/);
  });
});

describe('the project of a run', () => {
  const run = {...ENDED, id: 'a'};

  it.each<[string, Given, Partial<typeof IN_P>, string, string | undefined]>([
    ['is the session name', given({...run, session_name: 's', project_name: 'q', session_id: 'i'}), {}, 's', undefined],
    ['is the project name', given({...run, project_name: 'q'}, {projectName: 'x'}), {}, 'q', undefined],
    ['is that in its metadata', given({...run, metadata: {project_name: 'm'}}), {}, 'm', undefined],
    [
      'is that of the document',
      given(run, {metadata: Buffer.from('{"project_name": "m"}'), projectName: 'x'}),
      {},
      'm',
      undefined,
    ],
    [
      'is that of the document before what the run says, which may be shortened',
      given({...run, session_name: 's'}, {metadata: Buffer.from('{"project_name": "m"}')}),
      {},
      'm',
      undefined,
    ],
    ['is what the source says', given({...run, session_id: 'i'}, {projectName: 'x'}), {}, 'x', undefined],
    ['is the id of the session otherwise', given({...run, session_id: 'i'}), {}, 'i', "the project's id"],
    ['is the id that the source says', given(run, {projectId: 'j'}), {}, 'j', "the project's id"],
    ['is that of --project before all', given({...run, session_name: 's'}), {project: 'p'}, 'p', '--project'],
    [
      'is mapped by its name',
      given({...run, session_name: '../s'}),
      {names: new Map([['../s', 'n']])},
      'n',
      '--projects',
    ],
    [
      'is mapped by its id',
      given({...run, session_id: 'i', session_name: 's'}),
      {names: new Map([['i', 'n']])},
      'n',
      '--projects',
    ],
  ])('%s', async (_, source, rules, project, from) => {
    const found = await placed([source], {...SAID, ...rules});
    const [path, , derived] = found.a as [string, string, Record<string, string> | undefined];
    expect([path, derived?.project_name]).toEqual([`${project}/2025-09-13`, from]);
  });

  it('is one for all runs of a trace: that of the root, else of the first that says one', async () => {
    await importInto(
      out,
      [
        given({...run, id: 'r', session_name: 'root'}),
        given({...run, id: 'a', trace_id: 'r', session_name: 'other'}),
        given({...run, id: 'z', trace_id: 't', session_name: 'z'}),
        given({...run, id: 'y', trace_id: 't'}),
        given({...run, id: 'x', trace_id: 't', session_id: 'x'}),
      ],
      SAID,
    );
    const paths = Object.keys(await filesBelow(out)).map((path) => path.replace(/_\d+\.json/, ''));
    expect(paths).toEqual([
      'root/2025-09-13/a',
      'root/2025-09-13/r',
      'z/2025-09-13/x',
      'z/2025-09-13/y',
      'z/2025-09-13/z',
    ]);
  });

  it('has to be said, and nothing is written where it is not', async () => {
    const source = [given({...run, session_name: 's'}), given({...ENDED, id: 'b'}), given({...ENDED, id: 'c'})];
    await expect(importInto(out, source, SAID)).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: expect.stringMatching(/^2 runs do not say which project this is \(the first is runs\.jsonl:\d+\)\.$/),
      hint: expect.stringContaining('--project NAME'),
    });
    expect(await filesBelow(out)).toEqual({});
  });

  it.each(['a/b', '..', '.hidden', '_x', 'nul\u0000', 'lone\ud800', 'lost+found', 'é'.repeat(128)])(
    'cannot be the directory %j, which the map can name otherwise',
    async (name) => {
      await expect(importInto(out, [given({...run, session_name: name})], SAID)).rejects.toMatchObject({
        message: expect.stringMatching(/^Names of projects cannot be directories \(/),
        hint: expect.stringContaining('lse import SOURCE --projects FILE'),
      });
      expect(await filesBelow(out)).toEqual({});
    },
  );
});

describe('the status of a run', () => {
  it.each<[string, object, unknown, string | undefined]>([
    ['stays as it is', {status: 'SUCCESS', error: 'x'}, 'SUCCESS', undefined],
    ['stays when it is empty', {status: '', error: 'x'}, '', undefined],
    ['stays when it is no text', {status: 5}, 5, undefined],
    ['is error where there is one', {error: 'boom', end_time: START}, 'error', 'error'],
    ['is error where null stands', {status: null, error: {code: 5}}, 'error', 'error'],
    ['is success where it has ended', {error: null, end_time: START}, 'success', 'end_time'],
    ['takes a blank error for none', {error: ' \n', end_time: START}, 'success', 'end_time'],
    ['is pending otherwise', {error: null, end_time: null}, 'pending', 'no error and no end_time'],
    ['takes an empty end for none', {end_time: ''}, 'pending', 'no error and no end_time'],
  ])('%s', async (_, members, status, from) => {
    await importInto(out, [given({id: 'a', start_time: START, ...members})]);
    const [document] = Object.values(await documentsBelow(out));
    const derived = document?.metadata.derived as Record<string, string> | undefined;
    expect([document?.trace.status, derived?.status]).toEqual([status, from]);
  });

  it.each(['null', '""'])('takes the place of a key that holds %s, so that no key is twice', async (nothing) => {
    await importInto(out, [given(`{"id":"a","trace_id":${nothing},"start_time":"${START}","status":null,"n":1.50}`)]);
    const [file = ''] = Object.values(await filesBelow(out));
    const trace = file.slice(file.indexOf('"trace":'));
    expect(trace).toMatch(/^"trace":\{"id":"a","trace_id":"a",.*"status":"pending","n":1\.50\}/);
    expect([trace.split('"status":').length, trace.split('"trace_id":').length]).toEqual([2, 2]);
  });

  it('is derived in nested runs, too, at any depth, and nothing else is changed in them', async () => {
    const text = `{"id":"a","start_time":"${START}","status":"success","n":1.50,"child_runs":[{"id":"b","n":10E-1,"error":"x"},5,{"id":"c","status":null,"child_runs":[{"id":"d","end_time":"${START}"}]}]}`;
    await importInto(out, [given(text)]);
    const [file = ''] = Object.values(await filesBelow(out));
    expect(file).toContain(
      `"n":1.50,"child_runs":[{"id":"b","n":10E-1,"error":"x","status":"error"},5,{"id":"c","status":"pending","child_runs":[{"id":"d","end_time":"${START}","status":"success"}]}]`,
    );
    expect(JSON.parse(file).metadata.derived['child_runs.status']).toBe('error and end_time of each');
  });

  it('that is pending is known to be incomplete', async () => {
    const receipt = await importInto(out, [
      given({id: 'a', trace_id: 'a', start_time: START}),
      given({id: 'b', trace_id: 'b', start_time: START, status: 'PENDING'}),
      given({...ENDED, id: 'c', trace_id: 'c'}),
    ]);
    expect(receipt.incomplete).toMatchObject([{what: 'runs that had not ended', count: 2}]);
  });

  it('is known to be incomplete in nested runs as in flat ones', async () => {
    const child = {id: 'b', status: 'pending', start_time: START, child_runs: [{id: 'c', start_time: START}]};
    const receipt = await importInto(out, [given({...ENDED, id: 'a', child_runs: [child]})]);
    expect(receipt.incomplete).toMatchObject([{what: 'runs that had not ended', count: 2}]);
    const flat = [
      {...child, child_runs: undefined},
      {id: 'c', start_time: START},
    ].map((run) => given({...run, trace_id: 'a'}));
    // Nested and flat in one source, they count once.
    const both = await importInto(join(directory, 'both'), [given({...ENDED, id: 'a', child_runs: [child]}), ...flat]);
    expect(both.incomplete).toMatchObject([{what: 'runs that had not ended', count: 2}]);
  });
});

describe('several snapshots of a run', () => {
  const at = (extractedAt: string, members: object = {}) => given({...ENDED, id: 'a', ...members}, {extractedAt});
  const written = async (): Promise<unknown[]> => Object.values(await documentsBelow(out)).map(({trace}) => trace.n);

  it('count once where they are the same', async () => {
    const receipt = await importInto(out, [
      at('2025-10-01T00:00:00Z'),
      at('2025-10-01T00:00:01Z'),
      at('2025-10-01T00:00:00Z'),
    ]);
    expect(receipt).toMatchObject({found: 3, taken: 1, repeated: 2, replaced: 0});
    expect(Object.keys(await filesBelow(out))).toEqual(['p/2025-09-13/a_000001.json']);
  });

  it('leave the newest, by every digit', async () => {
    const source = [
      at('2025-10-01T00:00:00.1Z', {n: 1}),
      at('2025-10-01T02:00:00.12+02:00', {n: 2}),
      at('2025-10-01T00:00:00.11Z', {n: 3}),
    ];
    expect(await importInto(out, source)).toMatchObject({found: 3, taken: 1, repeated: 0, replaced: 2});
    expect(await written()).toEqual([2]);
  });

  it('leave the one that has ended where they are as new, and of those the later', async () => {
    const same = '2025-10-01T00:00:00Z';
    await importInto(out, [at(same, {n: 1}), at(same, {n: 2}), at(same, {n: 3, end_time: null})]);
    expect(await written()).toEqual([2]);
  });
});

describe('operations', () => {
  const post = (members: object, around = {}) => given({id: 'a', ...members}, around, 'post');
  const patch = (members: object, around = {}) => given({id: 'a', ...members}, around, 'patch');

  it('are merged by id, later members above earlier ones, whatever their order', async () => {
    const source = [
      patch({end_time: START, inputs: null, outputs: {n: 1}}),
      given({...ENDED, id: 'whole', trace_id: 'whole'}),
      patch({outputs: {n: 2}}, {extractedAt: '2025-10-02T00:00:00Z'}),
      post({start_time: START, inputs: {x: 1}, outputs: null, end_time: null, parent_run_id: null}),
    ];
    const receipt = await importInto(out, source);
    expect(receipt).toMatchObject({found: 2, taken: 2, incomplete: []});
    const documents = await documentsBelow(out);
    expect(documents['p/2025-09-13/a_000000.json']?.trace).toEqual({
      id: 'a',
      start_time: START,
      inputs: {x: 1},
      outputs: {n: 2},
      end_time: START,
      parent_run_id: null,
      trace_id: 'a',
      status: 'success',
    });
  });

  it('keep every digit', async () => {
    await importInto(out, [
      post({start_time: START}),
      given(`{"id":"a","end_time":"${START}","n":1.50e2}`, {}, 'patch'),
    ]);
    expect(Object.values(await filesBelow(out))[0]).toContain('"n":1.50e2');
  });

  it('that are no runs are skipped each', async () => {
    const receipt = await importInto(out, [post({start_time: START}), given('{"x": 1}', {}, 'patch')]);
    expect(receipt).toMatchObject({found: 1, taken: 1, skipped: {count: 1, first: [{reason: 'has no id'}]}});
  });
});

describe('what is no run', () => {
  it.each<[string, string, string]>([
    ['no JSON', '{"id": "a",}', 'not JSON'],
    ['a list', '[{"id": "a"}]', 'not one JSON object'],
    ['more than one object', '{"id": "a"},{"id": "b"}', 'not one JSON object'],
    ['a run without an id', '{"name": "x"}', 'has no id'],
    ['an id that is no key', '{"id": "a\\u0000"}', 'the run id holds a NUL character'],
    ['a trace id that is no key', `{"id": "a", "trace_id": "${'x'.repeat(513)}"}`, 'the trace id is 513 bytes long'],
    [
      'a run that its document nests too deep',
      `{"id": "a", "x": ${'['.repeat(899)}${']'.repeat(899)}}`,
      'nested over 900 levels',
    ],
    ['a number out of range', '{"id": "a", "x": 1e16001}', 'a number beyond'],
  ])('is skipped with its reason: %s', async (_, json, reason) => {
    const receipt = await importInto(out, [given(json), given({...ENDED, id: 'ok'})]);
    expect(receipt.skipped).toMatchObject({count: 1, first: [{reason: expect.stringContaining(reason)}]});
    expect(receipt.taken).toBe(1);
  });

  it('is as deep as a document may be', async () => {
    const json = `{"id": "a", "start_time": "${START}", "x": ${'['.repeat(898)}${']'.repeat(898)}}`;
    expect(await importInto(out, [given(json)])).toMatchObject({taken: 1, skipped: {count: 0}});
  });

  it('is told by the source, with what is cut', async () => {
    const place = {file: 'x.zip', line: null};
    const receipt = await importInto(out, [
      {kind: 'skip', place, reason: 'is a picture'},
      {kind: 'gap', place, what: 'has exactly 1,000 runs'},
      given({...ENDED, id: 'a', parent_run_id: null}),
    ]);
    expect(receipt.skipped.first).toEqual([{place: 'x.zip', reason: 'is a picture'}]);
    expect(receipt.incomplete).toEqual([
      {what: 'sign in the source that something is missing', count: 1, examples: ['x.zip has exactly 1,000 runs']},
    ]);
  });
});

it('says which runs count as traces of their own since nothing says otherwise', async () => {
  const receipt = await importDry(out, [
    given({...ENDED, id: 'a'}),
    given({...ENDED, id: 'b', parent_run_id: null}),
    given({...ENDED, id: 'c', child_runs: []}),
    given({...ENDED, id: 'd', dotted_order: 'nonsense'}),
    given({...ENDED, id: 'e'}, {traceId: 'b'}),
  ]);
  expect(receipt.incomplete).toMatchObject([
    {
      what: 'run that says nothing of its trace, and counts as one of its own',
      count: 1,
      examples: [expect.stringMatching(/^a in /)],
    },
  ]);
});

it('says which children are missing, wherever they may be', async () => {
  await importInto(out, [given({...ENDED, id: 'in tree', trace_id: 'a'})]);
  const named = ['own', 'nested', 'in tree', 'gone', 'gone too'];
  const receipt = await importInto(out, [
    given({...ENDED, id: 'a', trace_id: 'a', child_run_ids: named, child_runs: [{...ENDED, id: 'nested'}]}),
    given({...ENDED, id: 'b', trace_id: 'b', direct_child_run_ids: ['gone', 5, '']}),
    given({...ENDED, id: 'own', trace_id: 'a', child_run_ids: null}),
  ]);
  expect(receipt.incomplete).toEqual([
    {
      what: 'runs that others name as their children and that are missing',
      count: 2,
      examples: [expect.stringMatching(/^gone in runs.jsonl/)],
    },
  ]);
});

it('says which parents and roots are missing', async () => {
  const receipt = await importDry(out, [
    given({...ENDED, id: 'a', parent_run_id: 'gone', trace_id: 'top'}),
    given({...ENDED, id: 'b', parent_run_id: 'a', trace_id: 'top'}),
    given({...ENDED, id: 'c', parent_run_id: 'a', trace_id: 'top2'}),
  ]);
  expect(receipt.incomplete).toMatchObject([
    {what: 'run whose parent is missing', count: 1, examples: [expect.stringMatching(/^a in /)]},
    {what: 'traces whose root is missing', count: 2, examples: [expect.stringMatching(/^top in /)]},
  ]);
  expect(await filesBelow(out)).toEqual({});
});
