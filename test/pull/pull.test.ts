import {mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {readAccess} from '../../src/pull/api/access.ts';
import {ApiClient, type ClientLimits} from '../../src/pull/api/client.ts';
import {pull} from '../../src/pull/pull.ts';
import {type PullReceipt, receiptOf} from '../../src/pull/receipt.ts';
import {Spool, withSpool} from '../../src/pull/spool/spool.ts';
import type {PullAsked} from '../../src/pull/spool/state.ts';
import {FakeLangSmith, KEY, type ServedRun, type ServerFault, servedRun} from '../support/fake-langsmith.ts';

const DAY = '2025-09-13' as CalendarDate;
const NEXT = '2025-09-14' as CalendarDate;
const HOUR = 3_600_000;
const AFTERWARDS = Date.parse('2025-10-01T00:00:00Z');

let directory: string;
let server: FakeLangSmith;
let said: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-pull-'));
  server = await FakeLangSmith.start();
  said = [];
});

afterEach(async () => {
  await server.stop();
  await rm(directory, {recursive: true, force: true});
});

const LIMITS: ClientLimits = {
  attempts: 3,
  firstWait: 1,
  longestWait: 20,
  longestRetryAfter: 60_000,
  silence: 5000,
  answer: 20_000,
};

interface Change {
  readonly asked?: Partial<PullAsked>;
  readonly now?: number;
  readonly limits?: Partial<ClientLimits>;
  readonly key?: string;
  readonly maxBytes?: number;
  readonly url?: string;
}

interface PulledHere {
  readonly receipt: PullReceipt;
  /** The lines of all pages, in order. */
  readonly lines: readonly string[];
}

/** As the command does it, up to the import; what is left in the spool afterwards is left. */
async function pulled({
  asked = {},
  now = AFTERWARDS,
  limits = {},
  key = KEY,
  maxBytes = 1_000_000,
  url = server.url,
}: Change = {}): Promise<PulledHere> {
  const say = async (line: string): Promise<void> => void said.push(line);
  const workspace = server.workspace ?? undefined;
  const access = readAccess({LANGSMITH_API_KEY: key, LANGSMITH_WORKSPACE_ID: workspace}, url);
  const client = new ApiClient(access, say, {...LIMITS, ...limits});
  const whole: PullAsked = {
    location: client.location,
    workspaceId: access.workspaceId,
    project: 'shop',
    from: DAY,
    to: DAY,
    overlap: HOUR,
    api: null,
    ...asked,
  };
  return withSpool(directory, whole, async (spool) => {
    const result = await pull(whole, {client, spool, maxBytes, now: () => now, say, onSlice: () => {}});
    const lines: string[] = [];
    for (const name of (await readdir(spool.runs)).sort()) {
      lines.push(...(await readFile(join(spool.runs, name), 'utf8')).split('\n').filter((line) => line !== ''));
    }
    return {receipt: receiptOf(result), lines};
  });
}

/** So many runs a second apart, from the start of a day on. */
function manyRuns(count: number, date: string = DAY, first = 0): ServedRun[] {
  const start = Date.parse(`${date}T00:00:00Z`);
  return Array.from({length: count}, (_, at) => servedRun(first + at, new Date(start + at * 1000).toISOString()));
}

const idsOf = (lines: readonly string[]): string[] => lines.map((line) => JSON.parse(line).id as string);
const distinct = (lines: readonly string[]): number => new Set(idsOf(lines)).size;

async function expectNoKey(): Promise<void> {
  const texts = [...said];
  for (const entry of await readdir(directory, {recursive: true, withFileTypes: true})) {
    if (entry.isFile()) texts.push(entry.name, await readFile(join(entry.parentPath, entry.name), 'utf8'));
  }
  for (const text of texts) expect(text).not.toContain(KEY);
}

const status =
  (code: number, headers: Record<string, string> = {}, body = `busy ${KEY}`): ServerFault =>
  (response) =>
    void response.writeHead(code, headers).end(body);
const text =
  (body: string): ServerFault =>
  (response) =>
    void response.writeHead(200).end(body);
