import {createHmac} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {createServer, type IncomingMessage, type RequestListener, type Server} from 'node:http';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterEach, describe, expect, it} from '@jest/globals';
import {Ajv} from 'ajv';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {eventKinds, eventOfAct, eventOfEntry, eventOfGate, newEvent} from '../../../src/rollout/events/event.ts';
import {sendEvents} from '../../../src/rollout/events/send-events.ts';
import type {Act} from '../../../src/rollout/ledger/act.ts';
import {type Entry, outcomes} from '../../../src/rollout/ledger/entry.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';
import {until} from '../../support/until.ts';

const schema = JSON.parse(
  await readFile(fileURLToPath(new URL('../../../docs/event.schema.json', import.meta.url)), 'utf8'),
);
const isEvent = new Ajv().compile(schema);

const DAY = '2025-09-13' as CalendarDate;
const HELD = newEvent('held', {project: 'a\u2028"b', reason: 'two\nlines', dates: {from: DAY, to: DAY}});
const OPENED = newEvent('gate opened', {project: 'a', from: 'live', to: 'db'});

const ACT: Act = {
  id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  at: '2026-11-29T06:19:37.123Z',
  kind: 'promoted',
  project: 'a',
  by: 'ann',
  from: 'shadow',
  to: 'live',
  reason: 'ticket 12',
  forced: true,
  succeeded: true,
};

const ENTRY: Entry = {
  id: ACT.id,
  at: ACT.at,
  origin: 'shadow',
  report: 'zenrows-errors',
  project: 'a',
  from: DAY,
  to: DAY,
  outcome: 'mismatched',
  reason: null,
  evidenceKey: 'k',
  dataDigest: null,
  records: {control: 1, candidate: 2},
  failing: 1,
  cause: 'data',
  unexplained: 0,
  milliseconds: {control: 1, candidate: 2},
  fingerprint: 'f',
};

describe('an event', () => {
  it('is what its schema says', () => {
    expect(schema.properties.event.enum).toEqual([...eventKinds]);
    for (const kind of eventKinds) {
      expect({valid: isEvent(JSON.parse(JSON.stringify(newEvent(kind)))), errors: isEvent.errors}).toEqual({
        valid: true,
        errors: null,
      });
    }
    expect(isEvent({...HELD, document: 1})).toBe(false);
    expect(isEvent({...HELD, at: 'yesterday'})).toBe(false);
  });

  it('is made of an act that others should know of, under its id', () => {
    const {id, at, by} = ACT;
    expect(eventOfAct(ACT)).toMatchObject({id, at, by, event: 'promoted', from: 'shadow', to: 'live', forced: true});
    expect(eventOfAct({...ACT, kind: 'fell back'})?.event).toBe('fallback');
    expect(eventOfAct({...ACT, kind: 'stale'})?.event).toBe('stale');
    for (const kind of ['rehearsed', 'retired', 'forgotten'] as const) expect(eventOfAct({...ACT, kind})).toBeNull();
  });

  it('is made of a mismatch, and of no other outcome', () => {
    const made = outcomes.filter((outcome) => eventOfEntry({...ENTRY, outcome}) !== null);
    expect(made).toEqual(['mismatched']);
    expect(eventOfEntry(ENTRY)).toMatchObject({event: 'mismatch', reason: 'data', fingerprint: 'f', dates: {to: DAY}});
  });

  it('is made of a gate that has just opened', () => {
    const stages = {from: 'live', to: 'db'} as const;
    for (const before of ['closed', 'undecided'] as const) {
      expect(eventOfGate('a', stages, {before, now: 'open'})).toMatchObject({event: 'gate opened', ...stages});
    }
    expect(eventOfGate('a', stages, {before: 'open', now: 'open'})).toBeNull();
    expect(eventOfGate('a', stages, {before: 'open', now: 'undecided'})).toBeNull();
  });
});

const node = (script: string): {kind: 'command'; argv: string[]} => ({
  kind: 'command',
  argv: [process.execPath, '-e', script],
});

