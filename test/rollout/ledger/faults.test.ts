import {chmod, chown, copyFile, mkdir, open, readFile, stat, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {serverAccount} from '../../../scripts/postgres-binaries.js';
import {PostgresDatabase} from '../../../src/backends/db/postgres/postgres-database.ts';
import {withConnection} from '../../../src/backends/db/sqlite/driver.ts';
import {SqliteDatabase} from '../../../src/backends/db/sqlite/sqlite-database.ts';
import {type LedgerLocation, withLedger} from '../../../src/rollout/ledger/opened-ledger.ts';
import {pgbouncerProgram, startPgbouncer} from '../../support/pgbouncer.ts';
import {withPlainClient} from '../../support/postgres.ts';
import {Roles, urlAs} from '../../support/roles.ts';
import {actOf, entryOf, ledgerKinds, mismatchOf, moment, Places, questionOf} from './ledgers.ts';
import type {Task} from './writer.ts';
import {Writers} from './writers.ts';

let places: Places;
let writers: Writers;

beforeAll(async () => {
  [places, writers] = await Promise.all([Places.create(), Writers.create()]);
});

afterAll(async () => {
  await Promise.all([places.destroy(), writers.destroy()]);
});

function task(location: LedgerLocation, what: Task['what'], times: number): Task {
  return {location, what, name: 'writer', times, start: 0};
}

function idsOf(location: LedgerLocation): Promise<string[]> {
  return withLedger(location, async (ledger) => (await ledger.entries({})).map(({id}) => id));
}

/** What every error of a ledger has: what and where in one line, and something to run. */
const clear = (what: RegExp, hint: RegExp) => ({
  code: 'LSE_LEDGER',
  message: expect.stringMatching(new RegExp(`^The ledger .*${what.source}.*\\.$`)),
  hint: expect.stringMatching(hint),
});

describe.each(ledgerKinds)('a ledger in %s', (kind) => {
  let location: LedgerLocation;

  beforeEach(async () => {
    location = await places.next(kind);
  });

  it('has all that it confirmed to writers that were killed, counted rightly, and goes on', async () => {
    const confirmed: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const {child, ended} = writers.start({...task(location, 'append', 100_000), name: `writer ${round}`});
      await new Promise<void>((resolve) => {
        let seen = 0;
        child.stdout?.on('data', (data: Buffer) => {
          seen += data.toString().split('\n').length - 1;
          if (seen >= 5 + round * 3) resolve();
        });
        child.on('close', () => resolve());
      });
      child.kill('SIGKILL');
      const {lines, error} = await ended;
      expect(error).toBeNull();
      expect(lines.length).toBeGreaterThanOrEqual(5);
      confirmed.push(...lines);
    }
    const found = await idsOf(location);
    expect(found).toEqual(expect.arrayContaining(confirmed));
    // One at most of each that was killed: written, and the word of it lost.
    expect(found.length).toBeLessThanOrEqual(confirmed.length + 4);
    await withLedger(location, async (ledger) => {
      expect(await ledger.mismatches(null)).toMatchObject([{count: found.length}]);
      await ledger.append(entryOf('after'));
    });
    expect(await idsOf(location)).toContain('after');
  }, 120_000);

  it('of a newer version is left alone', async () => {
    await withLedger(location, (ledger) => ledger.append(entryOf('one')));
    const sql = 'insert into lse_rollout_migrations (version) values (99)';
    if (location.kind === 'sqlite')
      await withConnection(location.path, 'write', (connection) => connection.execute(sql));
    else await withPlainClient(location.url, (client) => client.query(sql));
    const newer = clear(/has version 99, newer than this lse knows/, /lse rollout status$/);
    await withLedger(location, async (ledger) => {
      await expect(ledger.entries({})).rejects.toMatchObject(newer);
      await expect(ledger.append(entryOf('two'))).rejects.toMatchObject(newer);
    });
  });

  it('that another program holds is waited for no longer than three seconds', async () => {
    await withLedger(location, (ledger) => ledger.append(entryOf('one')));
    const begin = performance.now();
    const fail = (): Promise<void> =>
      withLedger(location, (ledger) =>
        expect(ledger.append(entryOf('two'))).rejects.toMatchObject(
          clear(/is held by another program for more than 3 s/, /fuser|pg_stat/),
        ),
      );
    if (location.kind === 'sqlite') {
      await withConnection(location.path, 'write', async (connection) => {
        await connection.execute('begin immediate');
        await fail();
        // Who reads does not wait.
        expect(await idsOf(location)).toEqual(['one']);
      });
    } else {
      const {url} = location;
      await withPlainClient(url, async (client) => {
        await client.query('begin; lock table lse_rollout_entries in share mode');
        await fail();
        expect(await idsOf(location)).toEqual(['one']);
        await client.query('rollback');
      });
    }
    expect(performance.now() - begin).toBeLessThan(20_000);
    expect(await idsOf(location)).toEqual(['one']);
  });
});

