import {once} from 'node:events';
import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {type AddressInfo, connect, createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {startOwnPostgres} from '../../scripts/postgres-server.js';
import {boundedLook} from '../../src/cli/doctor/bounded-look.ts';
import {factFindings} from '../../src/cli/doctor/database-findings.ts';
import {nodeFindings} from '../../src/cli/doctor/node-findings.ts';
import {topicOf} from '../../src/cli/doctor/topic.ts';
import {parseSettings, type Settings} from '../../src/cli/settings.ts';
import type {DatabaseFacts} from '../../src/core/database-facts.ts';
import {type Finding, worstState} from '../../src/core/finding.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {citusUrl, onOneServer} from '../support/citus.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withPlainClient} from '../support/postgres.ts';
import {Roles, urlAs} from '../support/roles.ts';
import {tlsText} from '../support/tls/files.ts';
import {failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';

let backends: Backends;
let directory: string;
const roles = new Roles();

beforeAll(async () => {
  backends = await Backends.create();
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  await backends.useTree({
    [`shop/${DAY}/a.json`]: failingDocument('a'),
    [`shop/${DAY}/runs.jsonl`]: '{}\n',
    'shop/2025-09-15/b.json': failingDocument('b'),
    'flat/run.json': failingDocument('c'),
  });
});

afterAll(async () => {
  await backends.destroy();
  await roles.drop();
  await rm(directory, {recursive: true});
});

interface Result {
  readonly code: number;
  readonly state: string;
  readonly findings: readonly Finding[];
  readonly settings: readonly {readonly variable: string; readonly value: string; readonly origin: string}[];
}

function run(args: readonly string[], environment: Record<string, string>): Promise<Outcome> {
  return lse(['doctor', ...args], {LSE_DATA_DIR: backends.dataDir, ...environment});
}

async function examined(environment: Record<string, string>, ...args: string[]): Promise<Result> {
  const {code, stdout, stderr} = await run(['--json', ...args], environment);
  expect(stdout + stderr).not.toMatch(/hunter2/);
  return {code, ...JSON.parse(stdout)};
}

const of = ({findings}: Result, topic: string): Finding[] => findings.filter((finding) => finding.topic === topic);
const messages = (found: readonly Finding[]): string[] => found.map(({state, message}) => `${state}: ${message}`);

describe.each(databaseKinds)('lse doctor with %s', (kind) => {
  const environment = (): Record<string, string> => ({
    LSE_DATABASE_URL: backends.urls[kind],
    LSE_LEDGER: `sqlite:${join(directory, `${kind}.db`)}`,
    LSE_ROLLOUT_FILE: join(directory, `${kind}.yaml`),
  });

  it('looks at everything, and ends with 0 where nothing is wrong', async () => {
    await writeFile(join(directory, `${kind}.yaml`), 'lse: 1\nprojects:\n  - {project: shop, stage: shadow}\n');
    const loaded = await lse(['db', 'load'], {LSE_DATA_DIR: backends.dataDir, ...environment()});
    expect(loaded.code).toBe(0);
    const result = await examined(environment());
    expect(result).toMatchObject({code: 0, state: 'warning'});
    expect(messages(of(result, 'Node'))).toEqual([
      `ok: Node ${process.versions.node}; lse needs 20.17 or newer.`,
      expect.stringMatching(
        /^ok: The driver for sqlite loads \(SQLite 3\.\d+\.\d+ by (?:sqlite3|node:sqlite, since .+)\)\.$/,
      ),
      'ok: The driver for postgres loads (pg).',
    ]);
    expect(messages(of(result, 'Files'))).toEqual([
      'ok: shop: 2 files of 2 dates, 2025-09-13 to 2025-09-15',
      expect.stringMatching(/^warning: 'flat' in .* has no file below a directory of a date, such as flat\//),
      'warning: Not looked at: 1 file directly in the directory of a project: flat/run.json.',
      `warning: Not looked at: 1 file of another ending than .json: shop/${DAY}/runs.jsonl.`,
    ]);
    const [reached, ...others] = messages(of(result, 'Database'));
    expect(reached).toMatch(
      kind === 'sqlite'
        ? /^ok: sqlite:.* answers: SQLite 3\.\d+\.\d+, encoded in UTF-8\.$/
        : /^ok: postgres:.* answers: PostgreSQL \d+\.\d+, encoded in UTF8\.$/,
    );
    expect(others).toEqual(
      kind === 'sqlite'
        ? ['ok: Its schema has version 6, the one that this lse works with.']
        : [
            // The nodes of a cluster encrypt what they say to each other, and so what they say to others.
            citusUrl === undefined
              ? 'ok: The connection is not encrypted, and does not leave this machine.'
              : expect.stringMatching(/^ok: The connection is encrypted \(TLSv1\.[23]\)\.$/),
            'ok: Its schema has version 6, the one that this lse works with.',
            'ok: The role postgres owns the table runs: it may do everything.',
          ],
    );
    expect(messages(of(result, 'Ledger'))).toEqual([
      expect.stringMatching(/^ok: sqlite:.* can be read\.$/),
      expect.stringMatching(/^ok: The last load was at \d{4}-.*Z by .*: shop, all dates\.$/),
    ]);
    expect(messages(of(result, 'Rollout file'))).toEqual([
      expect.stringMatching(/^ok: .*\.yaml: 1 entry of projects; the default is file\.$/),
      'warning: It decides nothing: LSE_REPORT_BACKEND is file.',
    ]);
  });

  it('says that an index is missing, and how to make it', async () => {
    await lse(['db', 'indexes', 'drop'], environment());
    const found = of(await examined(environment()), 'Database').at(-1);
    expect(found).toMatchObject({state: 'warning', next: 'lse db indexes create'});
    expect(found?.message).toContain('runs_by_trace');
    await lse(['db', 'indexes', 'create'], environment());
  });

  // A cluster has no triggers.
  onOneServer(it, kind)('says that a trigger of the schema was taken away, and how to make it again', async () => {
    const name = kind === 'sqlite' ? 'runs_touched_by_delete' : 'runs_clear_raw on runs';
    await backends.execute(kind, `drop trigger ${name}`);
    const result = await examined(environment());
    expect(result.code).toBe(1);
    expect(of(result, 'Database')).toContainEqual({
      topic: 'Database',
      state: 'wrong',
      message: expect.stringMatching(/the trigger runs_\w+ is missing/),
      next: expect.stringContaining('lse db migrate --repair'),
    });
    await backends.database(kind).migrate({repair: true});
    expect((await examined(environment())).code).toBe(0);
  });
});

describe('lse doctor about settings', () => {
  it('says where each comes from, and shows no secret', async () => {
    const {settings} = await examined(
      {
        LSE_DATABASE_URL: 'postgres://lse:hunter2@127.0.0.1:1/lse?sslmode=disable',
        LSE_EVENTS_SECRET: 'hunter2-hunter2-hunter2',
        LSE_LEDGER: 'postgres://lse:hunter2@127.0.0.1:1/ledger',
        PGPASSWORD: 'hunter2',
      },
      '--data-dir',
      backends.dataDir,
    );
    const setting = (variable: string) => settings.find((each) => each.variable === variable);
    expect(setting('LSE_DATA_DIR')).toEqual({variable: 'LSE_DATA_DIR', value: backends.dataDir, origin: 'flag'});
    expect(setting('LSE_DATABASE_URL')).toMatchObject({
      origin: 'environment',
      value: expect.stringContaining('lse:***@'),
    });
    expect(setting('LSE_EVENTS_SECRET')).toMatchObject({origin: 'environment', value: '***'});
    expect(setting('LSE_LIVE_LIMIT')).toMatchObject({origin: 'default', value: '10s'});
  });

  it('names the variables of PostgreSQL, and not what they say', async () => {
    const {stdout} = await run([], {
      LSE_DATABASE_URL: 'postgres://127.0.0.1:1/lse',
      PGPASSWORD: 'hunter2',
      PGUSER: 'me',
    });
    expect(stdout).toMatch(/PostgreSQL's own variables count as well: .*PGPASSWORD, PGUSER/);
    expect(stdout).not.toContain('hunter2');
  });

  it('reads .env, names every fault, and looks no further', async () => {
    const before = process.cwd();
    process.chdir(directory);
    try {
      await writeFile('.env', 'LSE_REPORT_BACKEND=db\nLSE_LIVE_LIMIT=10\nLSE_TYPO=1\nLSE_CACHE\n');
      const result = await examined({LSE_LOG: 'postgres://lse:hunter2@db/lse'});
      expect(result).toMatchObject({code: 1, state: 'wrong'});
      const wrong = of(result, 'Settings').filter(({state}) => state === 'wrong');
      expect(messages(wrong)).toEqual([
        expect.stringMatching(/LSE_LIVE_LIMIT is not a duration/),
        expect.stringMatching(/LSE_LOG is none of/),
        expect.stringMatching(/LSE_TYPO in \.env is not known/),
        expect.stringMatching(/line 4 of \.env is not of the form LSE_CACHE=value/),
      ]);
      expect(messages(of(result, 'Settings'))).toContain('ok: LSE_REPORT_BACKEND=db (.env)');
      expect(wrong.every(({next}) => next !== null)).toBe(true);
      expect(of(result, 'Database')).toEqual([]);
      const {stdout} = await run([], {});
      expect(stdout).toContain('  wrong    LSE_LIVE_LIMIT is not a duration');
      expect(stdout).toMatch(/Something is wrong\. Correct it, then look again with: lse doctor\n$/);
    } finally {
      await rm('.env');
      process.chdir(before);
    }
  });
});

describe('lse doctor about a database', () => {
  it('that was not made yet is a warning as long as reports come from files', async () => {
    const url = {LSE_DATABASE_URL: `sqlite:${join(directory, 'none.db')}`};
    const next = 'Create it with: lse db migrate';
    expect(of(await examined(url), 'Database')).toMatchObject([{state: 'warning', next}]);
    const result = await examined({...url, LSE_REPORT_BACKEND: 'db'});
    expect(result.code).toBe(1);
    expect(of(result, 'Database')).toMatchObject([{state: 'wrong', next}]);
  });

  it('that cannot be reached is one line', async () => {
    const result = await examined({LSE_DATABASE_URL: 'postgres://lse:hunter2@127.0.0.1:1/lse'});
    expect(result.code).toBe(1);
    expect(of(result, 'Database')).toMatchObject([{state: 'wrong', message: expect.stringContaining('ECONNREFUSED')}]);
  });

  it('that takes a connection and never answers is one line', async () => {
    const silent = await listening(createServer());
    try {
      const result = await examined(
        {LSE_DATABASE_URL: `postgres://lse@127.0.0.1:${silent.port}/lse`},
        '--limit',
        '300ms',
      );
      expect(result.code).toBe(1);
      expect(of(result, 'Database')).toHaveLength(1);
      expect(of(result, 'Database')[0]).toMatchObject({state: 'wrong', next: expect.any(String)});
      expect(of(result, 'Rollout file')).toHaveLength(1);
    } finally {
      silent.server.close();
    }
  });

  it('whose file others may read says how to close it', async () => {
    const path = backends.urls.sqlite.slice('sqlite:'.length);
    await chmod(path, 0o644);
    const found = of(await examined({LSE_DATABASE_URL: backends.urls.sqlite}), 'Database');
    expect(found).toContainEqual(
      expect.objectContaining({message: 'Other users of this machine may read its file.', next: `chmod 600 ${path}`}),
    );
    await chmod(path, 0o600);
  });

  it('that another program made says so', async () => {
    const path = join(directory, 'foreign.db');
    await lse(['db', 'migrate'], {LSE_DATABASE_URL: `sqlite:${path}`});
    const {withConnection} = await import('../../src/backends/db/sqlite/driver.ts');
    await withConnection(path, 'write', (connection) => connection.execute('drop table lse_migrations'));
    const result = await examined({LSE_DATABASE_URL: `sqlite:${path}`});
    expect(of(result, 'Database').at(-1)).toMatchObject({message: expect.stringContaining('another program')});
  });

  // A cluster refuses access by project.
  onOneServer(it)('in which the role may read one project says so', async () => {
    const role = await roles.create('doctor');
    const environment = {LSE_DATABASE_URL: urlAs(backends.urls.postgres, role)};
    const closed = await examined(environment);
    expect(closed.code).toBe(1);
    expect(of(closed, 'Database').at(-1)).toMatchObject({state: 'wrong', message: expect.stringContaining(role)});
    const granted = await lse(['db', 'access', 'grant', role, '--project', 'shop'], {
      LSE_DATABASE_URL: backends.urls.postgres,
    });
    expect(granted.code).toBe(0);
    const result = await examined(environment);
    expect(result.code).toBe(0);
    expect(messages(of(result, 'Database'))).toContain(
      `warning: The role ${role} may read only shop and write no project.`,
    );
  });

  // A cluster changes its database on all nodes, and by the second change these are read-only.
  onOneServer(it)('that is read-only by default says so', async () => {
    const name = new URL(backends.urls.postgres).pathname.slice(1);
    const alter = (value: string): Promise<unknown> =>
      withPlainClient(backends.urls.postgres, async (client) => {
        await client.query('set default_transaction_read_only = off');
        await client.query(`alter database ${name} set default_transaction_read_only = ${value}`);
      });
    await alter('on');
    const result = await examined({LSE_DATABASE_URL: backends.urls.postgres});
    await alter('off');
    expect(messages(of(result, 'Database'))).toContain(
      'warning: It takes no writes: reports work, loads and migrations do not.',
    );
  });

  it('behind a pooler says so: it names the session otherwise than the server', async () => {
    const pooler = await renamingPooler(backends.urls.postgres);
    try {
      const result = await examined({LSE_DATABASE_URL: pooler.url});
      expect(messages(of(result, 'Database'))).toContain(
        'ok: A pooler stands between; lse keeps nothing in a session, so that it may.',
      );
    } finally {
      pooler.server.close();
    }
  });

  it('reached with TLS says so', async () => {
    const [certificate, key] = await Promise.all([tlsText('server.crt'), tlsText('server.key')]);
    const server = await startOwnPostgres({
      settings: ['ssl=on'],
      files: {'server.crt': certificate, 'server.key': key},
      hba: ['hostssl all postgres 127.0.0.1/32 trust'],
    });
    try {
      const url = new URL(server.url);
      url.searchParams.set('sslmode', 'require');
      const found = messages(of(await examined({LSE_DATABASE_URL: url.href}), 'Database'));
      expect(found[1]).toMatch(/^ok: The connection is encrypted \(TLSv1\.\d\)\.$/);
      // There is no schema in it.
      expect(found[2]).toMatch(/^warning: .* has no lse schema yet\.$/);
    } finally {
      await server.stop();
    }
  });
});

describe('what a database says of itself', () => {
  const settings: Settings = parseSettings({}, {LSE_REPORT_BACKEND: 'db'}, {});
  const facts: DatabaseFacts = {
    server: 'PostgreSQL 13.1',
    encoding: 'LATIN1',
    serverFault: {message: 'It is too old.', hint: 'Take a newer one.'},
    link: {encryption: null, isLocal: false, isPooled: true},
    isReadOnly: false,
    isOpenToOthers: false,
    role: {name: 'lse', isOwner: false, readable: null, writable: null},
    schema: {version: 6, latest: 6, fault: null},
    missingIndexes: [],
  };

  it('is wrong on a server that lse cannot work with, and a warning where anybody can listen', () => {
    expect(factFindings('postgres://db', facts, settings)).toMatchObject([
      {state: 'ok'},
      {state: 'wrong', message: 'It is too old.', next: 'Take a newer one.'},
      {
        state: 'warning',
        message: expect.stringContaining('is not encrypted'),
        next: expect.stringContaining('sslmode'),
      },
      {state: 'ok', message: expect.stringContaining('pooler')},
      {state: 'ok'},
      {state: 'ok', message: 'The role lse may read all projects and write all projects.'},
    ]);
  });
});

describe('lse doctor about the rest', () => {
  const sqlite = (): Record<string, string> => ({LSE_DATABASE_URL: backends.urls.sqlite});

  it('says that there is no tree, which is no fault for who reads from the database alone', async () => {
    const gone = {...sqlite(), LSE_DATA_DIR: join(directory, 'gone')};
    expect(of(await examined(gone), 'Files')).toMatchObject([{state: 'wrong'}]);
    expect(of(await examined({...gone, LSE_REPORT_BACKEND: 'db'}), 'Files')).toMatchObject([{state: 'warning'}]);
  });

  it('says that a tree is empty, and how to fill it', async () => {
    const result = await examined({...sqlite(), LSE_DATA_DIR: directory});
    expect(of(result, 'Files')[0]).toMatchObject({
      state: 'warning',
      next: 'Read files of another shape into it with: lse import SOURCE',
    });
  });

  it('says that a rollout file or a ledger cannot be read', async () => {
    const file = join(directory, 'wrong.yaml');
    await writeFile(file, 'lse: 1\ndefault: nowhere\n');
    const result = await examined({...sqlite(), LSE_ROLLOUT_FILE: file, LSE_LEDGER: `sqlite:${directory}`});
    expect(result.code).toBe(1);
    expect(of(result, 'Rollout file')).toMatchObject([{state: 'wrong', message: expect.stringContaining(file)}]);
    expect(of(result, 'Ledger')).toMatchObject([{state: 'wrong', message: expect.stringContaining(directory)}]);
  });

  it('says that nothing is written down, or nothing was yet, and that a project is held', async () => {
    expect(of(await examined({...sqlite(), LSE_LEDGER: 'off'}), 'Ledger')).toMatchObject([{state: 'warning'}]);
    const ledger = {...sqlite(), LSE_LEDGER: `sqlite:${join(directory, 'held.db')}`};
    expect(of(await examined(ledger), 'Ledger')).toMatchObject([{state: 'ok'}, {next: 'lse db load'}]);
    const held = await lse(['rollout', 'hold', 'shop', '--reason', 'a test'], {
      LSE_DATA_DIR: backends.dataDir,
      ...ledger,
    });
    expect(held.code).toBe(0);
    expect(messages(of(await examined(ledger), 'Ledger'))).toContain("warning: The project 'shop' is held.");
  });

  it('refuses a limit that is none', async () => {
    const {code, stderr} = await run(['--limit', '5'], sqlite());
    expect({code, stderr}).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Error: --limit is not a duration'),
    });
  });

  it('knows an old Node by its numbers', async () => {
    const state = async (version: string): Promise<string | undefined> =>
      (await nodeFindings(version, '>=20.17'))[0]?.state;
    expect(await state('20.16.9')).toBe('wrong');
    expect(await state('9.99.0')).toBe('wrong');
    expect(await state('20.17.0')).toBe('ok');
    expect(await state('22.0.0')).toBe('ok');
  });

  it('waits for nothing longer than it is told, and takes whatever is thrown', async () => {
    const topic = topicOf('Any');
    let isAborted = false;
    const hanging = await boundedLook(topic, 5, (signal) => {
      signal.addEventListener('abort', () => {
        isAborted = true;
      });
      return new Promise(() => {});
    });
    expect(hanging).toMatchObject([{state: 'wrong', message: 'There was no answer within 5 ms.'}]);
    expect(isAborted).toBe(true);
    const thrown = await boundedLook(topic, 1000, () => Promise.reject('a text'));
    expect(thrown).toEqual([topic.wrong('a text')]);
    expect(worstState([])).toBe('ok');
  });
});

async function listening(server: Server): Promise<{server: Server; port: number}> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {server, port: (server.address() as AddressInfo).port};
}

/** Stands before a server as a pooler does: it tells clients a number of its own for their session. */
async function renamingPooler(target: string): Promise<{server: Server; url: string}> {
  const {hostname, port} = new URL(target);
  const {server, port: own} = await listening(
    createServer((client) => {
      const behind = connect(Number(port), hostname);
      client.pipe(behind);
      behind.on('data', (bytes) => client.write(renamed(bytes)));
      behind.on('close', () => client.destroy());
      client.on('close', () => behind.destroy());
      for (const socket of [client, behind]) socket.on('error', () => socket.destroy());
    }),
  );
  const url = new URL(target);
  [url.hostname, url.port] = ['127.0.0.1', String(own)];
  url.searchParams.set('sslmode', 'disable');
  return {server, url: url.href};
}

/** `BackendKeyData`: the letter K, 12 as a length, the number of the process, a key. */
function renamed(bytes: Buffer): Buffer {
  const at = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  if (at >= 0 && bytes.length >= at + 9) bytes.writeInt32BE(bytes.readInt32BE(at + 5) ^ 0x10000, at + 5);
  return bytes;
}
