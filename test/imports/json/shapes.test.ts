import {gzipSync} from 'node:zlib';
import {describe, expect, it} from '@jest/globals';
import type {FormatName} from '../../../src/imports/given.ts';
import {MODIFIED, type Read, readContents, remarksOf, runsOf, textsOf} from '../../support/givens.ts';

const RUN = '{"id": "r1", "trace_id": "t1", "name": "a", "run_type": "tool", "status": "success", "n": 1.50}';
const V2 = '{"id":"r2","project_id":"p1","trace_id":"t1","parent_run_ids":["t1"],"status":"ERROR","run_type":"TOOL"}';
const NESTED = '{"id": "t1", "run_type": "chain", "child_runs": [{"id": "r1", "run_type": "tool", "child_runs": []}]}';

const one = (content: string, name = 'a.json', as: FormatName | null = null): Promise<Read> =>
  readContents({[name]: content}, {as});

const placesOf = (read: Read): (number | null)[] => read.givens.map(({place}) => place.line);

describe('runs as JSON', () => {
  it.each([
    ['one run', RUN, [RUN], [null]],
    ['a tree, kept as it was', NESTED, [NESTED], [null]],
    ['lines', `${RUN}\n${V2}\n`, [RUN, V2], [1, 2]],
    ['an array', `[${RUN},\n ${V2}]`, [RUN, V2], [1, 2]],
    [
      'an answer of the API',
      `{"runs": [${RUN}, ${V2}], "cursors": {"next": null}, "search_cursors": null}`,
      [RUN, V2],
      [1, 1],
    ],
    ['an answer of the second API', `{"items":[${V2}],"next_cursor":null}`, [V2], [1]],
    ['over several lines', RUN.replaceAll(', ', ',\n'), [RUN.replaceAll(', ', ',\n')], [null]],
    [
      'groups in an array',
      `[{"trace_id": "t1", "runs": [${RUN}]},\n{"trace_id": "t2", "runs": [${V2}]}]`,
      [RUN, V2],
      [1, 2],
    ],
    ['arrays in lines', `[${RUN}]\n[${V2}]`, [RUN, V2], [1, 2]],
    ['a mark in front', `\ufeff${RUN}`, [RUN], [null]],
    [
      'a key that comes twice',
      '{"id": "x", "id": "r1", "run_type": "a"}',
      ['{"id": "x", "id": "r1", "run_type": "a"}'],
      [null],
    ],
    ['a key with an escape', '{"\\u0069d": "r1", "run_type": "a"}', ['{"\\u0069d": "r1", "run_type": "a"}'], [null]],
  ])('are read: %s', async (_, content, texts, lines) => {
    const read = await one(content);
    expect(textsOf(read)).toEqual(texts);
    expect(placesOf(read)).toEqual(lines);
    expect(read.formats).toEqual({runs: 1});
    expect(runsOf(read)[0]).toMatchObject({
      part: 'whole',
      around: {extractedAt: MODIFIED, extractedBy: 'file', runId: null},
    });
  });

  it('say nothing where there are none', async () => {
    for (const content of ['[]', '{"runs": []}', '{"runs": [], "cursors": {}}']) {
      expect((await one(content)).givens).toEqual([]);
    }
    expect(remarksOf(await readContents({'a.json': '', 'b.json': ' \n'}))).toEqual([
      'skip a.json is empty',
      'skip b.json is empty',
    ]);
  });

  it('take from the object around them what they are of, wherever it says it', async () => {
    const bare = ['{"id": "r1", "run_type": "a"}', '{"id": "r2", "run_type": "a"}'];
    for (const content of [
      `{"trace_id": "t", "session_name": "p", "runs": [${bare.join(', ')}]}`,
      `{"session_name": "p", "runs": [${bare.join(', ')}], "trace_id": "t"}`,
      `{\n"session_name": "p",\n"runs": [\n${bare.join(',\n')}],\n"trace_id": "t"}`,
    ]) {
      const read = await one(content);
      expect(textsOf(read)).toEqual(bare);
      expect(runsOf(read).map(({around}) => [around.traceId, around.projectName])).toEqual(Array(2).fill(['t', 'p']));
    }
  });

  it('wait for the name of their trace, but not all of a large file', async () => {
    const large = Array.from(
      {length: 20},
      (_, at) => `{"id": "r${at}", "run_type": "a", "x": "${'x'.repeat(900_000)}"}`,
    );
    const read = await one(`{"runs": [${large.join(', ')}], "trace_id": "t"}`);
    expect(textsOf(read)).toEqual(large);
    expect(new Set(runsOf(read).map(({around}) => around.traceId))).toEqual(new Set([null]));
    expect(remarksOf(read)).toEqual([expect.stringMatching(/^gap a.json:1 names a trace behind more runs/)]);
  });

  it('are known to be incomplete where no page is the last one', async () => {
    const page = (next: string | null): string => JSON.stringify({runs: [], cursors: {next}});
    expect(remarksOf(await readContents({'1.json': page('x'), '2.json': page('y')}))).toEqual([
      "gap 1.json:1 and 1 other file name next pages of the API's answer, and no last page is there",
    ]);
    expect(remarksOf(await readContents({'1.json': page('x'), '2.json': page(null)}))).toEqual([]);
    expect(remarksOf(await one('{"items": [], "next_cursor": "x"}'))).toEqual([expect.stringContaining('a.json')]);
  });

  it('keep every byte, and lose no run to a neighbour', async () => {
    const odd = '{"id":"r1","run_type":"a","x":[1E400,-0.0,"\\ud800\\u0000é😀",12345678901234567890.10]}';
    const read = await one(`${odd}\n{"id": "torn\n${RUN}\n{"id":"n","run_type":"a","x":NaN}\nnot json\n${V2}`);
    expect(textsOf(read)).toEqual([odd, RUN, V2]);
    expect(remarksOf(read)).toEqual([
      'skip a.json:2:13 is not JSON: a string has no end',
      expect.stringMatching(/^skip a.json:4:30 is not JSON: NaN \(Python's json.dumps writes it.*allow_nan=False.*\)$/),
      'skip a.json:5:1 is not JSON: an unexpected character',
    ]);
  });
});

describe('what is no run', () => {
  it.each([
    ['{"a": 1, "b": 2}', 'is an object with the members "a", "b", which is no run'],
    ['{"a": 1}', 'is an object with the member "a", which is no run'],
    ['{}', 'is an object without members, which is no run'],
    ['[12]', 'is a number, which is no run'],
    ['[null, "x", true]', 'is null, which is no run'],
    [
      '{"id": "p", "name": "a project", "run_count": 5}',
      'is an object with the members "id", "name", "run_count", which is no run',
    ],
    ['{"id": "e", "inputs": {}, "outputs": {}, "dataset_id": "d"}', /which is no run$/],
    ['{"id": "f", "key": "k", "score": 1, "run_id": "r", "trace_id": "t"}', /which is no run$/],
    ['{"a": Infinity}', /^is not JSON: Infinity/],
    ['{"a": [-Infinity]}', /^is not JSON: -Infinity/],
    ['{"a": 01}', 'is not JSON: an unexpected character'],
    ["{'id': 'r'}", /^is not JSON: a single quote, as Python prints a dict; json.dumps writes JSON$/],
    ['[{"role": "user", "content": "x"}]', /langsmith-fetch.*langsmith trace export.*--full.*lse pull/],
    ['{"trace_id": "t", "messages": [], "metadata": {}, "feedback": []}', /langsmith-fetch/],
    [`{"id": "x", "run_type": "a", "x": ${'['.repeat(901)}${']'.repeat(901)}}`, 'is nested over 900 levels'],
    ['{"id": "x", "run_type": "a", "x": 1e99999}', 'holds a number beyond 10^±16000 or 16383 decimals'],
  ])('is skipped with its reason: %s', async (content, reason) => {
    const {givens} = await one(content);
    expect(givens.length).toBeGreaterThan(0);
    expect(givens[0]).toMatchObject({
      kind: 'skip',
      reason: reason instanceof RegExp ? expect.stringMatching(reason) : reason,
    });
  });

  it('is text that is not UTF-8', async () => {
    const read = await readContents({
      'a.json': Buffer.concat([Buffer.from('{"id": "x", "y": "'), Buffer.of(0xff), Buffer.from('"}')]),
    });
    expect(remarksOf(read)).toEqual(['skip a.json:1 is not valid UTF-8']);
  });

  it('is a run that is too large', async () => {
    const read = await readContents(
      {'a.json': `[${RUN}, {"id": "l", "x": "${'x'.repeat(500)}"}, ${V2}]`},
      {maxFileBytes: 300},
    );
    expect(textsOf(read)).toEqual([RUN, V2]);
    expect(remarksOf(read)).toEqual([
      'skip a.json:1 is longer than 300 bytes, the most that LSE_MAX_FILE_BYTES allows',
    ]);
  });

  it('is what --as leaves out', async () => {
    const document = `{"metadata": {}, "trace": ${RUN}}`;
    expect(remarksOf(await one(document, 'a.json', 'runs'))).toEqual([
      'skip a.json looks like what --as documents reads, and --as runs reads nothing else',
    ]);
    expect(textsOf(await one('{"id": "x", "y": 1}', 'a.json', 'runs'))).toEqual(['{"id": "x", "y": 1}']);
    expect(textsOf(await one(`[${RUN}]`, 'a.json', 'runs'))).toEqual([RUN]);
    expect(remarksOf(await one(RUN, 'a.json', 'parquet'))).toEqual([
      'skip a.json is text, and --as parquet reads nothing like it',
    ]);
  });
});

describe('documents', () => {
  it('are runs with something beside them', async () => {
    const metadata =
      '{"run_id": "r1", "project_name": "my project", "extracted_at": "2025-09-13T10:00:00.123456Z", "x": 1.0}';
    const read = await one(`{"metadata": ${metadata}, "trace": ${RUN}}`);
    expect(textsOf(read)).toEqual([RUN]);
    expect(read.formats).toEqual({documents: 1});
    const {around} = runsOf(read)[0] ?? {};
    expect(around).toMatchObject({
      runId: 'r1',
      projectName: 'my project',
      extractedAt: '2025-09-13T10:00:00.123456Z',
      extractedBy: 'document',
    });
    expect(Buffer.from(around?.metadata ?? []).toString()).toBe(metadata);
  });

  it('need no metadata, and may have a key twice', async () => {
    const read = await one(`{"trace": 5, "trace": ${RUN}}`);
    expect(textsOf(read)).toEqual([RUN]);
    expect(runsOf(read)[0]?.around).toMatchObject({metadata: null, runId: null, extractedAt: MODIFIED});
  });
});

describe('the langsmith command', () => {
  const command = (id: number, trace: number | string, more: object = {status: 'success', error: null}): string =>
    JSON.stringify({
      run_id: `r${id}`,
      trace_id: `t${trace}`,
      name: 'a',
      run_type: 'tool',
      start_time: '2025-09-13T10:00:00.123456789Z',
      ...more,
    });

  it('writes runs with run_id for id', async () => {
    const read = await one(`${command(1, 1)}\n${command(2, 1)}\n`, 't1.jsonl');
    expect(textsOf(read)).toEqual([command(1, 1), command(2, 1)]);
    expect(runsOf(read).map(({around}) => around.runId)).toEqual(['r1', 'r2']);
    expect(read.formats).toEqual({cli: 1});
    expect(remarksOf(read)).toEqual([]);
  });

  it('is refused where it left out status and error', async () => {
    await expect(one(`${command(1, 1, {})}\n`, 't1.jsonl')).rejects.toMatchObject({
      code: 'LSE_IMPORT',
      message: expect.stringMatching(/t1.jsonl was exported by the langsmith command without status and error/),
      hint: expect.stringContaining('langsmith trace export ./traces --project NAME --limit 1000 --full'),
    });
    expect(remarksOf(await one(command(1, 1, {status: 'error'})))).toEqual([
      'gap a.json was exported without --include-io, so that no run says its error; export with --full',
    ]);
    expect(remarksOf(await one(command(1, 1, {error: null})))).toEqual([]);
  });

  it('is known to be incomplete at the most that it takes of a trace', async () => {
    const runs = (count: number): string => Array.from({length: count}, (_, at) => command(at, 1)).join('\n');
    expect(remarksOf(await one(runs(1_000)))).toEqual([
      'gap a.json:1000 has exactly 1,000 runs of trace t1, the most that the langsmith command takes of one',
    ]);
    expect(remarksOf(await one(runs(999)))).toEqual([]);
  });

  it('is in doubt at as many traces as its limit may be', async () => {
    const files = (count: number) =>
      Object.fromEntries(Array.from({length: count}, (_, at) => [`x/t${at}.jsonl`, command(at, at)]));
    expect(remarksOf(await readContents(files(10)))).toEqual([
      expect.stringMatching(/^gap x has exactly 10 traces, as many as/),
    ]);
    expect(remarksOf(await readContents(files(20)))).toEqual([
      expect.stringMatching(/^gap x has exactly 20 traces, a number/),
    ]);
    expect(remarksOf(await readContents(files(9)))).toEqual([]);
    const groups = (count: number) =>
      JSON.stringify(
        Array.from({length: count}, (_, at) => ({
          run_count: 1,
          runs: [JSON.parse(command(at, at))],
          trace_id: `t${at}`,
        })),
      );
    expect(remarksOf(await one(groups(20)))).toEqual([expect.stringMatching(/^gap a.json has exactly 20 traces/)]);
    expect(remarksOf(await one(groups(21)))).toEqual([]);
    const lines = Array.from({length: 100}, (_, at) => command(at, at)).join('\n');
    expect(remarksOf(await one(lines))).toEqual([expect.stringMatching(/^gap a.json has exactly 100 runs, a number/)]);
  });
});

describe('operations of the SDK', () => {
  const post = '{"id": "r1", "trace_id": "t", "inputs": {"n": 1.0}}';
  const patch = '{"id": "r1", "outputs": {"n": 2.0}}';
  it.each([
    ['a batch', `{"post": [${post}], "patch": [${patch}]}`],
    ['a batch in lines', `{"post": [${post}]}\n{"patch": [${patch}]}`],
    ['lines', `{"post": ${post}}\n{"patch": ${patch}}`],
    ['both in a line', `{"post": ${post}, "patch": ${patch}}`],
    ['lines that name them', `{"operation": "post", "run": ${post}}\n{"operation": "patch", "data": ${patch}}`],
    ['those of the other SDK', `[{"action": "create", "item": ${post}}, {"action": "update", "item": ${patch}}]`],
    [
      'what could not be sent',
      JSON.stringify({
        version: 1,
        endpoint: 'runs/batch',
        headers: {},
        body_base64: Buffer.from(`{"post": [${post}], "patch": [${patch}]}`).toString('base64'),
      }),
    ],
  ])('are read: %s', async (_, content) => {
    const read = await one(content);
    expect(runsOf(read).map(({part, json}) => [part, Buffer.from(json).toString()])).toEqual([
      ['post', post],
      ['patch', patch],
    ]);
    expect(read.formats).toEqual({operations: 1});
    expect(remarksOf(read)).toEqual([]);
  });

  const multipart = (boundary: string): string =>
    `${[
      ['post.r1', '{"id": "r1", "trace_id": "t"}'],
      ['post.r1.inputs', '{"n": 1.0}'],
      ['patch.r1', '{"id": "r1"}'],
      ['patch.r1.outputs', '{"n": "--x"}'],
      ['attachment.r1.photo', 'not json'],
      ['feedback.f1', '{"id": "f1"}'],
    ]
      .map(
        ([name, body]) =>
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: application/json\r\nContent-Length: ${body?.length}\r\n\r\n${body}\r\n`,
      )
      .join('')}--${boundary}--\r\n`;

  const upload = (body: Buffer, encoding?: string, type = 'multipart/form-data; boundary=abc'): string =>
    JSON.stringify({
      version: 1,
      endpoint: 'runs/multipart',
      headers: {'Content-Type': type, ...(encoding === undefined ? {} : {'Content-Encoding': encoding})},
      body_base64: body.toString('base64'),
    });

  /** A frame of Zstandard with one raw block, which any packer may write. */
  const zstd = (body: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    const block = Buffer.alloc(3);
    block.writeUIntLE((body.length << 3) | 1, 0, 3);
    return Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0), size, block, body]);
  };

  it('are read out of requests that could not be sent', async () => {
    const body = Buffer.from(multipart('abc'));
    for (const content of [upload(body), upload(gzipSync(body), 'gzip'), upload(zstd(body), 'zstd')]) {
      const read = await one(content, 'trace_1757757600.000000_0a1b2c3d.json');
      expect(remarksOf(read)).toEqual([]);
      expect(runsOf(read).map(({part, json}) => [part, Buffer.from(json).toString()])).toEqual([
        ['post', '{"id": "r1", "trace_id": "t","inputs":{"n": 1.0}}'],
        ['patch', '{"id": "r1","outputs":{"n": "--x"}}'],
      ]);
    }
  });

  it.each([
    ['cut', upload(Buffer.from(multipart('abc').slice(0, 200))), 'holds a request of the SDK that is cut'],
    ['damaged', upload(Buffer.from('x'), 'gzip'), 'holds a request of the SDK whose gzip cannot be unpacked'],
    [
      'of an unknown packing',
      upload(Buffer.from('x'), 'br'),
      'holds a request of the SDK that is packed as br, which is unknown',
    ],
    [
      'of an unknown type',
      upload(Buffer.from('x'), undefined, 'text/plain'),
      'holds a request of the SDK that is neither a batch nor multipart',
    ],
  ])('are skipped where the request is %s', async (_, content, reason) => {
    expect(remarksOf(await one(content))).toEqual([`skip a.json ${reason}`]);
  });
});

describe('a run downloaded from the page', () => {
  const ID = '0199421a-f5a0-7000-8000-00000000abcd';
  const page = '{"inputs": {"x": 1.0}, "outputs": null}';

  it('has its id from the name of its file, and its time from the id', async () => {
    const read = await one(page, `run-${ID.toUpperCase()}.json`);
    expect(textsOf(read)).toEqual([page]);
    expect(runsOf(read)[0]?.around).toMatchObject({runId: ID, startTime: '2025-09-13T08:04:47.136Z'});
    expect(read.formats).toEqual({ui: 1});
    expect(remarksOf(read)).toEqual([expect.stringMatching(/^gap run-.*without name, status and error/)]);
    const old = await one(
      '{"inputs": {}, "outputs": {}, "status": "success"}',
      '7c9e6679-7425-40de-944b-e07fc1f90ae7.json',
    );
    expect(runsOf(old)[0]?.around).toMatchObject({runId: '7c9e6679-7425-40de-944b-e07fc1f90ae7', startTime: null});
    expect(remarksOf(old)).toEqual([]);
  });

  it('needs one', async () => {
    expect(remarksOf(await one(page, 'run.json'))).toEqual([
      expect.stringMatching(/^skip run.json is inputs and outputs without a run id.*<run id>.json$/),
    ]);
    expect(remarksOf(await one(`${page}\n${page}`, `${ID}.json`))).toHaveLength(2);
  });
});

describe('files of the older tool', () => {
  const path = `my-project/2025-09-13/${'7c9e6679-7425-40de-944b-e07fc1f90ae7'}_101112.json`;

  it('say in their path when they were extracted, by a clock', async () => {
    const read = await readContents({[path]: RUN}, {extractedZone: 'Europe/Berlin'});
    expect(runsOf(read)[0]?.around).toMatchObject({
      extractedAt: '2025-09-13T08:11:12Z',
      extractedBy: 'export',
      projectName: 'my-project',
    });
    expect(remarksOf(read)).toEqual([]);
    expect(remarksOf(await readContents({[path]: RUN}))).toEqual([
      expect.stringMatching(/^gap .* without a time zone/),
    ]);
  });

  it('say in the document what the project is called', async () => {
    const inMetadata = '{"id": "r1", "run_type": "a", "extra": {"metadata": {"LANGSMITH_PROJECT": "My Project!"}}}';
    const document = (metadata: string) => `{"metadata": ${metadata}, "trace": ${RUN}}`;
    const read = await readContents(
      {
        'p/2025-09-13/a_101112.json': inMetadata,
        'p/2025-09-13/b_101112.json': document(
          '{"project_name": "My Project", "extracted_at": "2025-09-13T12:00:00.5"}',
        ),
        'p/2025-09-13/c_101112.json': document('{"project_name": null}'),
      },
      {extractedZone: '+02:00'},
    );
    expect(runsOf(read).map(({around}) => [around.projectName, around.extractedAt])).toEqual([
      ['My Project!', '2025-09-13T08:11:12Z'],
      ['My Project', '2025-09-13T10:00:00.5Z'],
      ['p', '2025-09-13T08:11:12Z'],
    ]);
  });

  it('come with a summary, which tells what is missing', async () => {
    const summary = (failures: unknown[]): string =>
      JSON.stringify({operation: {}, results: {total_traces: 2}, files: [], failures});
    expect((await one(summary([]), '_summary.json')).givens).toEqual([]);
    expect(remarksOf(await one(summary([{run_id: 'x', error: 'e'}]), '_summary.json'))).toEqual([
      'gap _summary.json names a run that was not saved when the runs here were, such as "x"',
    ]);
  });
});
