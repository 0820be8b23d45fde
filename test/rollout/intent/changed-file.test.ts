import {spawn} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {chmod, lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {changeFile} from '../../../src/rollout/intent/changed-file.ts';
import {intentOfText, readIntent} from '../../../src/rollout/intent/intent-file.ts';
import {patchOf} from '../../../src/rollout/intent/patch.ts';
import {promote, rollback, setStage} from '../../../src/rollout/intent/promotion.ts';
import {spawnSync} from '../../support/blocking-process.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';

// Processes of their own run what `npm test` builds first.
const built = (name: string) => new URL(`../../../dist/rollout/intent/${name}.js`, import.meta.url).href;
const today = '2026-11-29' as CalendarDate;
const limits = {waitMilliseconds: 300, deadAfterMilliseconds: 1_000, unknownAfterMilliseconds: 60_000};

const text = `lse: 1
# Keep me.
projects:
  - project: web # and me
    stage: file
  - {project: crypto-*, stage: shadow}
`;

async function withFile<T>(
  work: (path: string, directory: string) => Promise<T>,
  content: string | null = text,
): Promise<T> {
  return withTemporaryDirectory(async (directory) => {
    const path = join(directory, 'lse.rollout.yaml');
    if (content !== null) await writeFile(path, content);
    return work(path, directory);
  });
}

/** The file is as it was, and nothing lies beside it. */
async function expectUntouched(path: string, directory: string, content = text): Promise<void> {
  expect(await readFile(path, 'utf8')).toBe(content);
  expect(await readdir(directory)).toEqual(['lse.rollout.yaml']);
}

/** A process that imports what was built and runs `code`; as a user without rights where the test runs with all. */
function run(code: string, {asNobody = false} = {}) {
  const rights = asNobody && process.getuid?.() === 0 ? 'process.setgid(65534); process.setuid(65534);' : '';
  const script = `import {promote} from ${JSON.stringify(built('promotion'))};
    ${rights}
    const print = (error) => { console.log(JSON.stringify({code: error.code, message: error.message, hint: error.hint})); };
    ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {stdio: ['ignore', 'pipe', 'inherit']});
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  return {child, ended: new Promise<string>((resolve) => child.once('close', () => resolve(stdout)))};
}

describe('promoting and rolling back', () => {
  it('goes up step by step, back at once, and changes nothing else', () =>
    withFile(async (path) => {
      const request = {path, project: 'web', today};
      expect(await promote(request)).toMatchObject({from: 'file', to: 'shadow', before: text});
      expect(await promote({...request, to: 'db'})).toMatchObject({from: 'shadow', to: 'db'});
      expect(await readFile(path, 'utf8')).toBe(text.replace('stage: file', 'stage: db'));
      expect(await rollback(request)).toMatchObject({from: 'db', to: 'file'});
      expect(await readFile(path, 'utf8')).toBe(text);
    }));

  it('says in the file from when on a project has an entry of its own', () =>
    withFile(async (path) => {
      await promote({path, project: 'crypto-btc', today});
      expect(await readFile(path, 'utf8')).toBe(
        text.replace(
          '  - {project: crypto-*',
          `  # Promoted by itself on 2026-11-29. Before, the entry crypto-* decided.
  - project: crypto-btc
    stage: live
  - {project: crypto-*`,
        ),
      );
    }));

  it('makes the file where there is none, with a salt', () =>
    withFile(async (path) => {
      await promote({path, project: 'web', today, share: 2_500});
      const intent = await readIntent(path);
      expect(intent.salt).toMatch(/^[0-9a-f]{8}$/);
      expect(intent.projects).toEqual([{project: 'web', stage: 'shadow', share: 2_500, until: null}]);
    }, null));

  it('gives a project all of a share that leaves it out', () =>
    withFile(async (path) => {
      expect(await promote({path, project: 'a', today, to: 'live'})).toMatchObject({from: 'shadow', to: 'live'});
      expect((await readIntent(path)).projects[0]).toMatchObject({stage: 'live', share: 10_000});
    }, 'lse: 1\nsalt: s\nprojects: [{project: a, stage: live, share: 0%}]\n'));

  it('refuses the wrong direction', () =>
    withFile(async (path, directory) => {
      const request = {path, project: 'crypto-btc', today};
      await expect(promote({...request, to: 'shadow'})).rejects.toMatchObject({
        code: 'LSE_USAGE',
        message: "The project 'crypto-btc' is at shadow already.",
      });
      await expect(promote({...request, to: 'file'})).rejects.toMatchObject({
        hint: 'Go back with: lse rollout rollback crypto-btc --to file',
      });
      await expect(rollback({...request, to: 'live'})).rejects.toMatchObject({code: 'LSE_USAGE'});
      await expectUntouched(path, directory);
    }));

  it('never writes over what it cannot read', () =>
    withFile(async (path, directory) => {
      await expect(promote({path, project: 'web', today})).rejects.toMatchObject({
        code: 'LSE_CONFIG',
        message: expect.stringMatching(/^The rollout file \S+ is wrong: \S+lse\.rollout\.yaml:3:1: This is not YAML: /),
      });
      await expectUntouched(path, directory, 'lse: 1\nprojects: [\n');
      const latin1 = Buffer.from('lse: 1 # caf\xe9\n', 'latin1');
      await writeFile(path, latin1);
      await expect(promote({path, project: 'web', today})).rejects.toMatchObject({
        message: `The rollout file ${path} is not UTF-8.`,
      });
      expect(await readFile(path)).toEqual(latin1);
    }, 'lse: 1\nprojects: [\n'));

  it('previews a change as a patch that git applies', () =>
    withFile(async (path, directory) => {
      for (const content of [text, text.trimEnd(), null]) {
        if (content === null) spawnSync('rm', [path]);
        else await writeFile(path, content);
        const preview = await promote({path, project: 'crypto-btc', to: 'live', today, isPreview: true});
        if (content !== null) await expectUntouched(path, directory, content);
        const applied = spawnSync('git', ['apply', '-'], {cwd: directory, input: patchOf('lse.rollout.yaml', preview)});
        expect(applied.stderr.toString()).toBe('');
        expect(await readFile(path, 'utf8')).toBe(preview.after);
      }
      expect(patchOf('a', {before: text, after: text})).toBe('');
    }));
});

describe('changing the file', () => {
  it('keeps what every one of many processes changes at once', () =>
    withFile(async (path, directory) => {
      const names = Array.from({length: 6}, (_, at) => `crypto-${at}`);
      const runs = names.map((name) =>
        run(`for (const to of ['live', 'db'])
          await promote({path: ${JSON.stringify(path)}, project: '${name}', today: '${today}', to}).catch(print);`),
      );
      expect(await Promise.all(runs.map(({ended}) => ended))).toEqual(names.map(() => ''));
      const {projects} = intentOfText(path, await readFile(path, 'utf8'));
      expect(projects.map(({project, stage}) => `${project} ${stage}`).sort()).toEqual(
        ['web file', 'crypto-* shadow', ...names.map((name) => `${name} db`)].sort(),
      );
      expect(await readdir(directory)).toEqual(['lse.rollout.yaml']);
    }));

  it('is whole whenever the process is killed, and goes on after it', () =>
    withFile(async (path) => {
      for (let at = 0; at < 5; at += 1) {
        const {child, ended} = run(`for (let at = 0; ; at += 1)
          await promote({path: ${JSON.stringify(path)}, project: 'crypto-${at}-' + at, today: '${today}'}).then(() => console.log(at), print);`);
        await new Promise((resolve) => child.stdout.once('data', resolve));
        await new Promise((resolve) => setTimeout(resolve, at * 7));
        child.kill('SIGKILL');
        const done = (await ended).trim().split('\n').length;
        const {projects} = intentOfText(path, await readFile(path, 'utf8'));
        expect(projects.filter(({project}) => project.startsWith(`crypto-${at}-`)).length).toBeGreaterThanOrEqual(done);
      }
      await setStage({path, project: 'web', to: 'db', today});
      expect((await readIntent(path)).projects.find(({project}) => project === 'web')?.stage).toBe('db');
    }));

  it('is made on what somebody without a lock saved meanwhile', () =>
    withFile(async (path) => {
      const saved = text.replace('Keep me', 'Keep this');
      let edits = 0;
      await changeFile(path, (content) => {
        edits += 1;
        if (edits === 1)
          spawnSync(process.execPath, ['-e', `fs.writeFileSync(${JSON.stringify(path)}, ${JSON.stringify(saved)})`]);
        return `${content}# ${edits}\n`;
      });
      expect(await readFile(path, 'utf8')).toBe(`${saved}# 2\n`);
    }));

  it('waits for a lock no longer than it should, and says who holds it', () =>
    withFile(async (path, directory) => {
      const lock = join(directory, '.lse.rollout.yaml.lock');
      await writeFile(lock, JSON.stringify({token: 't', pid: process.pid, host: hostname()}));
      const past = new Date(Date.now() - 3_600_000);
      await utimes(lock, past, past);
      await expect(changeFile(path, () => 'new', limits)).rejects.toMatchObject({
        code: 'LSE_OUTPUT',
        message: `The file ${path} is being changed by process ${process.pid} on ${hostname()}; nothing was changed.`,
        hint: `When no such process is there, remove the lock with: rm ${lock}`,
      });
      expect(await readFile(path, 'utf8')).toBe(text);
    }));

  it.each([
    ['of a process that ended', 2_000, () => ({token: 't', pid: spawnSync('true').pid, host: hostname()})],
    ['of another machine, long ago', 61_000, () => ({token: 't', pid: process.pid, host: 'elsewhere'})],
    ['without a word, long ago', 61_000, () => null],
  ])('takes over a lock %s', (_, age, owner) =>
    withFile(async (path, directory) => {
      const lock = join(directory, '.lse.rollout.yaml.lock');
      const content = owner();
      await writeFile(lock, content === null ? '' : JSON.stringify(content));
      const past = new Date(Date.now() - age);
      await utimes(lock, past, past);
      await changeFile(path, () => 'new', limits);
      await expectUntouched(path, directory, 'new');
    }),
  );

  it.each([
    ['of a process that ended just now', 0, () => ({token: 't', pid: spawnSync('true').pid, host: hostname()})],
    ['of another machine', 30_000, () => ({token: 't', pid: 1, host: 'elsewhere'})],
  ])('leaves a lock %s', (_, age, owner) =>
    withFile(async (path, directory) => {
      const lock = join(directory, '.lse.rollout.yaml.lock');
      await writeFile(lock, JSON.stringify(owner()));
      const past = new Date(Date.now() - age);
      await utimes(lock, past, past);
      await expect(changeFile(path, () => 'new', limits)).rejects.toMatchObject({code: 'LSE_OUTPUT'});
    }),
  );

  it('follows symbolic links, and keeps them and the mode', () =>
    withFile(async (path, directory) => {
      await chmod(path, 0o640);
      await mkdir(join(directory, 'elsewhere'));
      const link = join(directory, 'elsewhere', 'link.yaml');
      await symlink('../lse.rollout.yaml', link);
      await promote({path: link, project: 'web', today});
      expect((await lstat(link)).isSymbolicLink()).toBe(true);
      expect(await readFile(path, 'utf8')).toContain('stage: shadow');
      expect((await stat(path)).mode & 0o777).toBe(0o640);
      await symlink('loop.yaml', join(directory, 'loop.yaml'));
      await expect(promote({path: join(directory, 'loop.yaml'), project: 'web', today})).rejects.toMatchObject({
        message: expect.stringContaining('(ELOOP)'),
      });
    }));

  it.each([
    ['a directory', 0o555, 0o666],
    ['a file', 0o777, 0o444],
  ])('says that %s is read-only', (_, directoryMode, fileMode) =>
    withFile(async (path, directory) => {
      await chmod(path, fileMode);
      await chmod(directory, directoryMode);
      const {ended} = run(
        `await promote({path: ${JSON.stringify(path)}, project: 'web', today: '${today}'}).catch(print);`,
        {
          asNobody: true,
        },
      );
      expect(JSON.parse(await ended)).toEqual({
        code: 'LSE_OUTPUT',
        message: `The file ${path} cannot be written (EACCES); nothing was changed.`,
        hint: `Look at its directory with: ls -ld ${directory}. See the change itself with --print.`,
      });
      await chmod(directory, 0o755);
      await expectUntouched(path, directory);
    }),
  );

  it('says that the disk is full, and loses nothing', async () => {
    await withTemporaryDirectory(async (directory) => {
      const disk = join(directory, 'disk');
      mkdirSync(disk);
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]).status !== 0) {
        console.warn('No small disk can be mounted here, so a full one is not tried.');
        return;
      }
      try {
        const path = join(disk, 'lse.rollout.yaml');
        await writeFile(path, text);
        await writeFile(join(disk, 'full'), Buffer.alloc(64 * 1024)).catch(() => {});
        await expect(promote({path, project: 'web', today})).rejects.toMatchObject({
          code: 'LSE_OUTPUT',
          message: `The file ${path} cannot be written (ENOSPC); nothing was changed.`,
          hint: 'Look for space with: df -h',
        });
        expect(await readFile(path, 'utf8')).toBe(text);
        expect((await readdir(disk)).sort()).toEqual(['full', 'lse.rollout.yaml']);
      } finally {
        spawnSync('umount', [disk]);
      }
    });
  });

  it('reads neither a directory nor a FIFO, nor a named file that is not there', () =>
    withTemporaryDirectory(async (directory) => {
      const fifo = join(directory, 'fifo');
      spawnSync('mkfifo', [fifo]);
      await expect(readIntent(fifo)).rejects.toMatchObject({
        message: `The rollout file ${fifo} cannot be read (it is a FIFO, not a regular file).`,
      });
      await expect(readIntent(directory)).rejects.toMatchObject({code: 'LSE_CONFIG'});
      await expect(readIntent(join(directory, 'none'), true)).rejects.toMatchObject({code: 'LSE_CONFIG'});
      expect((await readIntent(join(directory, 'none'))).default).toBe('file');
    }));
});
