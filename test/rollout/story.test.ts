import {mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {DATES, PROJECT, printed, RolloutWorld, useSettledTree} from '../support/rollout-world.ts';

const BROKEN = '2025-09-05';
const OTHER = '2025-09-06';

let directory: string;
let backends: Backends;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  backends = await Backends.create();
});

/** For each story anew: at its end the files are gone. */
beforeEach(() => useSettledTree(backends));

afterAll(async () => {
  await backends.destroy();
  await rm(directory, {recursive: true});
});

/** The ledger of SQLite's story is a file, that of PostgreSQL's lies in the database that is moved to. */
const ledgers = {sqlite: {}, postgres: {ledger: 'db'}} as const;

/** The content of each file, by its path below. */
async function filesBelow(root: string): Promise<Map<string, string>> {
  const entries = await readdir(root, {recursive: true, withFileTypes: true});
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(paths.map(async (path) => [path.slice(root.length + 1), await readFile(path, 'utf8')] as const)),
  );
}

describe.each(databaseKinds)('a move to %s', (kind) => {
  it('goes from the files to the database, and no report changes on the way', async () => {
    const world = await RolloutWorld.create(backends, kind, await mkdtemp(join(directory, kind)), ledgers[kind]);
    const {rollout} = {rollout: world.rollout.bind(world)};
    const quiet = (date: string) => ({code: 0, stdout: printed(date), stderr: ''});

    // Load.
    expect(await world.run(['db', 'load'])).toMatchObject({code: 0, stderr: ''});
    expect(await world.report(BROKEN)).toEqual(quiet(BROKEN));
    expect(await world.status()).toMatchObject({
      intended: 'file',
      inForce: 'file',
      evidence: {matched: 0, compared: 0, asked: 0, streak: 0},
      gate: {to: 'shadow', state: 'open', unmet: []},
      next: `lse rollout promote ${PROJECT}`,
    });
    expect((await world.history()).entries).toEqual([]);

    // Shadow, over two weeks of dates.
    expect(await rollout('promote', PROJECT)).toEqual({
      code: 0,
      stdout: `Promoted ${PROJECT} from file to shadow in ${world.file}.\n`,
      stderr: '',
    });
    for (const date of DATES.slice(0, -1)) expect(await world.report(date)).toEqual(quiet(date));
    expect(await rollout('gate', PROJECT)).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/is undecided: [\s\S]*13 of 14 dates; the first that is missing is 2025-09-14/),
    });
    const refused = await rollout('promote', PROJECT);
    expect(refused).toMatchObject({code: 1, stdout: ''});
    expect(refused.stderr).toContain('Not met: comparisons: 13 distinct, needed: 14 distinct.\n');
    expect(refused.stderr.split('\n').at(-2)).toMatch(
      /^Error: The gate does not let 'shop' move to live: it is undecided, since 5 of 18 conditions are not met\. Look at each condition with: lse rollout gate shop --to live$/,
    );
    // Asking once more for what was asked is no more evidence.
    expect(await world.report(DATES[0] as string)).toEqual(quiet(DATES[0] as string));
    expect(await rollout('gate', PROJECT)).toMatchObject({code: 3});
    expect(await world.report(DATES.at(-1) as string)).toEqual(quiet(DATES.at(-1) as string));

    // The gate opens.
    expect(await rollout('gate', PROJECT)).toMatchObject({code: 0, stdout: expect.stringMatching(/live is open\./)});
    const ready = await world.status();
    expect(ready).toMatchObject({
      intended: 'shadow',
      evidence: {matched: 15, compared: 15, asked: 15, streak: 15},
      latency: {pairs: 15},
      gate: {to: 'live', state: 'open'},
      next: `lse rollout promote ${PROJECT}`,
    });
    expect((await world.history()).entries.map(({origin, outcome}) => `${origin} ${outcome}`)).toEqual(
      Array(15).fill('shadow matched'),
    );

    // Live.
    expect(await rollout('promote', PROJECT)).toMatchObject({code: 0, stdout: expect.stringMatching(/ to live in /)});
    expect(await world.report(BROKEN)).toEqual(quiet(BROKEN));
    expect((await world.history()).entries.at(-1)).toMatchObject({origin: 'live', outcome: 'matched'});

    // A row is corrupted: held, and served from the files, the same bytes.
    await world.corrupt(BROKEN);
    const differing = await world.report(BROKEN);
    expect(differing).toMatchObject({code: 0, stdout: printed(BROKEN)});
    expect(differing.stderr).toMatch(
      /^Warning: The files answered\. The database \S+ answers something else than the files \(data\)\. See why with: lse report compare .*\nHeld, and served from files until it is released: shop 2025-09-05\. Lift it with: lse rollout release PROJECT\n$/,
    );
    expect((await world.history()).entries.at(-1)).toMatchObject({
      origin: 'live',
      outcome: 'mismatched',
      cause: 'data',
      unexplained: 0,
      records: {control: 2, candidate: 2},
    });
    expect(await world.report(BROKEN)).toEqual({
      code: 0,
      stdout: printed(BROKEN),
      stderr: expect.stringMatching(/^Served at shadow: shop is at shadow \(held since .*: mismatch of .*\)\.\n$/),
    });
    // The other days go on.
    expect(await world.report(OTHER)).toEqual(quiet(OTHER));
    const held = await world.status();
    expect(held).toMatchObject({
      intended: 'live',
      inForce: 'live',
      evidence: {matched: 17, compared: 19, asked: 19},
      holds: [{days: {from: BROKEN, to: BROKEN}, needsPerson: false}],
      lastMismatch: {report: 'zenrows-errors', count: 2},
      gate: {to: 'db', state: 'closed'},
      next: `lse rollout history ${PROJECT}`,
    });
    expect(await rollout('gate', PROJECT)).toMatchObject({code: 1});
    expect(await rollout('promote', PROJECT)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Broken: holds: /),
    });
    expect((await rollout('history', PROJECT)).stdout).toMatch(/zenrows-errors of shop: 2 times from /);

    // Repair. The files still answer, since nobody said that it is understood.
    expect(await world.run(['db', 'repair', '--apply'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Written: 1\n'),
    });
    expect(await world.run(['db', 'load'])).toMatchObject({code: 0});
    expect(await world.report(BROKEN)).toMatchObject({
      code: 0,
      stdout: printed(BROKEN),
      stderr: expect.stringMatching(/^Served at shadow/),
    });

    // Release: only what is compared from now on counts.
    expect(await rollout('release', PROJECT, '--reason', 'repaired')).toEqual({
      code: 0,
      stdout: `Lifted 1 hold of ${PROJECT}; only what is compared from now on counts for the gate.\n`,
      stderr: '',
    });
    expect(await world.status()).toMatchObject({holds: [], evidence: {matched: 0, compared: 0, streak: 0}});
    expect(await world.run(['report', 'compare', '--project', PROJECT, '--all-dates'])).toMatchObject({code: 0});
    expect((await world.status()).next).toMatch(/^lse report zenrows-errors --project shop --date 2025-09-14$/);
    for (const date of DATES) expect(await world.report(date)).toEqual(quiet(date));
    expect((await world.history()).entries.at(-1)).toMatchObject({origin: 'live', outcome: 'matched'});

    // Rehearse.
    expect((await world.status()).next).toBe(`lse rollout rehearse ${PROJECT}`);
    expect((await rollout('gate', PROJECT)).stdout).toContain(`lse rollout rehearse ${PROJECT}\n`);
    expect(await rollout('rehearse', PROJECT)).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^With the database away the files printed .* of 2025-09-14 in \d+ ms: the same 65 bytes\.\n$/,
      ),
      stderr: '',
    });

    // The database alone. Where it is away, the files stand in.
    expect(await rollout('promote', PROJECT)).toMatchObject({code: 0, stdout: expect.stringMatching(/live to db in /)});
    expect(await world.report(BROKEN)).toEqual(quiet(BROKEN));
    if (kind === 'sqlite') {
      expect(await world.report(BROKEN, world.down)).toMatchObject({
        code: 0,
        stdout: printed(BROKEN),
        stderr: expect.stringMatching(/^Warning: The files answered, since the database could not\. /),
      });
      expect((await world.history()).acts.at(-1)).toMatchObject({kind: 'fell back', by: 'lse'});
      // That a database is missing closes the gate, until both sides were compared once more.
      expect(await rollout('promote', PROJECT)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^Broken: faults: /),
      });
      expect(await world.run(['report', 'compare', '--project', PROJECT, '--all-dates'])).toMatchObject({code: 0});
    }

    // Complete: the tree is no longer needed.
    expect(await rollout('promote', PROJECT)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/db to complete in /),
    });
    expect(await world.report(BROKEN, {LSE_DATA_DIR: join(directory, 'gone')})).toEqual(quiet(BROKEN));
    expect(await world.report(BROKEN, world.down)).toMatchObject({code: 1, stdout: ''});
    expect(await world.status()).toMatchObject({intended: 'complete', inForce: 'complete', gate: null, next: null});
    expect(await rollout('promote', PROJECT)).toMatchObject({code: 1, stdout: ''});

    // Retire: the tree goes into an archive, byte for byte, and the reports stay what they are.
    const archive = join(world.directory, 'archive');
    const files = await filesBelow(join(backends.dataDir, PROJECT));
    expect(files.size).toBe(28);
    const others = `Warning: Reports of all projects together are printed from the files as long as 'blog' is not at stage db. Without the files of '${PROJECT}' they would lack it.\n`;
    expect(await rollout('retire', PROJECT, '--archive', archive)).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^Would copy 28 files \(\d+ bytes\) of 14 dates to .*\nThe database has the same records: 28\.\nDo it with: lse rollout retire shop --archive \S+ --apply\n$/,
      ),
      stderr: others,
    });
    expect(await rollout('retire', PROJECT, '--archive', archive, '--apply')).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^Retired shop: 28 files \(\d+ bytes\) of 14 dates are in .*\nAudit it with: lse rollout audit shop --archive /,
      ),
      stderr: others,
    });
    expect(await readdir(backends.dataDir)).toEqual(['blog']);
    const {'manifest.json': manifest, ...archived} = Object.fromEntries(await filesBelow(join(archive, PROJECT)));
    expect(archived).toEqual(Object.fromEntries(files));
    expect(JSON.parse(manifest ?? '')).toMatchObject({project: PROJECT});
    for (const date of DATES) expect(await world.report(date)).toEqual(quiet(date));

    // Audit: the archive and the database still answer the same, of every date.
    const audit = await rollout('audit', PROJECT, '--archive', archive);
    expect(audit).toMatchObject({code: 0, stdout: expect.stringMatching(/^The same: /)});
    expect(audit.stdout).toContain('Questions: 14: 14 matched, 0 mismatched (0 waived), 0 inconclusive\n');
    expect(audit.stderr).toContain('Checked the files of 14 of 14 dates in ');
    expect((await world.history()).entries.slice(-14).map(({origin, outcome}) => `${origin} ${outcome}`)).toEqual(
      Array(14).fill('audit matched'),
    );
    // What is only in the database is no extra any more.
    expect(await world.run(['db', 'repair', '--prune', '--apply'])).toMatchObject({code: 1, stdout: ''});

    // The way back: what the database gives out again is what was archived.
    const exported = join(world.directory, 'exported');
    expect(await world.run(['db', 'export', '--project', PROJECT, '--out', exported])).toMatchObject({code: 0});
    expect(
      await world.run([
        'report',
        'compare',
        '--control',
        `file:${archive}`,
        '--candidate',
        `file:${exported}`,
        '--all-dates',
      ]),
    ).toMatchObject({code: 0, stdout: expect.stringMatching(/^The same: /)});
    await world.corrupt(OTHER);
    expect(await rollout('audit', PROJECT, '--archive', archive)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Different: /),
    });

    const {acts} = await world.history();
    const decided = acts.filter(({by, kind: done}) => by !== 'lse' && done !== 'loaded');
    expect(acts.filter(({kind: done}) => done === 'loaded').length).toBeGreaterThan(1);
    expect(decided.map(({kind: done, to, forced}) => [done, to, forced])).toEqual([
      ['promoted', 'shadow', false],
      ['promoted', 'live', false],
      ['released', null, false],
      ['rehearsed', null, false],
      ['promoted', 'db', false],
      ['promoted', 'complete', false],
      ['retired', null, false],
    ]);
    const text = await readFile(world.file, 'utf8');
    expect(text).toContain('# Kept whatever moves.\ndefault: file\n');
    expect(text).toMatch(/- project: shop\n {4}stage: complete\n$/);
  }, 300_000);
});