describe('events to a command', () => {
  it('are lines of JSON on its stdin, and what it prints goes nowhere', () =>
    withTemporaryDirectory(async (directory) => {
      const path = join(directory, 'events; rm -rf "$HOME"');
      const script =
        'console.log("noise"); require("fs").writeFileSync(process.argv[1], require("fs").readFileSync(0) + String(process.env.LSE_EVENTS_SECRET))';
      process.env.LSE_EVENTS_SECRET = 'not for others';
      const target = {kind: 'command', argv: [...node(script).argv, path]} as const;
      const delivery = await sendEvents(target, [HELD, OPENED]);
      delete process.env.LSE_EVENTS_SECRET;
      expect(delivery).toEqual({sent: 2, failure: null});
      const lines = (await readFile(path, 'utf8')).split('\n');
      expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual([HELD, OPENED]);
      expect(lines[2]).toBe('undefined');
    }));

  it('that fails say so, with what it said and no secret of it', async () => {
    const script = 'console.error("no route\\u001b[31m, password=hunter2."); process.exit(7)';
    const {sent, failure} = await sendEvents(node(script), [HELD]);
    expect(sent).toBe(0);
    expect(failure).toMatch(
      /^Events were not sent: the command .* ended with code 7, saying: no route\\u001b\[31m, password=\*\*\*\.$/,
    );
  });

  it.each([
    ['is not there', ['/nowhere/command'], 'the command /nowhere/command cannot be started (ENOENT)'],
    ['is a directory', ['/'], 'the command / cannot be started (EACCES)'],
    ['is empty', [], 'the command is empty'],
    ['has NUL in an argument', ['true', '\0'], 'the command cannot be started (ERR_INVALID_ARG_VALUE)'],
  ])('that %s are not sent, and nothing is thrown', async (_, argv, reason) => {
    expect(await sendEvents({kind: 'command', argv}, [HELD])).toEqual({
      sent: 0,
      failure: `Events were not sent: ${reason}.`,
    });
  });

  it('need not be read', async () => {
    const many = Array.from({length: 1000}, () => newEvent('stale', {reason: 'x'.repeat(1000)}));
    expect(await sendEvents(node('process.exit(0)'), many)).toEqual({sent: 1000, failure: null});
    expect(await sendEvents(node('process.exit(0)'), [...many, HELD])).toEqual({
      sent: 1000,
      failure: 'Events were not sent: 1 more than 1000 at once.',
    });
  });

  it('are not waited for past the limit, and all that the command started ends', () =>
    withTemporaryDirectory(async (directory) => {
      const path = join(directory, 'pid');
      // A grandchild that holds the pipe, and writes down who it is.
      const grandchild = `require("fs").writeFileSync(${JSON.stringify(path)}, String(process.pid)); setInterval(() => {}, 1000)`;
      const script = `process.on("SIGTERM", () => {}); require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], {stdio: "inherit"}); setInterval(() => {}, 1000)`;
      await writeFile(path, '');
      const sending = sendEvents(node(script), [HELD], {limits: {command: 5000}});
      await until('the grandchild runs', async () => (await readFile(path, 'utf8')) !== '');
      expect((await sending).failure).toMatch(/took longer than 5 s and was ended\.$/);
      const pid = Number(await readFile(path, 'utf8'));
      await until('the grandchild ended', async () => !(await isRunning(pid)));
    }));

  it('that leaves a process behind are sent as soon as it ended', async () => {
    const script = 'require("child_process").spawn("sleep", ["20"], {stdio: "inherit", detached: true}).unref()';
    const before = performance.now();
    expect(await sendEvents(node(script), [HELD])).toEqual({sent: 1, failure: null});
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

/** Dead, or a zombie that nobody has asked about. */
async function isRunning(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return state !== null && !/\) Z /.test(state);
}

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as {port: number}).port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text;
}

describe('events to a webhook', () => {
  it('are posted as lines of JSON, signed where there is a secret', async () => {
    const requests: {headers: IncomingMessage['headers']; method: string | undefined; body: string}[] = [];
    const url = await serve(async (request, response) => {
      requests.push({headers: request.headers, method: request.method, body: await bodyOf(request)});
      response.writeHead(204).end();
    });
    const target = {kind: 'webhook', url: `${url.replace('http://', 'http://us%20er:pa%3Ass@')}/hook/T0KEN`} as const;
    expect(await sendEvents(target, [HELD, OPENED], {secret: 'a secret of the team'})).toEqual({
      sent: 2,
      failure: null,
    });
    expect(await sendEvents(target, [OPENED])).toEqual({sent: 1, failure: null});
    const [signed, plain] = requests;
    expect(signed?.method).toBe('POST');
    expect(
      signed?.body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([HELD, OPENED]);
    expect(signed?.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      authorization: `Basic ${Buffer.from('us er:pa:ss').toString('base64')}`,
    });
    const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(signed?.headers['lse-signature'])) ?? [];
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(60);
    expect(digest).toBe(
      createHmac('sha256', 'a secret of the team').update(`${seconds}.${signed?.body}`).digest('hex'),
    );
    expect(plain?.headers['lse-signature']).toBeUndefined();
  });

  it('count as sent when the body of the answer never ends', async () => {
    const url = await serve((_, response) => void response.writeHead(200).write('slow'));
    const before = performance.now();
    expect(await sendEvents({kind: 'webhook', url}, [HELD])).toEqual({sent: 1, failure: null});
    expect(performance.now() - before).toBeLessThan(2500);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['a 500', (_, response) => void response.writeHead(500).end('secret'), /answered with 500$/],
    [
      'a redirect',
      (_, response) => void response.writeHead(307, {location: 'https://example.org/'}).end(),
      /answered with a redirect \(307\), which is not followed$/,
    ],
    [
      'a connection that is reset',
      (request) => void request.socket.resetAndDestroy(),
      /cannot be reached \((ECONNRESET|UND_ERR_SOCKET)\)$/,
    ],
    ['no answer', () => {}, /did not answer within 0\.3 s$/],
    [
      'an answer that is none of HTTP',
      (request) => void request.socket.end('hello\r\n\r\n'),
      /cannot be reached \(\w+\)$/,
    ],
  ])('fail on %s, in words without the path', async (_, listener, reason) => {
    const url = await serve(listener);
    const target = {kind: 'webhook', url: `${url.replace('//', '//u:hunter2@')}/services/T0KEN?key=T0KEN`} as const;
    const {sent, failure} = await sendEvents(target, [HELD], {limits: {webhook: 300}});
    expect(sent).toBe(0);
    expect(failure?.slice(0, -1)).toMatch(reason);
    expect(failure).toContain(`the webhook ${url}/*** `);
    expect(failure).not.toMatch(/T0KEN|hunter2|secret/);
  });

  it('fail where nobody listens', async () => {
    const url = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));
    expect((await sendEvents({kind: 'webhook', url}, [HELD])).failure).toBe(
      `Events were not sent: the webhook ${url} cannot be reached (ECONNREFUSED).`,
    );
  });

  it.each([
    [
      'http://hooks.example.org/T0KEN',
      'the webhook http://hooks.example.org/*** is not https, and http is for this machine alone',
    ],
    [
      'http://127.0.0.1.example.org/',
      'the webhook http://127.0.0.1.example.org is not https, and http is for this machine alone',
    ],
    ['file:///etc/passwd', 'the webhook file:///*** is not https, and http is for this machine alone'],
    ['T0KEN', 'the address of the webhook is no URL'],
    ['https://%:x@[', 'the address of the webhook is no URL'],
    ['https://%zz:x@127.0.0.1:1/', 'the user of the webhook is not percent-encoded as a URL asks for'],
  ])('do not go to %s', async (url, reason) => {
    expect(await sendEvents({kind: 'webhook', url}, [HELD])).toEqual({
      sent: 0,
      failure: `Events were not sent: ${reason}.`,
    });
  });

  it('that are none need no server', async () => {
    expect(await sendEvents({kind: 'webhook', url: 'T0KEN'}, [])).toEqual({sent: 0, failure: null});
  });
});
