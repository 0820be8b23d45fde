import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {FakeLangSmith, KEY, servedRun} from '../support/fake-langsmith.ts';
import {startLse} from '../support/lse.ts';

// What a user runs: bin/run.js from what was built last. `LSE_TEST_KILLS=100` kills more often.

const KILLS = Number(process.env.LSE_TEST_KILLS ?? 8);
const DATES = ['2025-09-13', '2025-09-14'];
const RUNS_A_DATE = 400;

let directory: string;
let server: FakeLangSmith;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-pull-'));
  server = await FakeLangSmith.start();
});

afterEach(async () => {
  await server.stop();
  await rm(directory, {recursive: true, force: true});
});

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, {recursive: true, withFileTypes: true}).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a pull that is killed', () => {
  it('loses and doubles nothing, whenever that is, and asks for no page twice that is there', async () => {
    const runs = DATES.flatMap((date, day) =>
      Array.from({length: RUNS_A_DATE}, (_, at) =>
        servedRun(day * RUNS_A_DATE + at, new Date(Date.parse(`${date}T00:00:00Z`) + at * 1000).toISOString()),
      ),
    );
    server.project('shop', runs);
    server.mostPerPage = 40;
    // Slow enough for a kill to meet every part of it.
    const slowly = (_: unknown, answer: () => void): void => void setTimeout(answer, 30);
    server.onRequest = () => server.fail('/runs/query', slowly);
    const args = ['pull', '--project', 'shop', '--from', DATES[0] as string, '--to', DATES[1] as string, '--strict'];
    const environment = {LANGSMITH_API_KEY: KEY, LANGSMITH_ENDPOINT: server.url, LSE_DATA_DIR: 'data'};
    const start = () => startLse(args, environment, directory);

    const pagesAsked = (): number => server.asked('/v2/runs/query').filter(({body}) => body.page_size === 1000).length;
    const isUnderWay = async (): Promise<boolean> =>
      (await filesBelow(join(directory, '.lse/pull'))).some((path) => path.endsWith('state.json'));

    let printed = '';
    // A pull is over when its state is gone: a process that is killed after that has done all of it.
    let wholePulls = 1;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = {pages: pagesAsked(), isUnderWay: await isUnderWay()};
      const {child, ended} = start();
      const timer = setTimeout(() => child.kill('SIGKILL'), 150 + Math.random() * 1500);
      const {code, stdout, stderr} = await ended;
      clearTimeout(timer);
      printed += stdout + stderr;
      expect([-1, 0]).toContain(code);
      const hasBegun = before.isUnderWay || pagesAsked() > before.pages;
      if (hasBegun && !(await isUnderWay())) wholePulls += 1;
    }
    const {code, stdout, stderr} = await start().ended;
    printed += stdout + stderr;
    expect({code, stdout: stdout.replace(/[\s\S]*Known to be incomplete/, 'Known to be incomplete')}).toEqual({
      code: 0,
      stdout: expect.not.stringContaining('ncomplete'),
    });
    const left = await filesBelow(directory);
    expect(left.filter((path) => path.includes('.lse/pull/'))).toEqual([]);
    const names = left
      .filter((path) => path.startsWith(join(directory, 'data/shop/')))
      .map((path) => path.slice(-48, -12));
    expect(names.sort()).toEqual(runs.map(({id}) => id).sort());
    expect(left.filter((path) => path.endsWith('.json'))).toHaveLength(runs.length);
    for (const path of left) expect(await readFile(path, 'utf8')).not.toContain(KEY);
    expect(printed).not.toContain(KEY);
    // Twenty pages and two empty stretches, for each whole pull and for pages that a kill met on their way; not from the start each time.
    expect(pagesAsked()).toBeLessThanOrEqual(22 * wholePulls + KILLS);
  }, 300_000);
});
