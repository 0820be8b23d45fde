import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Backends} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {failingDocument} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const WAIVER = {
  report: 'zenrows-errors',
  project: null,
  from: DAY,
  to: DAY,
  reason: 'rows lost in the move of September, see ticket 12',
  owner: 'data team',
  expires: '9999-12-31',
  largest: 1,
};

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({
    [`a/${DAY}/1.json`]: failingDocument('1'),
    [`a/${DAY}/2.json`]: failingDocument('2'),
    'a/2025-09-14/3.json': failingDocument('3'),
  });
  await backends.load('sqlite');
  await backends.execute('sqlite', `delete from runs where run_id = '1'`);
});

afterAll(() => backends.destroy());

async function compare(waivers: unknown, ...args: string[]): Promise<Outcome> {
  const file = join(backends.dataDir, '_waivers.json');
  await writeFile(file, typeof waivers === 'string' ? waivers : JSON.stringify(waivers));
  const environment = {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls.sqlite};
  const command = ['report', 'compare', '--report', 'zenrows-errors', '--from', DAY, '--to', '2025-09-14'];
  return lse([...command, '--waivers', file, ...args], environment);
}

describe('a waiver', () => {
  it('makes the sides the same under waivers, which is 0 only where that is allowed', async () => {
    const {code, stdout} = await compare([WAIVER]);
    expect(code).toBe(1);
    expect(stdout).toContain('The same under waivers: ');
    expect(stdout).toContain('Questions: 2: 1 matched, 1 mismatched (1 waived), 0 inconclusive');
    expect(stdout).toContain('used: zenrows-errors (all projects)');
    expect(stdout).toContain(`WAIVED  zenrows-errors ${DAY} (all projects)`);
    expect(await compare([WAIVER], '--allow-waivers')).toMatchObject({code: 0});
    expect(await compare([], '--allow-waivers')).toMatchObject({code: 1});
  });

  it('that has expired allows nothing and fails the check', async () => {
    const {code, stdout} = await compare([{...WAIVER, expires: '2025-09-30'}], '--allow-waivers');
    expect(code).toBe(1);
    expect(stdout).toContain('Different: ');
    expect(stdout).toContain('expired: zenrows-errors');
    const elsewhere = {...WAIVER, from: '2020-01-01', to: '2020-01-01', expires: '2020-01-01'};
    expect(await compare([WAIVER, elsewhere], '--allow-waivers')).toMatchObject({code: 1});
  });

  it('that nothing needs fails the check', async () => {
    const {code, stdout} = await compare(
      [WAIVER, {...WAIVER, from: '2025-09-14', to: '2025-09-14'}],
      '--allow-waivers',
    );
    expect(code).toBe(1);
    expect(stdout).toContain('unused: zenrows-errors');
  });

  it('about what was not asked stands aside', async () => {
    const {code, stdout} = await compare([WAIVER, {...WAIVER, project: 'other'}], '--allow-waivers');
    expect(code).toBe(0);
    expect(stdout).toContain('not asked: zenrows-errors other');
  });

  it('allows no difference that is larger', async () => {
    await backends.execute('sqlite', `delete from runs where run_id = '2'`);
    try {
      const {code, stdout} = await compare([WAIVER], '--allow-waivers');
      expect(code).toBe(1);
      expect(stdout).toContain('exceeded: zenrows-errors');
      expect(await compare([{...WAIVER, largest: 2}], '--allow-waivers')).toMatchObject({code: 0});
    } finally {
      await backends.load('sqlite');
      await backends.execute('sqlite', `delete from runs where run_id = '1'`);
    }
  });

  it('that is wrong is refused with all its faults', async () => {
    const wrong = [{...WAIVER, report: 'x', largest: 0, owner: ' ', more: 1, project: undefined}, 5];
    const {code, stdout, stderr} = await compare(wrong);
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(stderr).toContain(`waiver 1 has an unknown key 'more'`);
    expect(stderr).toContain('waiver 1 needs "report", one of zenrows-errors, zenrows-detail');
    expect(stderr).toContain('waiver 1 needs "project", the name of a project, or null for all projects together');
    expect(stderr).toContain('waiver 1 needs "owner", a text that says who');
    expect(stderr).toContain('waiver 1 needs "largest", a whole number from 1');
    expect(stderr).toContain('waiver 2 is not an object');
    expect((await compare([{...WAIVER, from: '2025-09-14'}])).stderr).toContain('waiver 1 has "from" after "to"');
    expect((await compare([{...WAIVER, expires: '2025-02-30'}])).stderr).toContain('waiver 1 needs "expires", a date');
    expect((await compare([{...WAIVER, project: '', from: 20250913}])).stderr).toMatch(
      /waiver 1 needs "project", the name of a project, or null .*; waiver 1 needs "from", a date YYYY-MM-DD\./,
    );
    expect((await compare('{}')).stderr).toContain('the document is not a list');
    expect((await compare('[')).stderr).toContain('not JSON');
    expect(await compare('')).toMatchObject({code: 1, stderr: ''});
  });
});
