import {join} from 'node:path';
import {afterEach, describe, expect, it, jest} from '@jest/globals';
import {askNode, citusUrl, type Node} from '../support/citus.ts';
import {FaultyCluster} from '../support/faulty-cluster.ts';
import type {FaultyProxy} from '../support/faulty-proxy.ts';
import {letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument, type TreeFiles, writeTree} from '../support/trace-tree.ts';

// Each test makes databases on three nodes, and runs some forty commands.
jest.setTimeout(300_000);

const [FROM, TO] = ['2025-09-13', '2025-09-15'];
const A_DAY = 20;
const PROJECTS = ['a', 'b', 'c', 'd'];
const DAYS = PROJECTS.length * 3;
const RANGE = ['--from', FROM, '--to', TO];
/** The extension words it in many ways; that the transaction is aborted would be no reason. */
const LOST = /^Error: The (?:database|node) (?!.*transaction is aborted)/m;

/** Of each project and date so many runs; documents large enough that they are most of what travels. */
const TREE: TreeFiles = Object.fromEntries(
  PROJECTS.flatMap((project) =>
    Array.from({length: 3 * A_DAY}, (_, n) => {
      const id = `${project}${n}`;
      const members = {trace_id: `${project}${n - (n % 4)}`, outputs: {text: 'x'.repeat(3000)}};
      const document = n % 5 === 0 ? failingDocument(id, members) : documentOf(id, members);
      return [`${project}/2025-09-${13 + Math.floor(n / A_DAY)}/${id}.json`, document] as const;
    }),
  ),
);

const REPORTS = [
  ['report', 'zenrows-errors', ...RANGE, '--backend', 'db'],
  ['report', 'zenrows-detail', '--date', FROM, '--backend', 'db'],
] as const;
const COMPARE = ['report', 'compare', '--all-dates', '--all-projects'];
const VERIFY = ['db', 'verify'];

// Skipped if `LSE_TEST_CITUS_URL` names no cluster.
const onCluster = citusUrl === undefined ? describe.skip : describe;
const coordinator = citusUrl ?? '';

afterEach(restoreClock);

/** Works with a cluster of its own, and a tree in which nothing changes. */
async function withCluster(
  known: number,
  work: (cluster: FaultyCluster, run: (args: readonly string[]) => Promise<Outcome>, dataDir: string) => Promise<void>,
): Promise<void> {
  const cluster = await FaultyCluster.create(coordinator, known);
  try {
    await withTemporaryDirectory(async (directory) => {
      const dataDir = join(directory, 'data');
      await writeTree(dataDir, TREE);
      const environment = {LSE_DATA_DIR: dataDir, LSE_DATABASE_URL: cluster.url, LSE_DB_RETRIES: '0'};
      await work(cluster, (args) => lse(args, environment), dataDir);
    });
  } finally {
    await cluster.destroy();
  }
}

/** From so many bytes of the worker on, it is gone. */
function lose(worker: FaultyProxy, after: number): void {
  worker.failInAll(async () => worker.fail('reset', 0), after);
}

async function empty({url}: FaultyCluster): Promise<void> {
  await askNode(url, 'truncate runs');
  await askNode(url, 'truncate lse_loaded_days');
}

/** What goes on beside the test. It never rejects, so that whatever fails first is what is told. */
interface Task {
  readonly isRunning: boolean;
  readonly failure: Promise<unknown>;
}

function task(work: () => Promise<void>): Task {
  let isRunning = true;
  const failure = work().then(
    () => null,
    (error: unknown) => error,
  );
  void failure.then(() => {
    isRunning = false;
  });
  return {
    failure,
    get isRunning() {
      return isRunning;
    },
  };
}

const byDay = `select project || ' ' || run_date as day, count(*)::int as runs from runs group by project, run_date`;

