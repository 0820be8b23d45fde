import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends} from '../../support/backends.ts';
import {DATES, PROJECT, RolloutWorld, useSettledTree} from '../../support/rollout-world.ts';

let directory: string;
let backends: Backends;
let world: RolloutWorld;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  backends = await Backends.create();
  await useSettledTree(backends);
  await backends.load('sqlite');
  world = await RolloutWorld.create(backends, 'sqlite', directory);
  await world.rollout('promote', PROJECT);
});

afterAll(async () => {
  await backends.destroy();
  await rm(directory, {recursive: true});
});

const gate = (...args: string[]) => world.rollout('gate', PROJECT, ...args);

describe('lse rollout gate', () => {
  it('says 3 for undecided, 0 for open and 1 for closed, and 2 for trouble', async () => {
    expect(await gate()).toMatchObject({code: 3, stderr: ''});
    await world.run(['report', 'compare', '--project', PROJECT, '--all-dates']);
    for (const date of DATES) await world.report(date);
    expect(await gate()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\nPromote it with: lse rollout promote shop --to live\n$/),
    });
    const json = JSON.parse((await gate('--json')).stdout);
    expect(json).toMatchObject({project: PROJECT, from: 'shadow', to: 'live', state: 'open'});
    expect(json.conditions.every(({state}: {state: string}) => state === 'met')).toBe(true);
    // Two stages at once are one too many.
    expect(await gate('--to', 'db')).toMatchObject({code: 1, stdout: expect.stringMatching(/step +broken/)});
    // Back to the files a project may always go.
    expect(await gate('--to', 'file')).toMatchObject({code: 0});
    expect(await world.run(['rollout', 'gate', PROJECT, '--data-dir', ''])).toMatchObject({code: 2, stdout: ''});
    expect(await world.run(['rollout', 'gate', PROJECT], {LSE_LEDGER: 'sqilte:x'})).toMatchObject({
      code: 2,
      stdout: '',
    });
    // Which dates there are cannot be told without one of the sides.
    expect(await world.run(['rollout', 'gate', PROJECT], world.down)).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/dates +unknown +the dates are not known/),
    });
  });

  it('tries other requirements on the history, and decides nothing', async () => {
    const stricter = await gate('--dry-run', '--require', 'days=3', '--require', 'coverage=99.5%');
    expect(stricter).toMatchObject({code: 0, stderr: ''});
    expect(stricter.stdout).toMatch(/\n\d{4}-\d\d-\d\d +open +undecided +days unmet\n/);
    expect(stricter.stdout).toMatch(/the gate is open on 1 under the present rules, on 0 under those tried\.\n$/);
    const json = JSON.parse((await gate('--dry-run', '--require', 'records=1', '--json')).stdout);
    expect(json.days.at(-1)).toMatchObject({present: {state: 'open'}, tried: {state: 'open'}});
    for (const [wrong, said] of [
      ['days', "'days' is no requirement."],
      ['dyas=3', "The requirement 'dyas=3' is wrong: There is no 'dyas' here."],
      ['days=-1', "The requirement 'days=-1' is wrong: "],
      ['coverage=2', "The requirement 'coverage=2' is wrong: "],
    ] as const) {
      const outcome = await gate('--dry-run', '--require', wrong);
      expect(outcome).toMatchObject({code: 2, stdout: '', stderr: expect.stringContaining(said)});
    }
    expect(await gate('--require', 'days=3')).toMatchObject({code: 2, stderr: expect.stringContaining('--dry-run')});
  });

  it('names the command that gathers what is missing', async () => {
    const file = join(directory, 'other.yaml');
    const asked = async (rules: string): Promise<string> => {
      await writeFile(
        file,
        `lse: 1\ndefault: shadow\ngate:\n  reports: [zenrows-errors]\n  comparisons: 14\n  days: 1\n  records: 1\n  latency: 1000\n${rules}`,
      );
      const {stdout} = await world.run(['rollout', 'gate', PROJECT], {LSE_ROLLOUT_FILE: file});
      return stdout.trimEnd().split('\n').at(-1) as string;
    };
    expect(await asked('  pairs: 500\n')).toBe(
      'Collect what is missing with: lse report zenrows-errors --project shop --date 2025-09-14',
    );
    expect(await asked('  pairs: 1\n  failing: 100\n')).toBe(
      'Collect what is missing with: lse report compare --project shop --all-dates',
    );
    // What another hand wrote the database cannot tell from what it was.
    await world.corrupt(DATES[0] as string);
    await world.run(['db', 'repair', '--apply']);
    await world.rollout('hold', PROJECT, '--reason', 'x');
    await world.rollout('release', PROJECT);
    await world.run(['report', 'compare', '--project', PROJECT, '--all-dates']);
    expect(await asked('  pairs: 1\n')).toBe('Collect what is missing with: lse db load');
    await world.run(['db', 'load']);
    await world.run(['report', 'compare', '--project', PROJECT, '--all-dates']);
    expect(await asked('  pairs: 1\n')).not.toContain('lse db load');
  });
});
