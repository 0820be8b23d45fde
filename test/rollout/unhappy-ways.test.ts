import {cp, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {Entry} from '../../src/rollout/ledger/entry.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {DATES, PROJECT, printed, RolloutWorld, useSettledTree} from '../support/rollout-world.ts';

const DAY = '2025-09-05';

let directory: string;
let backends: Backends;
let world: RolloutWorld;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  backends = await Backends.create();
  await useSettledTree(backends);
});

afterAll(async () => {
  await backends.destroy();
  await rm(directory, {recursive: true});
});

const rollout = (...args: string[]) => world.rollout(...args);

describe.each(databaseKinds)('a rollout to %s', (kind) => {
  beforeEach(async () => {
    await backends.empty(kind);
    await backends.load(kind);
    world = await RolloutWorld.create(backends, kind, await mkdtemp(join(directory, kind)));
  });

  const force = (to: string) =>
    rollout('promote', PROJECT, '--to', to, '--force', '--reason', 'we know token=abcdef123456');

  it('goes on by force alone where the gate refuses, and that is recorded', async () => {
    expect(await rollout('promote', PROJECT, '--to', 'live')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^Broken: step: from file to live, needed: no further than shadow, the stage after file\.\n[\s\S]*\nError: The gate does not let 'shop' move to live: it is closed, since \d+ of 18 conditions are not met\. Look/,
      ),
    });
    expect(await rollout('promote', PROJECT, '--to', 'live', '--force')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--reason'),
    });
    expect((await world.history()).acts).toEqual([]);
    expect(await force('live')).toMatchObject({code: 0, stdout: expect.stringMatching(/ from file to live in /)});
    const [act] = (await world.history()).acts;
    expect(act).toMatchObject({kind: 'promoted', from: 'file', to: 'live', forced: true, succeeded: true});
    expect(act?.reason).toMatch(/^we know token=\*+/);
    expect((await rollout('history', PROJECT)).stdout).toContain('the gate was overruled; we know');
  });

  it('goes back while the database is down, and while the ledger cannot be read', async () => {
    await force('live');
    expect(await world.run(['rollout', 'rollback', PROJECT, '--to', 'shadow', '--reason', 'slow'], world.down)).toEqual(
      {
        code: 0,
        stdout: `Rolled ${PROJECT} back from live to shadow in ${world.file}.\n`,
        stderr: '',
      },
    );
    expect((await world.history()).acts.at(-1)).toMatchObject({
      kind: 'rolled back',
      from: 'live',
      to: 'shadow',
      reason: 'slow',
    });
    const broken = join(world.directory, 'a-directory');
    await mkdir(broken);
    const without = {...world.down, LSE_LEDGER: `sqlite:${broken}`};
    const back = await world.run(['rollout', 'rollback', PROJECT], without);
    expect(back).toMatchObject({code: 0, stdout: `Rolled ${PROJECT} back from shadow to file in ${world.file}.\n`});
    expect(back.stderr).toMatch(/^Warning: It is done, and not in the ledger: .*\n$/);
    expect(await world.report(DAY, without)).toMatchObject({code: 0, stdout: printed(DAY)});
    expect((await world.status()).intended).toBe('file');
  });

  it('is undecided, and says why, while the ledger cannot be read', async () => {
    const broken = {LSE_LEDGER: `sqlite:${world.directory}`};
    const status = await world.run(['rollout', 'status', '--project', PROJECT], broken);
    expect(status).toMatchObject({code: 0});
    expect(status.stdout).toContain('The ledger could not be read: ');
    expect(await world.run(['rollout', 'gate', PROJECT], broken)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^Warning: .*ledger/),
    });
    expect(await world.run(['rollout', 'promote', PROJECT], broken)).toMatchObject({code: 1});
    const prometheus = await world.run(['rollout', 'status', '--format', 'prometheus'], broken);
    expect(prometheus.stdout).toContain('lse_rollout_ledger_up 0\n');
  });

  it('is held and released by hand', async () => {
    await force('live');
    expect(await rollout('hold', PROJECT, '--reason', 'counts look odd')).toEqual({
      code: 0,
      stdout: `Holds ${PROJECT}: the files answer until it is released.\n`,
      stderr: '',
    });
    expect(await rollout('hold', PROJECT, '--reason', 'again')).toMatchObject({
      stdout: expect.stringMatching(/^Held already since .*: counts look odd\n$/),
    });
    expect(await world.status()).toMatchObject({intended: 'live', inForce: 'shadow', holds: [{days: null}]});
    await world.corrupt(DAY);
    expect(await world.report(DAY)).toMatchObject({code: 0, stdout: printed(DAY)});
    expect((await world.history()).entries.at(-1)).toMatchObject({origin: 'shadow', outcome: 'mismatched'});
    expect(await rollout('release', PROJECT)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Lifted 1 hold /),
    });
    expect(await rollout('release', PROJECT)).toMatchObject({
      code: 1,
      stderr: `Error: Nothing of '${PROJECT}' is held. See what is held with: lse rollout status\n`,
    });
    expect(await rollout('hold', PROJECT, '--from', DATES[0] as string, '--to', DAY, '--reason', 'x')).toMatchObject({
      stdout: `Holds ${PROJECT} from 2025-09-01 to 2025-09-05: the files answer until it is released.\n`,
    });
    expect((await world.history()).acts.map((act) => act.kind)).toEqual(['promoted', 'held', 'released', 'held']);
  });

  it('needs a person for a second hold soon after the first', async () => {
    await force('live');
    await world.corrupt(DAY);
    await world.report(DAY);
    expect((await world.status()).holds).toMatchObject([{needsPerson: false, days: {from: DAY, to: DAY}}]);
    await rollout('release', PROJECT);
    expect(await world.report(DAY)).toMatchObject({code: 0, stdout: printed(DAY)});
    expect((await world.status()).holds).toMatchObject([{needsPerson: true, days: {from: DAY, to: DAY}}]);
    expect((await rollout('status', '--project', PROJECT)).stdout).toContain('Only a person can release it.');
    expect((await rollout('gate', PROJECT)).stdout).toContain('which a person has to release');
  });

  it('changes nothing with --print', async () => {
    const before = await readFile(world.file, 'utf8');
    const up = await rollout('promote', PROJECT, '--print');
    expect(up).toMatchObject({code: 0, stderr: ''});
    expect(up.stdout).toContain('+  - project: shop\n+    stage: shadow\n');
    // Also where the gate is not open: it is for a review, and says so.
    expect(await rollout('promote', PROJECT, '--to', 'db', '--print')).toMatchObject({code: 0});
    expect(await readFile(world.file, 'utf8')).toBe(before);
    await rollout('promote', PROJECT);
    const promoted = await readFile(world.file, 'utf8');
    expect((await rollout('rollback', PROJECT, '--print')).stdout).toContain('-    stage: shadow\n+    stage: file\n');
    expect(await readFile(world.file, 'utf8')).toBe(promoted);
    expect((await world.history()).acts.map((act) => act.kind)).toEqual(['promoted']);
  });

  it('is written for Prometheus as it reads it', async () => {
    await force('shadow');
    await world.report(DAY);
    const {stdout, code} = await rollout('status', '--format', 'prometheus');
    expect(code).toBe(0);
    const samples = parsePrometheus(stdout);
    expect(samples.get('lse_rollout_ledger_up')).toBe(1);
    expect(samples.get(`lse_rollout_stage{project="${PROJECT}",kind="in_force",stage="shadow"}`)).toBe(1);
    expect(samples.get('lse_rollout_stage{project="blog",kind="in_force",stage="file"}')).toBe(1);
    expect(samples.get(`lse_rollout_matched{project="${PROJECT}"}`)).toBe(1);
  });

  it('compares later what was written down', async () => {
    await force('shadow');
    const queue = {LSE_SHADOW: 'queue'};
    for (const date of DATES.slice(0, 3)) expect(await world.report(date, queue)).toMatchObject({code: 0, stderr: ''});
    expect((await world.history()).entries).toEqual([]);
    await world.corrupt(DATES[0] as string);
    expect(await rollout('drain', '--most', '2')).toMatchObject({code: 0, stdout: 'mismatched: 1\nmatched: 1\n'});
    expect(await rollout('drain')).toEqual({code: 0, stdout: 'matched: 1\n', stderr: ''});
    expect(await rollout('drain')).toMatchObject({code: 0, stdout: 'No question was waiting.\n'});
    expect((await world.history()).entries.map(({origin, from, outcome}) => [origin, from, outcome])).toEqual([
      ['drain', DATES[0], 'mismatched'],
      ['drain', DATES[1], 'matched'],
      ['drain', DATES[2], 'matched'],
    ]);
  });

  it('forgets what it is told to, and nothing else', async () => {
    await force('shadow');
    await world.report(DAY);
    await world.run(['report', 'compare', '--project', 'blog', '--date', DAY]);
    expect(await rollout('forget', PROJECT)).toMatchObject({
      code: 0,
      stdout: `The ledger has 1 comparison of ${PROJECT}. Delete them with --apply.\n`,
    });
    expect((await world.history()).entries).toHaveLength(1);
    expect(await rollout('forget', PROJECT, '--apply')).toMatchObject({
      stdout: `Deleted 1 comparison of ${PROJECT} from the ledger.\n`,
    });
    const {entries, acts} = await world.history();
    expect([entries, acts.map((act) => act.kind)]).toEqual([[], ['forgotten']]);
    expect(JSON.parse((await rollout('history', 'blog', '--json')).stdout).history).toHaveLength(2);
    expect((await world.status()).intended).toBe('shadow');
  });

  it('records what db verify found, of each project by itself', async () => {
    expect(await world.run(['db', 'verify'])).toMatchObject({code: 0, stderr: 'The same: 56 of 56 records.\n'});
    const all = async (): Promise<Entry[]> => JSON.parse((await rollout('history', '--json')).stdout).history;
    // Of one verification, by project: all of its entries are of one moment.
    const last = async (count: number): Promise<Entry[]> =>
      (await all()).slice(-count).sort((left, right) => ((left.project ?? '') < (right.project ?? '') ? -1 : 1));
    const verified = {origin: 'verify', report: 'db verify', from: DATES[0], to: DATES.at(-1)};
    expect(await last(2)).toMatchObject([
      {...verified, project: 'blog', outcome: 'matched', records: {control: 28, candidate: 28}},
      {...verified, project: PROJECT, outcome: 'matched', dataDigest: expect.any(String), fingerprint: null},
    ]);
    await world.corrupt(DAY);
    const {stdout} = await world.run(['db', 'verify', '--date', DAY]);
    expect(stdout).toContain('Different: ');
    const found = await last(2);
    expect(found).toMatchObject([
      {project: 'blog', outcome: 'matched', from: DAY, to: DAY},
      {project: PROJECT, outcome: 'mismatched', cause: 'data', records: {control: 2, candidate: 2}},
    ]);
    const fingerprint = found[1]?.fingerprint;
    expect(fingerprint).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    await world.run(['db', 'verify', '--date', DAY]);
    expect(await last(2)).toMatchObject([{project: 'blog'}, {project: PROJECT, outcome: 'mismatched', fingerprint}]);
    expect(await all()).toHaveLength(6);
    // What no report shows counts against the project as well.
    expect(await rollout('gate', PROJECT, '--to', 'live')).toMatchObject({code: 1});
    expect(await world.run(['db', 'verify', '--project', PROJECT, '--date', '2020-01-01'])).toMatchObject({code: 3});
    expect((await last(1))[0]).toMatchObject({project: PROJECT, outcome: 'empty', from: '2020-01-01'});
    expect(await world.run(['db', 'verify', '--project', PROJECT], world.down)).toMatchObject({code: 2, stdout: ''});
    expect((await last(1))[0]).toMatchObject({
      project: PROJECT,
      outcome: 'candidate failed',
      records: {control: null},
    });
    expect(await world.run(['db', 'verify'], {LSE_DATA_DIR: join(directory, 'gone')})).toMatchObject({code: 2});
    expect((await last(1))[0]).toMatchObject({project: null, outcome: 'control failed'});
    const {LSE_LEDGER: _, ...environment} = world.environment;
    expect(await world.run(['db', 'verify'], {...environment, LSE_LEDGER: `sqlite:${directory}`})).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Warning: The verification is not in the ledger \(.*\)\.\nDifferent: .+\n$/),
    });
  });

  it('tells once a day of a project that stays for too long, and each time of files that lie behind', async () => {
    const told = join(world.directory, 'told');
    const script = `process.stdin.pipe(require('node:fs').createWriteStream('${told}', {flags: 'a'}))`;
    const intend = (until: string): Promise<void> =>
      writeFile(
        world.file,
        `lse: 1\nprojects:\n  - {project: ${PROJECT}, stage: live, until: ${until}}\nevents:\n  command: ['${process.execPath}', '-e', "${script}"]\n  on: [stale]\n`,
      );
    const toldOf = async (): Promise<unknown[]> =>
      (await readFile(told, 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));

    await intend('2999-12-31');
    expect(await world.report(DAY)).toEqual({code: 0, stdout: printed(DAY), stderr: ''});
    expect(await toldOf()).toEqual([]);

    await intend('2020-01-31');
    for (let time = 0; time < 2; time += 1) {
      expect(await world.report(DAY)).toEqual({
        code: 0,
        stdout: printed(DAY),
        stderr: `Warning: The project '${PROJECT}' was to be at live until 2020-01-31, which has passed.\n`,
      });
    }
    const overdue = {event: 'stale', project: PROJECT, by: 'lse', from: 'live', to: null};
    expect(await toldOf()).toMatchObject([{...overdue, reason: 'was to be at live until 2020-01-31'}]);

    // Another last day is another matter.
    await intend('2020-02-29');
    await world.report(DAY);
    expect(await toldOf()).toMatchObject([{}, {...overdue, reason: 'was to be at live until 2020-02-29'}]);

    await intend('2999-12-31');
    const behind = join(world.directory, 'behind');
    await cp(backends.dataDir, behind, {recursive: true});
    await rm(join(behind, PROJECT, DAY, `${PROJECT}-${DAY}-1_100000.json`));
    for (let time = 0; time < 2; time += 1) {
      expect((await world.report(DAY, {LSE_DATA_DIR: behind, LSE_LEDGER: 'off'})).stderr).toContain(
        `The files lie behind the database, which has more of ${PROJECT} ${DAY}.`,
      );
    }
    const reason = `files that lie behind the database answered: ${PROJECT} ${DAY}`;
    expect((await toldOf()).slice(2)).toMatchObject([
      {event: 'stale', project: PROJECT, from: 'live', to: 'file', reason},
      {event: 'stale', project: PROJECT, from: 'live', to: 'file', reason},
    ]);
    expect((await world.history()).acts.map(({kind: done}) => done)).toEqual(['stale', 'stale']);
    expect((await rollout('history', PROJECT)).stdout).toContain(
      `${PROJECT} stale by lse: was to be at live until 2020-02-29\n`,
    );
  });

  it('tells whoever asked to be told, and goes on where that fails', async () => {
    const told = join(world.directory, 'told');
    const script = `process.stdin.pipe(require('node:fs').createWriteStream('${told}', {flags: 'a'}))`;
    await writeFile(
      world.file,
      `lse: 1\nevents:\n  command: ['${process.execPath}', '-e', "${script}"]\n  on: [held, released]\n`,
    );
    await force('shadow');
    await rollout('hold', PROJECT, '--reason', 'x');
    const lines = (await readFile(told, 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{event: 'held', project: PROJECT}]);
    await writeFile(world.file, `lse: 1\nevents:\n  command: ['${join(directory, 'nothing')}']\n`);
    expect(await rollout('release', PROJECT)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Lifted 1 hold /),
      stderr: expect.stringMatching(/^Warning: .*\n$/),
    });
  });
});

/** The text format, as strictly as Prometheus reads it: a type before its samples, each name once, a number each. */
function parsePrometheus(text: string): Map<string, number> {
  expect(text.endsWith('\n')).toBe(true);
  const [samples, types] = [new Map<string, number>(), new Set<string>()];
  for (const line of text.trimEnd().split('\n')) {
    const type = /^# TYPE ([a-z_]+) gauge$/.exec(line)?.[1];
    if (type !== undefined) {
      expect(types.has(type)).toBe(false);
      types.add(type);
    }
    if (line.startsWith('#')) continue;
    const sample = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9.e+-]+)$/.exec(line);
    expect([line, sample?.[1] !== undefined && types.has(sample[1])]).toEqual([line, true]);
    const key = `${sample?.[1]}${sample?.[2] ?? ''}`;
    expect(samples.has(key)).toBe(false);
    samples.set(key, Number(sample?.[3]));
  }
  return samples;
}
