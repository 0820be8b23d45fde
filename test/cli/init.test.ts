import {mkdir, readdir, readFile, stat, symlink, writeFile} from 'node:fs/promises';
import {PassThrough} from 'node:stream';
import {describe, expect, it} from '@jest/globals';
import {parseDotenv} from '../../src/cli/dotenv-file.ts';
import {type Ask, chooseSettings} from '../../src/cli/init/chosen-settings.ts';
import {envText} from '../../src/cli/init/env-text.ts';
import {writeNewFiles} from '../../src/cli/init/new-files.ts';
import type {Reach} from '../../src/cli/init/reach.ts';
import {withAnswers} from '../../src/cli/prompt.ts';
import {readIntent} from '../../src/rollout/intent/intent-file.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, writeTree} from '../support/trace-tree.ts';

const NOTHING: Reach = {trees: [], exports: [], databases: []};

/** Runs `work` in a new working directory. */
async function inDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const before = process.cwd();
  await withTemporaryDirectory(async (directory) => {
    process.chdir(directory);
    try {
      await work(directory);
    } finally {
      process.chdir(before);
    }
  });
}

const init = (args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> =>
  lse(['init', ...args], environment);

const text = (path: string): Promise<string> => readFile(path, 'utf8');

describe('lse init', () => {
  it('takes what was found, writes both files, and what it wrote works', async () => {
    await inDirectory(async () => {
      await writeTree('traces', {'shop/2025-09-13/a.json': documentOf('a')});
      expect(await init(['--yes'])).toEqual({
        code: 0,
        stdout:
          'Trees:     ./traces\nExports:   none\nDatabases: none\nWrote .env and lse.rollout.yaml.\nNext: lse db migrate\n',
        stderr: '',
      });
      expect(parseDotenv(await readFile('.env'), '.env')).toEqual({
        variables: {LSE_DATA_DIR: './traces', LSE_DATABASE_URL: 'sqlite:.lse/lse.db', LSE_REPORT_BACKEND: 'auto'},
        faults: [],
      });
      expect((await readIntent('lse.rollout.yaml')).default).toBe('file');
      expect((await lse(['db', 'migrate'])).code).toBe(0);
      expect(await lse(['db', 'load'])).toMatchObject({code: 0, stdout: expect.stringContaining('Inserted:   1\n')});
      expect((await lse(['doctor'])).code).toBe(0);
    });
  });

  it('keeps a password in a file for its owner alone, and shows it nowhere', async () => {
    await inDirectory(async () => {
      const url = 'postgres://lse:hunter2@db.example/lse?sslmode=require';
      for (const args of [['--print'], ['--print', '--json'], ['--json'], []]) {
        const {stdout, stderr} = await init(['--yes', '--database-url', url, ...args]);
        expect(stdout + stderr).not.toContain('hunter2');
      }
      expect((await stat('.env')).mode & 0o777).toBe(0o600);
      expect(await text('.env')).toMatch(/^LSE_REPORT_BACKEND=auto$/m);
      expect(parseDotenv(await readFile('.env'), '.env').variables.LSE_DATABASE_URL).toBe(url);
    });
  });

  it('names databases by the variables that lead to them', async () => {
    await inDirectory(async () => {
      await mkdir('.lse');
      await writeFile('.lse/lse.db', '');
      const outcome = await init(['--yes'], {
        DATABASE_URL: 'postgres://lse:hunter2@db/lse',
        PGHOST: 'db.example',
        PGPASSWORD: 'hunter3',
        PGDATABASE: 'lse',
      });
      expect(outcome.stdout).toContain('Databases: sqlite:.lse/lse.db, DATABASE_URL, PGHOST, PGDATABASE\n');
      expect(outcome.stdout + outcome.stderr).not.toMatch(/hunter/);
      expect(parseDotenv(await readFile('.env'), '.env').variables.LSE_DATABASE_URL).toContain('hunter2');
    });
  });

  it('takes no URL of another kind of database', async () => {
    await inDirectory(async () => {
      await init(['--yes'], {DATABASE_URL: 'mysql://lse@db/lse'});
      expect(await text('.env')).toContain('LSE_DATABASE_URL=sqlite:.lse/lse.db\n');
    });
  });

  it('finds exports by what is in them, and says how to import them', async () => {
    await inDirectory(async () => {
      await mkdir('my exports');
      await writeFile('my exports/runs.parquet', 'PAR1rest');
      await writeFile('my exports/old.bin', 'PK\u0003\u0004rest');
      await writeFile('my exports/runs.jsonl', '{"id": "a"}\n');
      await writeFile('my exports/empty.jsonl', '');
      await writeFile('my exports/false.zip', 'no archive');
      const outcome = await init(['--yes']);
      expect(outcome.stdout).toContain(
        'Exports:   my exports/old.bin (zip archive), my exports/runs.jsonl (JSON lines), my exports/runs.parquet (Parquet)\n',
      );
      expect(outcome.stdout).toContain("Next: lse import 'my exports/old.bin'\n");
    });
  });

  it('takes a folder of exports of one shape for one export', async () => {
    await inDirectory(async () => {
      await mkdir('traces');
      for (const name of ['a', 'b', 'c']) await writeFile(`traces/${name}.jsonl`, '{"run_id": "a"}\n');
      await writeFile('traces/old.zip', 'PK\u0003\u0004rest');
      const {stdout} = await init(['--yes']);
      expect(stdout).toContain('Exports:   traces (JSON lines), traces/old.zip (zip archive)\n');
      expect(stdout).toContain('Next: lse import traces\n');
    });
  });

  it('says what to import where nothing was found', async () => {
    await inDirectory(async () => {
      const {code, stdout} = await init(['--yes', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual({
        found: {trees: [], exports: [], databases: []},
        written: ['.env', 'lse.rollout.yaml'],
        next: 'lse import SOURCE',
      });
    });
  });

  it.each(['.env', 'lse.rollout.yaml'])('writes nothing where %s is there already', async (name) => {
    await inDirectory(async (directory) => {
      await writeFile(name, '# mine\n');
      expect(await init(['--yes'])).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^Error/),
      });
      expect(await init(['--yes'])).toMatchObject({
        stderr: expect.stringContaining(
          `Error: ${name} is there already; nothing was written. See what would have been written with: lse init --yes --print\n`,
        ),
      });
      expect(await readdir(directory)).toEqual([name]);
      expect(await text(name)).toBe('# mine\n');
      const printed = await init(['--yes', '--print', '--data-dir', 'my data']);
      expect(printed.code).toBe(0);
      expect(printed.stdout).toMatch(
        /^--- \.env\n#[^\n]*\nLSE_DATA_DIR='my data'\n[\s\S]*--- lse\.rollout\.yaml\n[\s\S]*default: file\n$/,
      );
      expect(await readdir(directory)).toEqual([name]);
    });
  });

  it('shows what it would write by what .env says already', async () => {
    await inDirectory(async () => {
      await writeFile('.env', 'LSE_DATA_DIR=./mine\nLSE_DATABASE_URL=sqlite:mine.db\n');
      const {stdout} = await init(['--print', '--yes']);
      expect(stdout).toContain('\nLSE_DATA_DIR=./mine\nLSE_DATABASE_URL=sqlite:mine.db\n');
    });
  });

  it('takes back the first file where the second cannot be written', async () => {
    await inDirectory(async (directory) => {
      const files = [
        {path: '.env', text: 'a', mode: 0o600},
        {path: 'missing/lse.rollout.yaml', text: 'b', mode: 0o666},
      ];
      await expect(writeNewFiles(files)).rejects.toThrow('The files cannot be written (ENOENT); none was.');
      expect(await readdir(directory)).toEqual([]);
      await symlink('nowhere', '.env');
      await expect(writeNewFiles(files)).rejects.toThrow('.env is there already; nothing was written.');
    });
  });

  it('asks nobody where nobody is', async () => {
    await inDirectory(async (directory) => {
      const {code, stderr} = await init([]);
      expect(code).toBe(1);
      expect(stderr).toContain('nobody is at a terminal to answer them. Take what was found with: lse init --yes');
      expect(await readdir(directory)).toEqual([]);
      // With both said there is nothing to ask.
      expect((await init(['--data-dir', 'd', '--database-url', 'sqlite:a.db'])).code).toBe(0);
    });
  });

  it.each([
    [['--database-url', 'mysql://me:hunter2@db/x'], "--database-url has an unknown scheme 'mysql:'"],
    [['--data-dir', 'postgres://me:hunter2@db/x'], '--data-dir is a URL; expected the path of a directory.'],
    [['--data-dir', ''], '--data-dir is empty.'],
    [
      ['--data-dir', 'a\nb"\'`'],
      'No line of .env can hold this value of --data-dir. Give another one with --data-dir',
    ],
  ])('refuses %j and writes nothing', async (args, message) => {
    await inDirectory(async (directory) => {
      const {code, stderr} = await init(['--yes', ...args]);
      expect({code, files: await readdir(directory)}).toEqual({code: 1, files: []});
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('hunter2');
    });
  });
});