const resetInTheMiddle: ServerFault = (response) => {
  response.writeHead(200, {'content-length': '100000'});
  response.write('{"items": [{"id": "1"', () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
};
const cutOff: ServerFault = (response) => {
  response.writeHead(200, {connection: 'close'});
  response.write('{"items": [{"id": "1"}, {"id');
  response.end();
};

describe('a pull by v2', () => {
  it('takes every run of the dates, page by page, as it stands there', async () => {
    const runs = manyRuns(2500);
    server.project('shop', runs);
    server.project('other', manyRuns(5, DAY, 9000));
    const {receipt, lines} = await pulled();
    expect(receipt).toMatchObject({project: 'shop', api: 'v2', received: 2500, leftOut: 0, incomplete: []});
    expect(receipt.recounts).toEqual([
      {from: `${DAY}T00:00:00.000Z`, to: `${NEXT}T00:00:00.000Z`, pulled: 2500, server: {count: 2500}},
      {from: `${NEXT}T00:00:00.000Z`, to: `${NEXT}T01:00:00.000Z`, pulled: 0, server: {count: 0}},
    ]);
    expect(new Set(idsOf(lines))).toEqual(new Set(runs.map(({id}) => id)));
    const line = lines.find((each) => each.includes(runs[7]?.id as string)) as string;
    expect(line).toContain('"inputs":{"url": "https://example.org/a?b=c", "price": 0.1000000000000000055}');
    expect(line).toContain('"outputs":{"n": 12345678901234567890}');
    expect(line).toContain('"status":"SUCCESS"');
    const [first] = server.asked('/v2/runs/query').slice(1);
    expect(first?.body).toMatchObject({
      page_size: 1000,
      min_start_time: '2025-09-12T23:59:59.999Z',
      max_start_time: `${NEXT}T00:00:00.000Z`,
    });
    expect(first?.body.selects).toContain('ERROR');
    expect(first?.body.selects).not.toContain('ATTACHMENTS');
    for (const {headers} of server.requests) expect(headers['x-api-key']).toBe(KEY);
    await expectNoKey();
  });

  it('goes on through pages that are not full and pages that are empty', async () => {
    server.project('shop', manyRuns(25));
    server.mostPerPage = 10;
    server.fail(
      '/v2/runs/query',
      (_, answer) => answer(),
      (response) => void response.end('{"next_cursor": "eyJvZmZzZXQiOjB9", "items": []}'),
      (response) => void response.end('{"items": null, "next_cursor": "eyJvZmZzZXQiOjB9x"}'),
    );
    const {receipt, lines} = await pulled().catch((error) => {
      throw new Error(`${error.message}`);
    });
    expect(receipt).toMatchObject({incomplete: []});
    expect(distinct(lines)).toBe(25);
  });

  it('keeps traces that cross midnight whole, and leaves out those of other dates', async () => {
    const root = servedRun(1, `${DAY}T23:59:59.500Z`, {end: `${NEXT}T00:10:00Z`});
    const late = servedRun(2, `${NEXT}T00:05:00Z`, {root});
    const before = servedRun(3, '2025-09-12T23:50:00Z', {end: `${DAY}T00:20:00Z`});
    const ofBefore = servedRun(4, `${DAY}T00:01:00Z`, {root: before});
    const after = servedRun(5, `${NEXT}T00:00:00Z`);
    const lasting = servedRun(6, `${DAY}T12:00:00Z`, {end: `${NEXT}T03:00:00Z`});
    const unknown = servedRun(7, `${DAY}T12:00:00Z`, {root: before, rest: {dotted_order: 'null'}});
    server.project('shop', [root, late, before, ofBefore, after, lasting, unknown]);
    const {receipt, lines} = await pulled();
    expect(idsOf(lines).sort()).toEqual([root, late, lasting, unknown].map(({id}) => id).sort());
    // The one that starts at midnight is in both stretches, by a server that includes both ends.
    expect(receipt).toMatchObject({received: 7, leftOut: 3});
    expect(receipt.recounts.map((each) => each.pulled)).toEqual([4, 2]);
    expect(receipt.incomplete).toEqual([
      {what: expect.stringMatching(/^traces that go on after /), count: 1, examples: [lasting.id]},
    ]);
    const longer = await pulled({asked: {overlap: 4 * HOUR}});
    expect(longer.receipt.incomplete).toEqual([]);
  });

  it('asks nothing of the future, once more for what is late, and says that today is not over', async () => {
    const noon = Date.parse(`${DAY}T12:00:00Z`);
    const project = server.project('shop', [servedRun(1, `${DAY}T10:00:00Z`), servedRun(2, `${DAY}T11:30:00Z`)]);
    // After the day was asked for, a run arrives that had started before the pull began.
    let pages = 0;
    server.onRequest = ({path, body}) => {
      if (path !== '/api/v2/runs/query' || body.page_size !== 1000) return;
      pages += 1;
      if (pages === 2) project.runs.push(servedRun(3, `${DAY}T11:59:00Z`), servedRun(4, `${DAY}T12:00:01Z`));
    };
    const {receipt, lines} = await pulled({now: noon, asked: {to: NEXT}});
    expect(new Set(idsOf(lines)).size).toBe(3);
    expect(receipt.received).toBe(4);
    expect(receipt.recounts).toEqual([
      {from: `${DAY}T00:00:00.000Z`, to: `${DAY}T12:00:00.000Z`, pulled: 3, server: {count: 3}},
    ]);
    expect(receipt.incomplete).toEqual([
      {what: 'dates that were not over when the pull began', count: 1, examples: [DAY]},
    ]);
    await expect(pulled({now: Date.parse('2025-09-12T23:00:00Z')})).rejects.toMatchObject({
      code: 'LSE_USAGE',
      message: `${DAY} is in the future; there are no runs of it.`,
    });
  });

  it('asks a date again of which the server counts more, and says what is still missing', async () => {
    const project = server.project('shop', manyRuns(5));
    server.fail('/runs/stats', (_, answer) => {
      project.runs.push(...manyRuns(2, DAY, 100).map((run) => ({...run, start: `${DAY}T13:00:00Z`})));
      answer();
    });
    const {receipt, lines} = await pulled();
    expect(receipt.incomplete).toEqual([]);
    expect(distinct(lines)).toBe(7);
    expect(receipt.received).toBe(12);

    server.countsMore = 3;
    const short = await pulled({asked: {overlap: 2 * HOUR}});
    expect(short.receipt.incomplete).toMatchObject([
      {what: "runs of the server's own count that did not come", count: 6},
    ]);
    expect(short.receipt.incomplete[0]?.examples[0]).toBe(
      `${DAY}T00:00:00.000Z to ${NEXT}T00:00:00.000Z: 7 came, the server counts 10`,
    );
    server.countsMore = -1;
    const long = await pulled({asked: {overlap: 3 * HOUR}});
    expect(long.receipt.incomplete[0]).toMatchObject({what: "runs that came and are not in the server's own count"});
    server.hasStatistics = false;
    const unknown = await pulled({asked: {overlap: 4 * HOUR}});
    expect(unknown.receipt.incomplete).toMatchObject([
      {
        what: "stretches of time for which the server's own count is not known",
        count: 2,
        examples: [expect.stringMatching(/: \/api\/v1\/runs\/stats answered with 404$/), expect.anything()],
      },
    ]);
  });

  it('passes over a run that is too long, and keeps what is no run for the import to say so', async () => {
    const long = servedRun(1, `${DAY}T10:00:00Z`, {rest: {extra: JSON.stringify('x'.repeat(5000))}});
    const odd = servedRun(2, `${DAY}T11:00:00Z`, {rest: {inputs: '{"n": NaN}'}});
    server.project('shop', [long, odd, servedRun(3, `${DAY}T12:00:00Z`)]);
    const {receipt, lines} = await pulled({maxBytes: 3000});
    // Twice, since the server counts more.
    expect(lines.map((line) => line.includes('NaN'))).toEqual([false, true, false, true]);
    expect(receipt.received).toBe(6);
    expect(receipt.incomplete).toContainEqual({
      what: 'runs that are longer than LSE_MAX_FILE_BYTES allows, and are left out',
      count: 1,
      examples: [],
    });
    expect(receipt.incomplete).toContainEqual(
      expect.objectContaining({what: "runs of the server's own count that did not come", count: 2}),
    );
  });
});

it('writes no page that begins otherwise than JSON lines do, and takes a child without parents for one', async () => {
  const root = servedRun(1, `${DAY}T23:59:50Z`);
  const child = servedRun(2, `${NEXT}T00:00:10Z`, {root, rest: {parent_run_ids: 'null'}});
  server.project('shop', [root, child]);
  server.fail(
    '/v2/runs/query',
    (_, answer) => answer(),
    text(`{"items": [null, ${JSON.stringify({id: 'odd'})}], "next_cursor": null}`),
  );
  const {lines} = await pulled();
  expect(lines.every((line) => line.startsWith('{') || line === '[null]')).toBe(true);
  expect(lines).toContain('[null]');
  expect(lines.some((line) => line.includes(child.id))).toBe(true);
});

describe('a pull by v1', () => {
  it('is made where the server has no v2, and said', async () => {
    server.hasV2 = false;
    server.project('shop', manyRuns(250));
    const {receipt, lines} = await pulled();
    expect(said).toEqual([`${server.url} has no API v2 for runs (404); it is asked by v1.`]);
    expect(receipt).toMatchObject({api: 'v1', received: 250, pages: 4, incomplete: []});
    expect(distinct(lines)).toBe(250);
    expect(lines[0]).toContain('"outputs":{"n": 12345678901234567890}');
    expect(lines[0]).toContain('"status":"success"');
    expect(lines[0]).toContain('"session_id":');
  });

  it('is made where it is asked for, and never in place of a v2 that is asked for', async () => {
    server.project('shop', manyRuns(3));
    expect((await pulled({asked: {api: 'v1'}})).receipt).toMatchObject({api: 'v1', received: 3});
    expect(server.asked('/v2/runs/query')).toEqual([]);
    server.hasV2 = false;
    await expect(pulled({asked: {api: 'v2'}})).rejects.toMatchObject({code: 'LSE_API', status: 404});
  });
});

describe('a fault that passes', () => {
  it.each<[string, readonly ServerFault[]]>([
    ['429 with seconds', [status(429, {'retry-after': '0.02'})]],
    ['429 with a date', [status(429, {'retry-after': new Date(Date.now() - 5000).toUTCString()})]],
    ['500 and 503', [status(500), status(503)]],
    ['a reset in the middle of the body', [resetInTheMiddle]],
    ['a body that is cut off', [cutOff]],
    ['a connection that is reset at once', [(response) => void response.socket?.resetAndDestroy()]],
    ['a page of a proxy', [text('<html>Bad gateway</html>')]],
    ['an answer that is no list', [text('{"error": "try again"}'), text('[1]')]],
    ['a list of another name', [text('{"runs": [], "next_cursor": null}'), text('{"data": {"items": []}}')]],
    ['an empty answer', [text('')]],
    ['more than one value', [text('{"items": [], "next_cursor": null}\n{"a": 1}')]],
  ])('is tried again, and nothing is lost or doubled: %s', async (_, faults) => {
    server.project('shop', manyRuns(1500));
    server.fail(
      '/v2/runs/query',
      (_response, answer) => answer(),
      (_response, answer) => answer(),
      ...faults,
    );
    const {receipt, lines} = await pulled();
    expect(receipt).toMatchObject({received: 1500, incomplete: []});
    expect(lines).toHaveLength(1500);
    expect(distinct(lines)).toBe(1500);
    await expectNoKey();
  });

  it('waits for as long as the server asks', async () => {
    server.project('shop', manyRuns(1));
    server.fail('/sessions', status(429, {'retry-after': '1'}));
    const before = performance.now();
    await pulled();
    expect(performance.now() - before).toBeGreaterThan(900);
    server.fail('/runs/stats', status(429, {'retry-after': '3600'}));
    await expect(pulled({asked: {overlap: 2 * HOUR}})).rejects.toMatchObject({
      code: 'LSE_CONNECTION',
      message: expect.stringMatching(/ asks to wait until \d{4}-.*Z before \/api\/v1\/runs\/stats is asked again\.$/),
    });
  });

  it.each<[string, ServerFault, RegExp]>([
    ['500 again and again', status(500), / answered with 500, at \/api\/v2\/runs\/query, the last of 3 tries\.$/],
    ['silence', () => {}, / said nothing for 0\.3 s, or took too long, at /],
    [
      'silence in the middle',
      (response) => void response.writeHead(200).write('{"items": ['),
      / said nothing for 0\.3 s, or took too long, at /,
    ],
    ['wrong JSON', text('{"items": [{"id": "1"},}'), / answered with a text that is not JSON: .*, at /],
    ['a reset', (response) => void response.socket?.resetAndDestroy(), / cannot be reached, or broke off \(\w+\), at /],
  ])('ends the pull when it does not pass, and the next one goes on: %s', async (_, fault, message) => {
    server.project('shop', manyRuns(1500));
    const good: ServerFault = (_response, answer) => answer();
    server.fail('/v2/runs/query', good, good, ...Array<ServerFault>(3).fill(fault));
    await expect(pulled({limits: {silence: 300}})).rejects.toMatchObject({
      code: 'LSE_CONNECTION',
      message: expect.stringMatching(message),
      hint: 'What came before is kept. Go on with the same command.',
    });
    const asked = server.asked('/v2/runs/query').length;
    const {receipt, lines} = await pulled();
    expect(said.at(-1)).toMatch(
      /^Going on with a pull that began at 2025-10-01T00:00:00\.000Z: 1000 runs are there\.$/,
    );
    // The second page, what starts behind the day, and nothing of what is there.
    expect(server.asked('/v2/runs/query').length - asked).toBe(2);
    expect(receipt).toMatchObject({received: 1500, incomplete: []});
    expect(lines).toHaveLength(1500);
    await expectNoKey();
  });

  it('says who does not listen', async () => {
    server.project('shop', []);
    const {url} = server;
    await server.stop();
    await expect(pulled({url})).rejects.toMatchObject({
      code: 'LSE_CONNECTION',
      message: expect.stringContaining('cannot be reached, or broke off (ECONNREFUSED)'),
    });
    server = await FakeLangSmith.start();
  });
});

describe('an answer that cannot be right', () => {
  it('is a full page without a cursor, unless the server counts no more', async () => {
    server.project('shop', manyRuns(1000));
    expect((await pulled()).receipt).toMatchObject({received: 1000, incomplete: []});
    server.project('big', manyRuns(1500));
    const withoutCursor: ServerFault = (response, _, {body}) => {
      const items = manyRuns(body.page_size as number).map(
        ({members}) => `{"id": ${members.id}, "start_time": ${members.start_time}}`,
      );
      response.end(`{"items": [${items}], "next_cursor": null}`);
    };
    const good: ServerFault = (_response, answer) => answer();
    for (const time of [1, 2]) {
      server.fail('/v2/runs/query', ...(time === 1 ? [good] : []), withoutCursor);
      await expect(pulled({asked: {project: 'big'}})).rejects.toMatchObject({
        code: 'LSE_API',
        message: expect.stringMatching(
          / gave a page of runs from .* that is full and has no cursor, so that what follows cannot be asked for: 1000 came, and the server's own count is 1500\.$/,
        ),
      });
    }
    server.hasStatistics = false;
    server.fail('/v2/runs/query', withoutCursor);
    await expect(pulled({asked: {project: 'big'}})).rejects.toMatchObject({
      message: expect.stringContaining("the server's own count is not known (/api/v1/runs/stats answered with 404)"),
    });
    server.hasStatistics = true;
    const {receipt, lines} = await pulled({asked: {project: 'big'}});
    expect(receipt.incomplete).toEqual([]);
    expect(lines).toHaveLength(1500);
  });

  it('is a cursor that leads back, and an endless row of empty pages', async () => {
    server.project('shop', manyRuns(10));
    const page =
      (cursor: string): ServerFault =>
      (response) =>
        void response.end(`{"items": [{"id": "a"}], "next_cursor": ${JSON.stringify(cursor)}}`);
    const good: ServerFault = (_response, answer) => answer();
    server.fail('/v2/runs/query', good, page('one'), page('two'), page('one'));
    await expect(pulled()).rejects.toMatchObject({
      code: 'LSE_API',
      message: expect.stringMatching(/ whose cursor leads back to one before it\.$/),
    });
    server.faults.length = 0;
    const empty = Array.from(
      {length: 102},
      (_, at): ServerFault =>
        (response) =>
          void response.end(`{"items": [], "next_cursor": "${at}"}`),
    );
    server.fail('/v2/runs/query', good, ...empty);
    await expect(pulled({asked: {overlap: 2 * HOUR}})).rejects.toMatchObject({
      message: expect.stringMatching(/ without a run, as the 100 before it\.$/),
    });
  });

  it('is a cursor that is not taken any more: the date is asked from the start', async () => {
    server.project('shop', manyRuns(2500));
    const good: ServerFault = (_response, answer) => answer();
    server.fail('/v2/runs/query', good, good, ...Array<ServerFault>(3).fill(status(500)));
    await expect(pulled()).rejects.toMatchObject({code: 'LSE_CONNECTION'});
    server.fail('/v2/runs/query', status(400, {}, '{"detail": "cursor expired"}'));
    const {receipt, lines} = await pulled();
    expect(said).toContain(`The cursor of an earlier process is not taken any more; ${DAY} is asked from the start.`);
    expect(distinct(lines)).toBe(2500);
    expect(receipt.recounts[0]).toMatchObject({pulled: 2500, server: {count: 2500}});
    // A cursor of this process is another matter.
    const fresh = {asked: {overlap: 2 * HOUR}};
    server.fail('/v2/runs/query', good, good, status(400, {}, '{"detail": "no"}'));
    await expect(pulled(fresh)).rejects.toMatchObject({code: 'LSE_API', status: 400});
  });

  it('is a count that is none', async () => {
    server.project('shop', manyRuns(1));
    const counted = (body: string): ServerFault => text(body);
    for (const body of ['{"run_count": "many"}', '{"run_count": 1.5}', '[]', '{}']) {
      server.fail('/runs/stats', counted(body));
      const {receipt} = await pulled();
      expect(receipt.recounts[0]?.server).toEqual({fault: '/api/v1/runs/stats gave no run_count'});
    }
    server.fail('/runs/stats', counted('{"run_count": null}'));
    expect((await pulled()).receipt.recounts[0]?.server).toEqual({count: 0});
  });
});

describe('what lets nobody in', () => {
  it('is a wrong key, and a key of an organization without a workspace', async () => {
    server.project('shop', manyRuns(1));
    const wrong = 'lsv2_pt_wrong_wrong';
    const error = await pulled({key: wrong}).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'LSE_API',
      status: 401,
      message: `${server.url} answered /api/v1/sessions with 401: the key in LANGSMITH_API_KEY does not let in ({"detail":"Invalid token ***"}).`,
    });
    expect(server.requests).toHaveLength(1);
    server.workspace = '00000000-0000-4000-8000-00000000abcd';
    expect((await pulled()).receipt.received).toBe(1);
    expect(server.requests.at(-1)?.headers['x-tenant-id']).toBe(server.workspace);
    server.fail('/sessions', status(403, {}, '{"error": "org_scoped_key_requires_workspace"}'));
    await expect(pulled({asked: {overlap: 2 * HOUR}})).rejects.toMatchObject({
      status: 403,
      hint: expect.stringContaining('LANGSMITH_WORKSPACE_ID'),
    });
  });

  it('is a redirect: the other host is not asked', async () => {
    const asked: unknown[] = [];
    const other = createServer((request, response) => {
      asked.push(request.headers);
      response.end('[]');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const {port} = other.address() as AddressInfo;
    try {
      for (const code of [301, 307, 308]) {
        server.fail('/sessions', status(code, {location: `http://127.0.0.1:${port}/api/v1/sessions?key=1`}));
        await expect(pulled()).rejects.toMatchObject({
          code: 'LSE_API',
          status: code,
          message: `${server.url} answered /api/v1/sessions with ${code}, a redirect to http://127.0.0.1:${port}; it is not followed, since the key is for this host alone.`,
        });
      }
      expect(asked).toEqual([]);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it('is a project that is not there, or a list of other projects', async () => {
    server.project('another', manyRuns(1));
    await expect(pulled()).rejects.toMatchObject({
      code: 'LSE_USAGE',
      message: `There is no project 'shop' at ${server.url}, or the key does not show it.`,
    });
    expect(await readdir(directory)).toEqual([]);
    server.fail('/sessions', text('[{"id": "x", "name": "another"}]'));
    await expect(pulled()).rejects.toMatchObject({code: 'LSE_USAGE'});
    server.fail('/sessions', text('{}'));
    await expect(pulled()).rejects.toMatchObject({code: 'LSE_API'});
    server.fail('/sessions', text('[{"id": "x", "name": "shop"}, {"id": "y", "name": "shop"}]'));
    await expect(pulled()).rejects.toMatchObject({message: `There are 2 projects 'shop' at ${server.url}.`});
  });

  it('is another process that pulls the same', async () => {
    server.project('shop', manyRuns(1));
    let go = (): void => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    server.fail('/sessions', (_, answer) => void held.then(answer));
    const first = pulled();
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(pulled()).rejects.toMatchObject({
      code: 'LSE_OUTPUT',
      message: expect.stringMatching(/^The same is being pulled by process \d+ on /),
    });
    go();
    expect((await first).receipt.received).toBe(1);
  });
});

describe('a spool', () => {
  it('that another version wrote, or somebody changed, is begun anew', async () => {
    server.project('shop', manyRuns(3));
    await pulled();
    const [key] = (await readdir(directory)).filter((name) => !name.startsWith('.'));
    for (const content of ['{"lse": 2, "slices": []}', '{', 'null']) {
      await writeFile(join(directory, key as string, 'state.json'), content);
      expect((await pulled()).lines).toHaveLength(3);
    }
    expect(said).toEqual([]);
  });

  it('that lacks a page of its state is begun anew, and that is said', async () => {
    server.project('shop', manyRuns(3));
    await pulled();
    const [key] = (await readdir(directory)).filter((name) => !name.startsWith('.'));
    const spool = join(directory, key as string);
    for (const lost of ['ids/000000000', 'runs/000000001.jsonl', 'ids', 'runs']) {
      await rm(join(spool, lost), {recursive: true});
      expect(await pulled().then(({lines}) => lines.length, String)).toBe(3);
      expect(said.splice(0)).toEqual([
        `Pages of a pull that began at 2025-10-01T00:00:00.000Z are missing in ${spool}: it begins again.`,
      ]);
    }
  });

  it('that has no page yet, and lacks a directory, is begun anew, too', async () => {
    server.project('shop', manyRuns(3));
    server.fail('/runs/query', (_, answer) => answer(), status(401));
    await expect(pulled()).rejects.toThrow();
    const [key] = (await readdir(directory)).filter((name) => !name.startsWith('.'));
    const spool = join(directory, key as string);
    expect(await readdir(spool)).toContain('state.json');
    for (const lost of ['ids', 'runs']) {
      await rm(join(spool, lost), {recursive: true});
      const state = JSON.parse(await readFile(join(spool, 'state.json'), 'utf8'));
      await writeFile(join(spool, 'state.json'), JSON.stringify({...state, pages: 0}));
      expect((await pulled()).lines).toHaveLength(3);
    }
  });

  it('loses its state before its pages when it is removed, so that a kill meanwhile leaves nothing to go on with', async () => {
    const spool = new Spool(join(directory, 'spool'));
    await spool.clear();
    await spool.writePage(0, async ({write}) => write(Buffer.from('{}')));
    // A state that cannot be removed stops it as a kill would.
    await mkdir(join(spool.directory, 'state.json'));
    await expect(spool.remove()).rejects.toMatchObject({code: 'ERR_FS_EISDIR'});
    expect(await spool.hasPagesBefore(1)).toBe(true);
    await rmdir(join(spool.directory, 'state.json'));
    await spool.remove();
    expect(await readdir(directory)).toEqual([]);
  });
});