describe('a ledger in a file', () => {
  let path: string;
  let location: LedgerLocation;

  beforeEach(async () => {
    path = places.nextPath();
    location = {kind: 'sqlite', path};
  });

  const append = (id: string): Promise<void> => withLedger(location, (ledger) => ledger.append(entryOf(id)));
  const damaged = clear(/is damaged or is no ledger/, /^Put it aside, .*: mkdir -p \S+ && mv \S+ \S+$/);

  it('is for its owner alone', async () => {
    await append('one');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  });

  it('that is no database says so, and stays as it is', async () => {
    await mkdir(dirname(path), {recursive: true});
    const noise = Buffer.from(Array.from({length: 9000}, (_, at) => (at * 7919) % 251));
    await writeFile(path, noise);
    await withLedger(location, async (ledger) => {
      await expect(ledger.entries({})).rejects.toMatchObject(damaged);
      await expect(ledger.append(entryOf('one'))).rejects.toMatchObject(damaged);
      await expect(
        ledger.admit(moment(0), {comparisonsAMinute: 1, failures: 1, restMilliseconds: 1}),
      ).rejects.toMatchObject(damaged);
    });
    expect(await readFile(path)).toEqual(noise);
  });

  it('that was cut, or of which a part was overwritten, says so', async () => {
    await withLedger(location, async (ledger) => {
      for (let at = 0; at < 200; at += 1) await ledger.append(entryOf(`${at}`, {reason: 'x'.repeat(500)}));
    });
    const {size} = await stat(path);
    expect(size).toBeGreaterThan(100_000);
    const whole = `${path}.whole`;
    await copyFile(path, whole);
    const file = await open(path, 'r+');
    await file.truncate(Math.floor(size / 2 / 4096) * 4096);
    await file.close();
    await expect(idsOf(location)).rejects.toMatchObject(damaged);
    await expect(append('one')).rejects.toMatchObject(damaged);

    await copyFile(whole, path);
    const other = await open(path, 'r+');
    await other.write(Buffer.alloc(size - 4096, 0xa5), 0, size - 4096, 4096);
    await other.close();
    await expect(idsOf(location)).rejects.toMatchObject(damaged);
    await expect(append('one')).rejects.toMatchObject(damaged);
  });

  it('that cannot be made says so', async () => {
    await writeFile(dirname(dirname(path)).concat('-file'), '').catch(() => {});
    const below: LedgerLocation = {kind: 'sqlite', path: `${dirname(dirname(path))}-file/.lse/ledger.db`};
    await withLedger(below, async (ledger) => {
      await expect(ledger.append(entryOf('one'))).rejects.toMatchObject(
        clear(/cannot be made or looked at/, /mkdir -p/),
      );
    });
    await mkdir(path, {recursive: true});
    await withLedger(location, async (ledger) => {
      await expect(ledger.append(entryOf('one'))).rejects.toMatchObject(clear(/no regular file/, /ls -ld/));
    });
  });

  it('on a disk that is full keeps what it has', async () => {
    const {lines, error} = await writers.start(task(location, 'append', 10_000), {
      // In blocks of 512 bytes; the journal's limit is met first, or the file's, as it comes.
      before: 'trap "" XFSZ; ulimit -f 6000',
    }).ended;
    expect(error).toMatchObject(clear(/cannot grow .*what it held before is still there/, /df -h/));
    expect(lines.length).toBeGreaterThan(20);
    expect(await idsOf(location)).toEqual(expect.arrayContaining(lines));
    await append('after');
    expect(await withLedger(location, (ledger) => ledger.mismatches(null))).toMatchObject([{fingerprint: 'print'}]);
  }, 120_000);

  const account = serverAccount();
  const asOther = account === null ? {} : {account};

  it('that may not be written is read, and says that nothing was written', async () => {
    await append('one');
    if (account !== null) {
      // Of another one, who may do all in the folder but write this file.
      for (const each of [dirname(path), path]) await chown(each, account.uid, account.gid);
      await chmod(dirname(dirname(path)), 0o755);
      await chmod(dirname(dirname(dirname(path))), 0o755);
    }
    await chmod(path, 0o400);
    const {lines, error} = await writers.start(task(location, 'read', 1), asOther).ended;
    expect({lines, error}).toMatchObject({lines: ['1'], error: clear(/is read-only .*nothing was written/, /ls -ld/)});
    await chmod(path, 0o600);
    expect(await idsOf(location)).toEqual(['one']);
  });

  it('in a folder that may not be written says what to do', async () => {
    await append('one');
    if (account !== null) {
      await chmod(dirname(dirname(path)), 0o755);
      await chmod(dirname(dirname(dirname(path))), 0o755);
      await chown(path, account.uid, account.gid);
    }
    await chmod(dirname(path), 0o555);
    const {error} = await writers.start(task(location, 'append', 1), asOther).ended;
    expect(error).toMatchObject(clear(/(cannot be opened|is read-only)/, /ls -ld/));
    await chmod(dirname(path), 0o700);
    expect(await idsOf(location)).toEqual(['one']);
  });

  it('may be the file of the reports, too', async () => {
    const database = new SqliteDatabase(path);
    await database.migrate();
    await append('one');
    expect(await database.migrate({repair: true})).toEqual([]);
    expect(await database.status()).toMatchObject({schemaVersion: 6});
    expect(await idsOf(location)).toEqual(['one']);
  });
});

