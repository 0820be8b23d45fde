import {appendFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {readManifest} from '../../src/rollout/archive/manifest.ts';
import {removeArchived} from '../../src/rollout/archive/retirement.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {ledgerContents} from '../support/ledger.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf, failingDocument, type TreeFiles} from '../support/trace-tree.ts';

const [DAY, NEXT, LAST] = ['2025-09-13', '2025-09-14', '2025-09-15'];
const PROJECT = "it's a";

const FILES: TreeFiles = {
  [`${PROJECT}/${DAY}/1_1.json`]: failingDocument('1', {outputs: {n: 5}}),
  [`${PROJECT}/${DAY}/2_1.json`]: documentOf('2'),
  [`${PROJECT}/${DAY}/2_2.json`]: documentOf('2', {outputs: 'newer'}, {extracted_at: '2025-09-13T10:00:00Z'}),
  [`${PROJECT}/${DAY}/nul.json`]: `{"trace": {"id": "nul",   "x": "a\\u0000b", "y": 1.50}}\n\n`,
  [`${PROJECT}/${NEXT}/3_1.json`]: failingDocument('3'),
  [`${PROJECT}/${NEXT}/_state.json`]: 'not a record',
  [`${PROJECT}/${LAST}/4_1.json`]: documentOf('4'),
  [`${PROJECT}/notes/deep/er.txt`]: 'kept',
  [`b/${DAY}/5_1.json`]: documentOf('5'),
};

const ARCHIVED = Object.keys(FILES)
  .filter((path) => path.startsWith(`${PROJECT}/`))
  .sort();

let backends: Backends;
let directory: string;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

async function pathsBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, {recursive: true, withFileTypes: true}).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

