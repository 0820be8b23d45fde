import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {ledgerContents} from '../../support/ledger.ts';
import {type Outcome, startLse} from '../../support/lse.ts';
import {withPlainClient} from '../../support/postgres.ts';
import {DAY, ServingFaults} from '../../support/serving-faults.ts';
import {until} from '../../support/until.ts';

// What a user runs: bin/run.js from dist, which `npm test` builds first.

const REPORT = ['report', 'zenrows-errors', '--date', DAY];
const PRINTED = `Date,Total Traces,Zenrows Errors,Error Rate\n${DAY},3,2,66.7%\n`;
const root = fileURLToPath(new URL('../../..', import.meta.url));

let directory: string;
let faults: ServingFaults;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  faults = await ServingFaults.create(directory);
});

afterAll(async () => {
  await faults.destroy();
  await rm(directory, {recursive: true, force: true});
});

const shadows = async (state: string): Promise<number> => {
  const [row] = await faults.backends.query<{shadows: number}>(
    'postgres',
    `select count(*)::integer as shadows from pg_stat_activity
     where datname = current_database() and application_name = 'lse-shadow' and ${state}`,
  );
  return row?.shadows ?? -1;
};

/** Runs `work` while another program holds the table, so that whoever asks waits. */
function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  return withPlainClient(faults.backends.urls.postgres, async (holder) => {
    await holder.query('begin');
    await holder.query('lock table runs in access exclusive mode');
    return work();
  });
}

/** A report in shadow as a program of its own. */
function start(environment: Readonly<Record<string, string>>): {child: ChildProcess; ended: Promise<Outcome>} {
  return startLse(REPORT, {...faults.environment('postgres'), LSE_REPORT_BACKEND: 'shadow', ...environment}, directory);
}

function endOf({stdout}: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    stdout?.once('end', resolve);
  });
}

describe('a provider of flags that prints', () => {
  it('is heard under LSE_DEBUG=1 alone, tamely', async () => {
    const provider = join(directory, 'talking.mjs');
    await writeFile(
      provider,
      `export default {
         metadata: {name: 'talking'},
         initialize: async () => console.log('started \\u001b[31mred, password=hunter2\\nasked'),
         resolveStringEvaluation: async () => ({value: 'file'}),
       };`,
    );
    const ask = (environment: Readonly<Record<string, string>>): Promise<Outcome> =>
      start({LSE_REPORT_BACKEND: 'auto', LSE_ROLLOUT_PROVIDER: provider, ...environment}).ended;
    expect(await ask({})).toEqual({code: 0, stdout: PRINTED, stderr: ''});
    expect(await ask({LSE_DEBUG: '1'})).toEqual({
      code: 0,
      stdout: PRINTED,
      stderr: `The provider ${provider} printed: started \\u001b[31mred, password=***\nThe provider ${provider} printed: asked\n`,
    });
  });
});

describe('a shadow as a program of its own', () => {
  it('gives a reader of stdout its end before the database is waited for, and has the server cancel what is late', async () => {
    const path = join(directory, 'late.db');
    await whileLocked(async () => {
      const {child, ended} = start({LSE_SHADOW_LIMIT: '3s', LSE_LEDGER: `sqlite:${path}`});
      await endOf(child);
      // The reader has everything, and the program is still at work.
      expect(child.exitCode).toBeNull();
      await until('the shadow waits', async () => (await shadows(`wait_event_type = 'Lock'`)) === 1);
      expect(child.exitCode).toBeNull();
      expect(await ended).toEqual({code: 0, stdout: PRINTED, stderr: ''});
      // The lock is still held: only a cancelled statement waits for it no more.
      await until('it waits no more', async () => (await shadows('true')) === 0);
    });
    const {entries} = await ledgerContents(path);
    expect(entries).toEqual([
      expect.objectContaining({
        origin: 'shadow',
        outcome: 'timed out',
        reason: 'LATE',
        records: {control: 3, candidate: null},
      }),
    ]);
  });

  it('ends with the report, whatever nobody caught afterwards', async () => {
    // As soon as stdout is no pipe any more, the report is whole.
    const bug = join(directory, 'bug.mjs');
    await writeFile(
      bug,
      `import {fstatSync} from 'node:fs';
       setInterval(() => {
         if (fstatSync(1).isFIFO() || fstatSync(1).isSocket()) return;
         Promise.reject(new Error('a bug in comparing'));
       }, 5).unref();`,
    );
    await whileLocked(async () => {
      const environment = {
        NODE_OPTIONS: `--import=${bug}`,
        LSE_SHADOW_LIMIT: '60s',
        LSE_LEDGER: `sqlite:${directory}/bug.db`,
      };
      // Not after a minute: the bug ends it.
      expect(await start(environment).ended).toEqual({code: 0, stdout: PRINTED, stderr: ''});
    });
    await until('nobody is left', async () => (await shadows('true')) === 0);
  });

  it('writes to a file as well', async () => {
    const path = join(directory, 'out.csv');
    const environment = {
      ...process.env,
      ...faults.environment('postgres'),
      LSE_REPORT_BACKEND: 'shadow',
      LSE_LEDGER: `sqlite:${directory}/file.db`,
      LSE_SHADOW_LIMIT: '60s',
    };
    const command = `exec "$0" "${root}bin/run.js" "$@" > "${path}"; cat "${path}"`;
    const child = spawn('sh', ['-c', command.replace('exec ', ''), process.execPath, ...REPORT], {
      env: environment,
      cwd: directory,
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(text).toBe(PRINTED);
    expect((await ledgerContents(join(directory, 'file.db'))).entries).toMatchObject([{outcome: 'matched'}]);
  });

  it('loses nothing where twenty run at once, and never asks the database more often than it may', async () => {
    const path = join(directory, 'twenty.db');
    faults.proxy.pass();
    const environment = {
      LSE_DATABASE_URL: faults.proxy.url,
      LSE_LEDGER: `sqlite:${path}`,
      LSE_SHADOW_LIMIT: '60s',
      LSE_SHADOW_PER_MINUTE: '7',
    };
    let most = 0;
    let isWatched = true;
    const watching = (async () => {
      while (isWatched) most = Math.max(most, await shadows('true'));
    })();
    const outcomes = await Promise.all(Array.from({length: 20}, () => start(environment).ended));
    isWatched = false;
    await watching;
    expect(outcomes).toEqual(Array(20).fill({code: 0, stdout: PRINTED, stderr: ''}));
    const {entries} = await ledgerContents(path);
    const count = (outcome: string): number => entries.filter((entry) => entry.outcome === outcome).length;
    expect(entries).toHaveLength(20);
    // On a slow machine the first may leave the minute before the last comes.
    expect(count('matched') + count('skipped')).toBe(20);
    expect(count('matched')).toBeGreaterThanOrEqual(7);
    // One connection a comparison, which is one a process.
    expect(faults.proxy.connections).toBe(count('matched'));
    expect(most).toBeLessThanOrEqual(count('matched'));
    expect(most).toBeGreaterThan(0);
  }, 180_000);
});
