import {cpSync} from 'node:fs';
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from '@jest/globals';
import {filesBelow} from '../support/imports.ts';
import {spawnLse, startLse} from '../support/lse.ts';
import {documentOf, writeTree} from '../support/trace-tree.ts';

// What is started is bin/run.js from what was built last.

/** How many imports are killed; `LSE_TEST_KILLS=100 npm test -- killed-import` is the long run. */
const KILLS = Number(process.env.LSE_TEST_KILLS ?? 10);
const RUNS = 2000;
const DATES = 20;
const LONG = 3_600_000;

let directory: string;
const data = (): string => join(directory, 'data');
const args = ['import', 'runs.jsonl', '--extracted-at', '2025-10-01T12:30:45Z', '--json'];

const dateOf = (n: number): string => `2025-09-${String((n % DATES) + 1).padStart(2, '0')}`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  // Half of the dates of one project are there before, so that files go one by one into them.
  const before = Array.from({length: DATES / 2}, (_, n) => [`one/${dateOf(n)}/before.json`, documentOf(`before ${n}`)]);
  await writeTree(join(directory, 'before'), Object.fromEntries(before));
  const lines = Array.from({length: RUNS}, (_, n) => {
    const run = {id: `run-${n}`, session_name: n % 3 === 0 ? 'two' : 'one', start_time: `${dateOf(n)}T10:00:00`};
    return JSON.stringify({...run, inputs: {text: 'x'.repeat(2000)}});
  });
  await writeFile(join(directory, 'runs.jsonl'), lines.join('\n'));
});

afterAll(() => rm(directory, {recursive: true}));

async function begin(): Promise<void> {
  await rm(data(), {recursive: true, force: true});
  cpSync(join(directory, 'before'), data(), {recursive: true});
}

const visible = async (): Promise<Record<string, string>> =>
  Object.fromEntries(Object.entries(await filesBelow(data())).filter(([path]) => !path.startsWith('.')));

it(
  'an import that is killed loses nothing and doubles nothing, and the next one does the rest',
  async () => {
    await begin();
    const start = performance.now();
    expect((await spawnLse(args, {}, directory)).code).toBe(0);
    let took = performance.now() - start;
    const whole = await filesBelow(data());
    expect(Object.keys(whole)).toHaveLength(RUNS + DATES / 2);
    for (let killed = 0, attempt = 0; killed < KILLS; attempt += 1) {
      // If a machine becomes faster, a kill comes too late, and does not count.
      expect(attempt).toBeLessThan(10 * KILLS);
      await begin();
      const begun = performance.now();
      const {child, ended} = startLse(args, {}, directory);
      // Late moments are the ones at which names are given.
      const moment = took * (attempt % 2 === 0 ? Math.random() : 0.8 + Math.random() * 0.25);
      const timer = setTimeout(() => child.kill('SIGKILL'), moment);
      if ((await ended).code === -1) killed += 1;
      else took = Math.min(took, performance.now() - begun);
      clearTimeout(timer);
      // Whatever a report would read by now is whole.
      for (const [path, text] of Object.entries(await visible()))
        expect({path, text}).toEqual({path, text: whole[path]});
      const next = await spawnLse(args, {}, directory);
      expect(next).toMatchObject({code: 0, stderr: ''});
      const {found, taken, alreadyThere} = JSON.parse(next.stdout);
      expect({found, sum: taken + alreadyThere}).toEqual({found: RUNS, sum: RUNS});
      expect(await filesBelow(data())).toEqual(whole);
      expect((await readdir(data())).sort()).toEqual(['one', 'two']);
    }
  },
  LONG,
);