describe('a ledger in PostgreSQL', () => {
  const url = async (): Promise<string> => ((await places.next('postgres')) as {url: string}).url;
  const at = (address: string): LedgerLocation => ({kind: 'postgres', url: address});

  it('lies beside the reports, whichever came first, and neither minds the other', async () => {
    for (const isFirst of [true, false]) {
      const address = await url();
      const database = new PostgresDatabase(address);
      const write = (id: string): Promise<void> => withLedger(at(address), (ledger) => ledger.append(entryOf(id)));
      if (isFirst) await write('before');
      await database.migrate();
      await write('after');
      expect(await database.migrate({repair: true})).toEqual([]);
      expect(await database.status()).toMatchObject({schemaVersion: 6});
      expect(await idsOf(at(address))).toEqual(isFirst ? ['after', 'before'] : ['after']);
    }
  });

  it('asks for the rights that a role lacks', async () => {
    const [address, roles] = [await url(), new Roles()];
    const role = await roles.create('reader');
    try {
      await withPlainClient(address, (client) => client.query('revoke create on schema public from public'));
      const asRole = at(urlAs(address, role));
      const lacking = clear(
        /may not be written or made by this role/,
        /grant select, insert, update, delete on lse_rollout_/,
      );
      await withLedger(asRole, async (ledger) => {
        expect(await ledger.entries({})).toEqual([]);
        await expect(ledger.append(entryOf('one'))).rejects.toMatchObject(lacking);
      });
      await withLedger(at(address), (ledger) => ledger.append(entryOf('one')));
      await withLedger(asRole, async (ledger) => {
        await expect(ledger.entries({})).rejects.toMatchObject(lacking);
      });
      const [grant] = /grant select[^;]* to /.exec(await hintOf(asRole)) ?? [''];
      await withPlainClient(address, (client) => client.query(`${grant}"${role}"`));
      await withLedger(asRole, (ledger) => ledger.append(entryOf('two')));
      expect(await idsOf(at(address))).toEqual(['one', 'two']);
      await withPlainClient(address, (client) => client.query(`drop owned by "${role}"`));
    } finally {
      await roles.drop();
    }
  });

  async function hintOf(location: LedgerLocation): Promise<string> {
    return withLedger(location, (ledger) => ledger.append(entryOf('x'))).then(
      () => '',
      (error: {hint: string}) => error.hint,
    );
  }

  it('that is read-only says so', async () => {
    const address = await url();
    await withLedger(at(address), (ledger) => ledger.append(entryOf('one')));
    const name = new URL(address).pathname.slice(1);
    await withPlainClient(address, (client) =>
      client.query(`alter database ${name} set default_transaction_read_only = on`),
    );
    await withLedger(at(address), async (ledger) => {
      expect(await ledger.entries({})).toHaveLength(1);
      await expect(ledger.append(entryOf('two'))).rejects.toMatchObject({
        message: expect.stringContaining('is read-only'),
        hint: expect.stringContaining('default_transaction_read_only'),
      });
    });
  });

  const program = pgbouncerProgram();
  const pooled = program === null && process.env.CI === undefined ? it.skip : it;

  pooled('works through a pooler in transaction mode', async () => {
    const address = await url();
    const pooler = await startPgbouncer(program ?? 'pgbouncer', address);
    try {
      await Promise.all(
        Array.from({length: 6}, (_, number) =>
          withLedger(at(pooler.url), async (ledger) => {
            await ledger.append(mismatchOf(`${number}`, 'print'), 'why');
            await ledger.note(actOf(`${number}`));
            await ledger.enqueue(questionOf(`${number}`));
          }),
        ),
      );
      await withLedger(at(pooler.url), async (ledger) => {
        expect(await ledger.entries({})).toHaveLength(6);
        expect(await ledger.mismatches(null)).toMatchObject([{count: 6, explanation: 'why'}]);
        expect(await ledger.dequeue(10)).toHaveLength(6);
      });
    } finally {
      await pooler.stop();
    }
  });
});