describe('the text of a new .env', () => {
  it.each(['./data', 'my data', "it's", '# no comment', 'a"b', '$HOME', 'ünï', 'a`b', 'a\\nb', ' edge '])(
    'says %j again when it is read',
    (dataDir) => {
      const {variables, faults} = parseDotenv(Buffer.from(envText({dataDir, databaseUrl: 'sqlite:a'})), '.env');
      expect({variables, faults}).toEqual({
        variables: {LSE_DATA_DIR: dataDir, LSE_DATABASE_URL: 'sqlite:a', LSE_REPORT_BACKEND: 'auto'},
        faults: [],
      });
    },
  );
});

describe('the questions', () => {
  const answering =
    (answers: string[], asked: string[] = []): Ask =>
    async (question, proposal) => {
      asked.push(`${question} [${proposal}]`);
      return answers.shift() ?? '';
    };

  it('propose what was found, and take what is answered', async () => {
    const asked: string[] = [];
    const reach = {...NOTHING, trees: ['./traces']};
    expect(await chooseSettings({}, {}, reach, answering(['', 'sqlite:a.db'], asked))).toEqual({
      dataDir: './traces',
      databaseUrl: 'sqlite:a.db',
    });
    expect(asked).toEqual([
      'Directory of the trace tree [./traces]',
      'Database (postgres://… or sqlite:<path>) [sqlite:.lse/lse.db]',
    ]);
  });

  it('are asked again for an answer that cannot be, three times', async () => {
    const asked: string[] = [];
    const settings = await chooseSettings({'data-dir': 'd'}, {}, NOTHING, answering(['db', 'sqlite:b'], asked));
    expect(settings.databaseUrl).toBe('sqlite:b');
    expect(asked[1]).toMatch(/^--database-url is not a URL; .* Again, please \[sqlite:\.lse\/lse\.db\]$/);
    const wrong = chooseSettings({'data-dir': 'd'}, {}, NOTHING, answering(['1', '2', '3', 'sqlite:b']));
    await expect(wrong).rejects.toThrow('--database-url is not a URL');
  });

  it('go over a terminal, line by line', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answers = withAnswers(async (ask) => [await ask('One', 'a'), await ask('Two', 'b')], {input, output});
    // Typed ahead of the questions.
    input.write('first\n\n');
    expect(await answers).toEqual(['first', '']);
    expect(String(output.read())).toBe('One [a]: Two [b]: ');
  });

  it('end where there are no more answers', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answers = withAnswers((ask) => ask('One', 'a'), {input, output});
    input.end();
    await expect(answers).rejects.toThrow('There was no answer; nothing was written.');
  });
});