describe.each(databaseKinds)('the end of the move to %s', (kind) => {
  let archive: string;
  let ledger: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lse-retire-'));
    archive = join(directory, 'archive');
    ledger = join(directory, 'ledger.db');
    await intend('complete');
    await backends.useTree(FILES);
    await backends.empty(kind);
    await backends.load(kind);
  });

  afterEach(() => rm(directory, {recursive: true, force: true}));

  const intend = (stage: string, b = 'db'): Promise<void> =>
    writeFile(
      join(directory, 'rollout.yaml'),
      `lse: 1\nprojects:\n  - project: "${PROJECT}"\n    stage: ${stage}\n  - project: b\n    stage: ${b}\n`,
    );
  const environment = (): Record<string, string> => ({
    LSE_DATA_DIR: backends.dataDir,
    LSE_DATABASE_URL: backends.urls[kind],
    LSE_LEDGER: `sqlite:${ledger}`,
    LSE_ROLLOUT_FILE: join(directory, 'rollout.yaml'),
  });
  const retire = (...args: string[]): Promise<Outcome> =>
    lse(['rollout', 'retire', PROJECT, '--archive', archive, ...args], environment());
  const audit = (...args: string[]): Promise<Outcome> =>
    lse(['rollout', 'audit', PROJECT, '--archive', archive, ...args], environment());
  const tree = (): string => join(backends.dataDir, PROJECT);
  const archived = (): string => join(archive, PROJECT);

  /** Nothing was archived and nothing removed, whatever else was written beside it. */
  async function expectUntouched(): Promise<void> {
    expect((await pathsBelow(backends.dataDir)).filter((path) => ARCHIVED.includes(path))).toEqual(ARCHIVED);
    expect(await pathsBelow(archived())).toEqual([]);
    expect((await readdir(archive).catch(() => [])).filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await ledgerContents(ledger)).acts).toEqual([]);
  }

  async function expectRetired(): Promise<void> {
    expect(await readdir(backends.dataDir)).toEqual(['b']);
    expect(await readdir(archive)).toEqual([PROJECT]);
    expect(await pathsBelow(archive)).toEqual([...ARCHIVED, `${PROJECT}/manifest.json`].sort());
    for (const path of ARCHIVED) {
      const content = FILES[path];
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      expect(await readFile(join(archive, path), 'utf8')).toBe(text);
    }
  }

  it('says what it would do, and does nothing', async () => {
    const {code, stdout, stderr} = await retire();
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toMatch(/^Would copy 8 files \(\d+ bytes\) of 3 dates to /);
    expect(stdout).toContain('The database has the same records: 5.\n');
    expect(stdout).toContain(`Do it with: lse rollout retire 'it'\\''s a' --archive`);
    await expectUntouched();
    expect(await readdir(directory)).not.toContain('archive');
  });

  it('archives every byte, removes the tree, and writes it down once', async () => {
    const {code, stdout, stderr} = await retire('--apply');
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toMatch(/^Retired it's a: 8 files \(\d+ bytes\) of 3 dates are in /);
    await expectRetired();
    const again = await retire('--apply');
    expect(again).toMatchObject({code: 0, stdout});
    const {acts} = await ledgerContents(ledger);
    expect(acts).toMatchObject([{kind: 'retired', project: PROJECT, succeeded: true}]);
    expect(acts[0]?.reason).toMatch(/^8 files \(\d+ bytes\) of 3 dates in .*archive\/it's a$/);
  });

  it('leaves an archive that is a trace tree, and the way back is a copy', async () => {
    await retire('--apply');
    const verify = await lse(['db', 'verify', '--project', PROJECT, '--data-dir', archive], environment());
    expect(verify).toMatchObject({code: 0, stderr: ''});
    const report = ['report', 'zenrows-errors', '--date', DAY, '--project', PROJECT];
    expect((await lse([...report, '--data-dir', archive], environment())).stdout).toContain(`${DAY},3,1,33.3%`);
    await cp(archived(), tree(), {recursive: true});
    archive = join(directory, 'second');
    expect(await retire('--apply')).toMatchObject({code: 0});
    await expectRetired();
  });

  it.each(['file', 'shadow', 'live', 'db'])('is refused at stage %s', async (stage) => {
    await intend(stage);
    const {code, stderr} = await retire('--apply');
    expect(code).toBe(1);
    expect(stderr).toContain(`Error: 'it's a' is at stage ${stage} by `);
    await expectUntouched();
  });

  it('is refused while the project is held', async () => {
    await lse(['rollout', 'hold', PROJECT, '--reason', 'wait'], environment());
    const {code, stderr} = await retire('--apply');
    expect({code, stderr}).toMatchObject({code: 1, stderr: expect.stringContaining('is held (wait)')});
    expect(await pathsBelow(archive)).toEqual([]);
  });

  it('warns while reports of all projects are printed from the files', async () => {
    await intend('complete', 'live');
    expect((await retire()).stderr).toBe(
      `Warning: Reports of all projects together are printed from the files as long as 'b' is not at stage db. Without the files of 'it's a' they would lack it.\n`,
    );
  });

  const FAULTS: Readonly<Record<string, readonly [change: () => Promise<unknown>, message: string]>> = {
    'a record that differs': [
      () => writeFile(join(tree(), DAY, '1_1.json'), JSON.stringify(failingDocument('1', {outputs: {n: 6}}))),
      `1 of 5 records of 'it's a' differ. Nothing was archived or removed. See each of them with: lse db verify --project 'it'\\''s a'`,
    ],
    'a record that the database has not': [
      () => backends.execute(kind, `delete from runs where run_id = '4'`),
      '1 of 5 records',
    ],
    'a record that the files have not': [() => rm(join(tree(), LAST, '4_1.json')), '1 of 5 records'],
    'a file that cannot be read': [
      () => writeFile(join(tree(), LAST, 'bad.json'), '{'),
      `A file of 'it's a' cannot be read, first it's a/${LAST}/bad.json`,
    ],
    'a file that is not looked at': [
      () => writeFile(join(tree(), LAST, 'notes.txt'), 'x'),
      `Something of 'it's a' was not looked at: `,
    ],
    'a link': [
      () => symlink(join(tree(), DAY), join(tree(), 'link')),
      'is a link, so that an archive could not give it back',
    ],
    "a file that has the manifest's name": [
      () => writeFile(join(tree(), 'manifest.json'), '{}'),
      "has the name that an archive's own list of files has",
    ],
  };

  it.each(Object.keys(FAULTS))('is refused for %s', async (name) => {
    const [change, message] = FAULTS[name] as (typeof FAULTS)[string];
    await change();
    const before = await pathsBelow(backends.dataDir);
    for (const args of [[], ['--apply']]) {
      const {code, stdout, stderr} = await retire(...args);
      expect({code, stdout}).toEqual({code: 1, stdout: ''});
      expect(stderr).toContain(message);
    }
    expect(await pathsBelow(backends.dataDir)).toEqual(before);
    expect(await pathsBelow(archive)).toEqual([]);
  });

  it('is refused while the database cannot be asked', async () => {
    const gone = kind === 'sqlite' ? `sqlite:${directory}/none.db` : 'postgres://nobody@127.0.0.1:1/none';
    const {code, stderr} = await retire('--apply', '--database-url', gone);
    expect({code, stderr}).toMatchObject({code: 1, stderr: expect.stringContaining('Error: ')});
    await expectUntouched();
  });

  it('does not write over an archive of other content', async () => {
    await mkdir(join(archived(), DAY), {recursive: true});
    await writeFile(join(archived(), DAY, 'mine.json'), 'mine');
    const {code, stderr} = await retire('--apply');
    expect(code).toBe(1);
    expect(stderr).toContain('is there and is no whole archive of the project: it has no manifest.json');
    expect(await pathsBelow(archived())).toEqual([`${DAY}/mine.json`]);
    expect((await pathsBelow(tree())).length).toBe(ARCHIVED.length);
  });

  it('does not take an archive that says otherwise for what it has to remove', async () => {
    await cp(tree(), join(directory, 'kept'), {recursive: true});
    await retire('--apply');
    await cp(join(directory, 'kept'), tree(), {recursive: true});
    await writeFile(join(tree(), DAY, '2_1.json'), JSON.stringify(documentOf('2', {outputs: 'late'})));
    const {code, stderr} = await retire('--apply');
    expect(code).toBe(1);
    expect(stderr).toContain(`${DAY}/2_1.json of ${tree()} is other than in the archive`);
    expect((await pathsBelow(tree())).length).toBe(ARCHIVED.length);
  });

  it('removes nothing by an archive that was damaged', async () => {
    await cp(tree(), join(directory, 'kept'), {recursive: true});
    await retire('--apply');
    await cp(join(directory, 'kept'), tree(), {recursive: true});
    await appendFile(join(archived(), DAY, '2_1.json'), ' ');
    const expectRefused = async (what: string): Promise<void> => {
      for (const args of [[], ['--apply']]) {
        const {code, stdout, stderr} = await retire(...args);
        expect({code, stdout}).toEqual({code: 1, stdout: ''});
        expect(stderr).toContain(`is damaged: ${what}`);
      }
      expect((await pathsBelow(tree())).length).toBe(ARCHIVED.length);
    };
    await expectRefused(`${DAY}/2_1.json is not what was archived`);
    await rm(join(archived(), DAY, '2_1.json'));
    await expectRefused(`${DAY}/2_1.json is missing`);
    await cp(join(tree(), DAY, '2_1.json'), join(archived(), DAY, '2_1.json'));
    await writeFile(join(archived(), NEXT, 'more.json'), '{}');
    await expectRefused(`${NEXT}/more.json was not archived there`);
  });

  it('puts back what was written after the archive was made, and keeps it', async () => {
    await cp(tree(), join(directory, 'kept'), {recursive: true});
    await retire('--apply');
    await rename(join(directory, 'kept'), tree());
    await writeFile(join(tree(), NEXT, 'late.json'), JSON.stringify(documentOf('late')));
    const manifest = await readManifest(archived(), PROJECT);
    if (manifest === null) throw new Error('there is no manifest');
    const place = {project: PROJECT, root: archive, directory: archived(), draft: '', tree: tree()};
    await expect(removeArchived(place, manifest, () => {})).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: expect.stringContaining(`${NEXT}/late.json of ${tree()} is not in the archive`),
    });
    expect(await pathsBelow(tree())).toEqual(
      [`${NEXT}/3_1.json`, `${NEXT}/_state.json`, `${NEXT}/late.json`, `${LAST}/4_1.json`, 'notes/deep/er.txt'].sort(),
    );
  });

  it('keeps aside what is left of a date that changed while it was being removed', async () => {
    await cp(tree(), join(directory, 'kept'), {recursive: true});
    await retire('--apply');
    await mkdir(join(tree(), '.lse-retired'), {recursive: true});
    await rename(join(directory, 'kept', DAY), join(tree(), '.lse-retired', DAY));
    await rm(join(tree(), '.lse-retired', DAY, '1_1.json'));
    await writeFile(join(tree(), '.lse-retired', DAY, '2_1.json'), 'late');
    const {code, stderr} = await retire('--apply');
    expect(code).toBe(1);
    expect(stderr).toContain(`${DAY}/2_1.json of ${tree()} is other than in the archive`);
    expect((await pathsBelow(tree())).length).toBe(3);
    expect(await readdir(tree())).toEqual(['.lse-retired']);
    await rm(join(tree(), '.lse-retired', DAY, '2_1.json'));
    expect(await retire('--apply')).toMatchObject({code: 0});
    await expectRetired();
  });

  it.each([
    ['the data directory', () => backends.dataDir],
    ['a directory in it', () => join(backends.dataDir, 'archive')],
    ['one that it lies in', () => join(backends.dataDir, '..')],
  ])('is not archived into %s', async (_, where) => {
    archive = where();
    const {code, stderr} = await retire('--apply');
    expect({code, stderr}).toMatchObject({code: 1, stderr: expect.stringContaining('lie in one another')});
    expect((await pathsBelow(tree())).length).toBe(ARCHIVED.length);
  });

  it('says what is wrong with a place that takes no archive', async () => {
    await writeFile(archive, 'a file');
    const {code, stderr} = await retire('--apply');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: The archive .* cannot be (written|read) \((EEXIST|ENOTDIR)\)/);
    expect((await pathsBelow(tree())).length).toBe(ARCHIVED.length);
  });

  describe('pruning what the files do not have', () => {
    const repair = (args: readonly string[], more: Record<string, string> = {}): Promise<Outcome> =>
      lse(['db', 'repair', '--prune', ...args], {...environment(), ...more});
    const runIds = async (): Promise<string[]> =>
      (await backends.query<{run_id: string}>(kind, 'select run_id from runs order by run_id')).map(
        (row) => row.run_id,
      );
    const ALL = ['1', '2', '3', '4', '5', 'nul'];
    const REFUSED = `'it's a' was retired or is complete, so the files need not have its records, and --prune would delete them from the database; nothing was repaired. Name the project with --project if you want that, or leave it out with: lse db repair --prune --exclude-project 'it'\\''s a'\n`;

    beforeEach(async () => {
      await retire('--apply');
      await rm(join(backends.dataDir, 'b', DAY, '5_1.json'));
    });

    it.each<[string, () => Promise<Record<string, string>>]>([
      ['the rollout file and the ledger say so', async () => ({})],
      ['the rollout file alone says so', async () => ({LSE_LEDGER: 'off'})],
      [
        'the ledger alone says so',
        async () => {
          await intend('db');
          return {};
        },
      ],
    ])('is refused of a retired project where %s', async (_, prepare) => {
      const more = await prepare();
      const given = (flags: string): string => `Error: ${REFUSED.trimEnd()} ${flags}\n`;
      expect(await repair(['--apply'], more)).toEqual({code: 1, stdout: '', stderr: given('--apply')});
      const blamed = join(directory, 'blamed.json');
      await lse(['db', 'verify', '--json', '--output', blamed], {...environment(), ...more});
      expect(await repair(['--apply', '--blamed', blamed], more)).toMatchObject({
        code: 1,
        stderr: given(`--apply --blamed ${blamed}`),
      });
      expect(await runIds()).toEqual(ALL);
      const preview = await repair([], more);
      expect(preview).toMatchObject({code: 0, stdout: expect.stringContaining('Would delete: 6\n')});
      expect(preview.stderr).toBe(`Warning: With --apply this is refused. ${REFUSED}`);
    });

    it('leaves out the project that is excluded, and deletes what is named', async () => {
      expect(await repair(['--apply', '--exclude-project', PROJECT])).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('Deleted: 1\n'),
      });
      expect(await runIds()).toEqual(ALL.filter((id) => id !== '5'));
      expect(await repair(['--apply', '--project', PROJECT])).toMatchObject({code: 0});
      expect(await runIds()).toEqual([]);
    });

    it('is refused where the ledger cannot be read, and goes on of a project that was taken back', async () => {
      await cp(archived(), tree(), {recursive: true});
      await rm(join(tree(), 'manifest.json'));
      await lse(['rollout', 'rollback', PROJECT], environment());
      const broken = await repair(['--apply'], {LSE_LEDGER: `sqlite:${directory}`});
      expect(broken).toMatchObject({code: 1, stdout: ''});
      expect(broken.stderr).toMatch(
        /^Error: Records would be deleted .* the ledger does not say whether b was retired /,
      );
      expect(await runIds()).toEqual(ALL);
      await rm(join(tree(), LAST, '4_1.json'));
      expect(await repair(['--apply'])).toMatchObject({code: 0, stdout: expect.stringContaining('Deleted: 2\n')});
      expect(await runIds()).toEqual(['1', '2', '3', 'nul']);
    });
  });

  describe('an audit', () => {
    beforeEach(async () => {
      await retire('--apply');
    });

    it('asks the archive and the database the same, and writes it down', async () => {
      const {code, stdout, stderr} = await audit();
      expect(code).toBe(0);
      expect(stdout).toContain('The same: ');
      expect(stderr).toContain('Checked the files of 3 of 3 dates in ');
      const {entries} = await ledgerContents(ledger);
      expect(entries.length).toBe(6);
      for (const entry of entries) {
        expect(entry).toMatchObject({origin: 'audit', outcome: 'matched', project: PROJECT, dataDigest: null});
      }
      expect(new Set(entries.map(({report}) => report))).toEqual(new Set(['zenrows-errors', 'zenrows-detail']));
    });

    it('takes a sample that its seed decides', async () => {
      const asked = async (seed: string): Promise<string[]> => {
        const {stdout} = await audit('--questions', '3', '--seed', seed, '--format', 'json');
        const {results} = JSON.parse(stdout) as {results: {report: string; date: string}[]};
        return results.map(({report, date}) => `${report} ${date}`);
      };
      const first = await asked('1');
      // Both reports of one date, and one of another.
      expect([first.length, new Set(first).size]).toEqual([3, 3]);
      expect(new Set(first.map((question) => question.split(' ')[1])).size).toBe(2);
      expect(await asked('1')).toEqual(first);
      const others = new Set<string>();
      for (const seed of ['2', '3', '4', '5', '6', '7']) others.add((await asked(seed)).join());
      expect(others.size).toBeGreaterThan(1);
    });

    it('ends with 1 where the database says otherwise', async () => {
      await backends.execute(kind, `delete from runs where run_id = '1'`);
      const {code, stdout} = await audit();
      expect(code).toBe(1);
      expect(stdout).toContain('Different: ');
      expect((await ledgerContents(ledger)).mismatches.length).toBe(2);
    });

    it('ends with 2 for an archive that is damaged, gone, or of nothing, and for a database that is away', async () => {
      const away = kind === 'sqlite' ? `sqlite:${directory}/none.db` : 'postgres://nobody@127.0.0.1:1/none';
      expect(await audit('--database-url', away)).toMatchObject({code: 2});
      expect(await lse(['rollout', 'audit', 'b', '--archive', archive], environment())).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`There is no archive of 'b' in `),
      });
      await appendFile(join(archived(), DAY, '1_1.json'), ' ');
      const {code, stdout, stderr} = await audit();
      expect({code, stdout}).toEqual({code: 2, stdout: ''});
      expect(stderr).toContain(`is damaged: ${DAY}/1_1.json is not what was archived`);
    });
  });
});