onCluster.each(['project', 'run'])('a cluster that is distributed by %s', (by) => {
  it('that loses a worker in mid-load has each day whole or not at all, and the next load ends it', async () => {
    await withCluster(2, async (cluster, run) => {
      await run(['db', 'migrate', '--distribute-by', by]);
      // The first load makes the partition of the month, which those that follow find.
      expect(await run(['db', 'load'])).toMatchObject({code: 0});
      await empty(cluster);
      for (const worker of cluster.workers) worker.pass();
      expect(await run(['db', 'load'])).toMatchObject({code: 0});
      const bytes = cluster.workers.map((worker) => worker.bytes);
      let inTheMiddle = 0;
      for (const [at, share] of [0.2, 0.4, 0.6, 0.8].entries()) {
        const worker = cluster.workers[at % 2] as FaultyProxy;
        const loadUntil = async (after: number): Promise<Outcome> => {
          await empty(cluster);
          lose(worker, Math.floor(after));
          return run(['db', 'load']);
        };
        let after = (bytes[at % 2] as number) * share;
        let outcome = await loadUntil(after);
        // The extension's own bytes count, too. If the load had ended before, it is whole, and the worker is lost earlier.
        for (let earlier = 0; earlier < 3 && outcome.code === 0; earlier += 1) {
          await cluster.mend();
          expect(await run(VERIFY)).toMatchObject({code: 0});
          after *= 0.8;
          outcome = await loadUntil(after);
        }
        expect(outcome).toMatchObject({code: 1, stderr: expect.stringMatching(LOST)});
        for (const report of REPORTS) expect(await run(report)).toMatchObject({code: 1, stdout: ''});
        expect(await run(COMPARE)).toMatchObject({code: 2});
        await cluster.mend();
        const days = await askNode<{day: string; runs: number}>(cluster.url, byDay);
        expect(days).toEqual(days.map(({day}) => ({day, runs: A_DAY})));
        if (days.length > 0 && days.length < DAYS) inTheMiddle += 1;
        expect(await run(['db', 'load'])).toMatchObject({code: 0});
        expect(await run(VERIFY)).toMatchObject({code: 0});
      }
      expect(inTheMiddle).toBeGreaterThan(1);
    });
  });

  it('that loses a worker in mid-report or mid-comparison never ends as if it had answered', async () => {
    await withCluster(2, async (cluster, run) => {
      await run(['db', 'migrate', '--distribute-by', by]);
      await run(['db', 'load']);
      // What a comparison has to find: each silence about it is a wrong answer.
      const spoiled = `update runs set data = jsonb_set(data, '{trace,status}', '"success"') where run_id in ('a0', 'd55')`;
      await askNode(cluster.url, spoiled);
      for (const [args, trouble] of [
        ...REPORTS.map((report) => [report, 1] as const),
        [COMPARE, 2],
        [VERIFY, 2],
      ] as const) {
        for (const worker of cluster.workers) worker.pass();
        const whole = await run(args);
        expect({args, code: whole.code}).toEqual({args, code: trouble - 1});
        const bytes = cluster.workers.map((worker) => worker.bytes);
        let lost = 0;
        for (const [at, share] of [0.1, 0.3, 0.5, 0.7, 0.9].entries()) {
          const worker = cluster.workers[at % 2] as FaultyProxy;
          lose(worker, Math.floor((bytes[at % 2] as number) * share));
          const {code, stdout, stderr} = await run(args);
          // The worker had answered everything before it was lost.
          if (code === whole.code && trouble === 2) continue;
          if (code === whole.code && stdout === whole.stdout) continue;
          lost += 1;
          expect({args, share, code}).toEqual({args, share, code: trouble});
          expect(stderr).toMatch(LOST);
          if (trouble === 1) expect(stdout).toBe('');
          await cluster.mend();
        }
        expect({args, isLost: lost > 2}).toEqual({args, isLost: true});
        await cluster.mend();
      }
    });
  });

  it('whose shards move answers reports as before, and a comparison never takes that for a difference', async () => {
    await withCluster(2, async (cluster, run, dataDir) => {
      const unopened = async (): Promise<number> => {
        const {stdout} = await run(['db', 'load', '--json']);
        expect(JSON.parse(stdout)).toMatchObject({inserted: 0, updated: 0});
        return JSON.parse(stdout).unopened;
      };
      await run(['db', 'migrate', '--distribute-by', by]);
      await letFilesSettle(dataDir);
      await run(['db', 'load']);
      expect(await unopened()).toBe(DAYS * A_DAY);
      const whole: Outcome[] = [];
      for (const report of REPORTS) whole.push(await run(report));
      expect(whole).toMatchObject([{code: 0}, {code: 0}]);
      const [first, second] = cluster.workers.map(({address}) => address) as [Node, Node];
      const moves = (await cluster.shards()).slice(0, 6);
      const moving = task(async () => {
        for (const shard of moves) await cluster.move(shard, shard.port === first.port ? second : first);
      });
      let meanwhile = 0;
      while (moving.isRunning) {
        for (const [at, report] of REPORTS.entries()) {
          expect(await run(report)).toEqual(whole[at]);
          if (moving.isRunning) meanwhile += 1;
        }
        const {code, stdout, stderr} = await run(COMPARE);
        expect({code, said: `${stderr}${stdout}`}).toEqual(
          code === 2
            ? {code, said: expect.stringContaining('changed during the comparison')}
            : {code: 0, said: expect.any(String)},
        );
      }
      expect(await moving.failure).toBeNull();
      expect(meanwhile).toBeGreaterThan(1);
      expect(await run(COMPARE)).toMatchObject({code: 0});
      // The number of a row's transaction says nothing on another node.
      expect(await unopened()).toBe(0);
      expect(await run(VERIFY)).toMatchObject({code: 0});
    });
  });

  it('that gets a node in mid-load has all of it, on both', async () => {
    await withCluster(1, async (cluster, run) => {
      const [first, second] = cluster.workers as [FaultyProxy, FaultyProxy];
      await run(['db', 'migrate', '--distribute-by', by]);
      await run(['db', 'load']);
      await empty(cluster);
      first.pass();
      await run(['db', 'load']);
      const {bytes} = first;
      await empty(cluster);
      let rebalancing: Task | null = null;
      const addNode = async (): Promise<void> => {
        await cluster.add(second);
        // The load goes on meanwhile: a shard waits for the day that is being written.
        rebalancing = task(() => cluster.rebalance());
      };
      first.failInAll(addNode, Math.floor(bytes * 0.3));
      expect(await run(['db', 'load'])).toMatchObject({code: 0});
      expect(rebalancing).not.toBeNull();
      expect(await (rebalancing as unknown as Task).failure).toBeNull();
      const places = new Set((await cluster.shards()).map(({port}) => port));
      expect(places).toEqual(new Set([first.address.port, second.address.port]));
      expect(await run(VERIFY)).toMatchObject({code: 0});
      expect(await run(COMPARE)).toMatchObject({code: 0});
    });
  });
});
