import {chmod, mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {XMLParser} from 'fast-xml-parser';
import {Backends} from '../support/backends.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, failingDocument, writeTree} from '../support/trace-tree.ts';
import {type ActionOutcome, action, runAction} from './composite-action.ts';
import {FakeGitHub} from './fake-github.ts';

const DAY = '2025-09-13';
const TREE = {[`my project/${DAY}/1.json`]: failingDocument('1'), [`other/${DAY}/2.json`]: documentOf('2')};

let github: FakeGitHub;

beforeEach(async () => {
  github = await FakeGitHub.start();
});

afterEach(() => github.stop());

/** In a checkout with a tree below `work/traces`. */
function inCheckout(
  work: (
    run: (inputs?: Record<string, string>, environment?: Record<string, string>) => Promise<ActionOutcome>,
    directory: string,
  ) => Promise<void>,
): Promise<void> {
  return withTemporaryDirectory(async (directory) => {
    await mkdir(join(directory, 'work/traces'), {recursive: true});
    await writeTree(join(directory, 'work/traces'), TREE);
    const event = join(directory, 'event.json');
    await writeFile(event, JSON.stringify({pull_request: {number: 7}}));
    const variables = {GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'o/r', GITHUB_EVENT_PATH: event};
    await work(
      (inputs = {}, environment = {}) =>
        runAction(
          directory,
          {'working-directory': 'work', 'data-dir': 'traces', date: DAY, ...inputs},
          {...variables, ...environment},
        ),
      directory,
    );
  });
}

describe('the action', () => {
  it('puts nothing that a user gives into a script', () => {
    for (const {run} of action.runs.steps) expect(run ?? '').not.toContain('${{');
  });

  it('loads, compares, and keeps what it found', () =>
    inCheckout(async (run) => {
      const {code, outputs, summary, steps, used} = await run({
        projects: 'my project\nother\n',
        reports: 'zenrows-errors\ntop-errors',
      });
      expect({code, outputs: outputs.code, gate: outputs.gate}).toEqual({code: 0, outputs: '0', gate: ''});
      expect(steps).toEqual(['install', 'load', 'compare', 'gate', 'keep', 'comment', 'verdict']);
      expect(summary).toMatch(/^## The database says what the files say\n\n/);
      expect(summary).toContain('my project');
      const results = outputs.results as string;
      expect(used).toMatchObject([{uses: 'actions/upload-artifact@v4', path: results, name: 'lse-parity'}]);
      expect((await readdir(results)).sort()).toEqual([
        'comment.md',
        'parity.html',
        'parity.md',
        'parity.xml',
        'said.txt',
      ]);
      const {testsuites} = new XMLParser({ignoreAttributes: false}).parse(
        await readFile(join(results, 'parity.xml'), 'utf8'),
      );
      expect(Number(testsuites['@_tests'])).toBe(4);
      expect(await readFile(join(results, 'parity.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    }));

  it('fails where they differ, and says so in one comment that is kept up to date', () =>
    inCheckout(async (run, directory) => {
      github.add({body: 'mine', user: {login: 'ann', type: 'User'}});
      const first = await run();
      expect(first).toMatchObject({code: 0, log: expect.stringContaining('The comment was written.')});
      // Somebody else's comment that looks like ours is not taken for it.
      github.add({body: github.comments[1]?.body as string, user: {login: 'mallory', type: 'User'}});
      await writeTree(join(directory, 'work/traces'), {[`other/${DAY}/3.json`]: failingDocument('3')});
      const second = await run({load: 'false'});
      expect(second).toMatchObject({code: 1, outputs: {code: '1'}});
      expect(second.log).toContain('::error::Files and database differ.');
      expect(second.summary).toContain('## Files and database differ');
      expect(github.comments.map(({body}) => body.split('\n')[1])).toEqual([
        undefined,
        '## Files and database differ',
        '## The database says what the files say',
      ]);
      expect(second.steps).toContain('keep');
    }));

  it('has a comment of its own for each name, and finds it behind a hundred others', () =>
    inCheckout(async (run) => {
      for (let at = 0; at < 130; at += 1) github.add({body: `b${at}`, user: {login: 'ann', type: 'User'}});
      await run({name: 'one'});
      await run({name: 'two -->'});
      await run({name: 'two -->'});
      expect(github.comments).toHaveLength(132);
      expect(github.comments.at(-1)?.body).toMatch(/^<!-- lse parity: two%20%2D%2D%3E -->\n/);
    }));

  it.each(['false', 'true'])('fails where nothing was compared, unless that is allowed: %s', (allowed) =>
    inCheckout(async (run) => {
      const {code, summary, outputs} = await run({date: '2020-01-01', 'allow-nothing': allowed});
      expect({code, outputs: outputs.code}).toEqual({code: allowed === 'true' ? 0 : 3, outputs: '3'});
      expect(summary).toContain('## Nothing was compared');
    }),
  );

  it('fails where the database cannot be filled, says why, and shows no password', () =>
    inCheckout(async (run) => {
      const url = 'postgres://user:hunter2@127.0.0.1:1/lse';
      const outcome = await run({'database-url': url}, {LSE_DB_RETRIES: '0'});
      expect(outcome).toMatchObject({code: 2, outputs: {code: ''}});
      expect(outcome.steps).toEqual(['install', 'load', 'keep', 'comment', 'verdict']);
      expect(outcome.summary).toMatch(/^## The database could not be filled\n\n`lse db migrate` ended with 1/);
      expect(outcome.summary).toContain('\n    Error: The database postgres://user:***@127.0.0.1:1/lse');
      expect(outcome.log).toContain('Nothing was compared, because an earlier step failed.');
      expect(JSON.stringify([outcome, github.comments])).not.toContain('hunter2');
    }));

  it('fails where a side cannot answer, or the inputs are wrong', () =>
    inCheckout(async (run) => {
      await run();
      const gone = await run({'data-dir': 'nowhere', load: 'false'});
      expect(gone).toMatchObject({code: 2, outputs: {code: '2'}});
      expect(gone.summary).toContain('## A side could not answer');
      const wrong = await run({date: '"; touch hacked #', load: 'false'});
      expect(wrong).toMatchObject({code: 2, outputs: {code: '2'}});
      expect(wrong.summary).toContain('    Error: Invalid date format');
    }));

  it('compares in PostgreSQL, too', async () => {
    const backends = await Backends.create();
    try {
      await inCheckout(async (run) => {
        const {code, summary} = await run({'database-url': backends.urls.postgres, date: ''});
        expect({code, summary}).toEqual({
          code: 0,
          summary: expect.stringContaining('## The database says what the files say'),
        });
      });
    } finally {
      await backends.destroy();
    }
  });

  // A program in lse's place, which answers the gate as docs/event.schema.json's neighbours say: 0 open, 1 closed, 3 undecided.
  it.each([
    ['open', 0, 'echo "comparisons: 100 of 100"; exit 0', 0],
    ['closed', 1, 'echo "comparisons: 12 of 100"; exit 1', 1],
    ['undecided', 1, 'echo "no data"; exit 3', 1],
    ['undecided', 1, 'echo "Error: no such command" >&2; exit 1', 1],
  ] as const)('asks the gate: %s', (state, _, script, expected) =>
    inCheckout(async (run, directory) => {
      const program = join(directory, 'lse');
      await writeFile(
        program,
        `#!/usr/bin/env bash\nif [[ "$1 $2" == "rollout gate" ]]; then [[ "$3" == "my project" ]] || exit 9; ${script}; fi\nexec node "${process.cwd()}/bin/run.js" "$@"\n`,
      );
      await chmod(program, 0o755);
      const {code, outputs, summary} = await run({program, 'gate-project': 'my project'});
      expect({code, gate: outputs.gate}).toEqual({code: expected, gate: state});
      expect(summary).toContain(`## The gate is ${state}\n\n    `);
    }),
  );

  it.each([
    ['GitHub refuses', 403, 'GitHub answered POST with 403. Does the job have "pull-requests: write"?'],
    ['GitHub is down', 500, 'GitHub answered POST with 500.'],
  ])('does not fail when %s', (_, status, message) =>
    inCheckout(async (run) => {
      github.refuseWrites = status;
      const {code, log} = await run();
      expect(code).toBe(0);
      expect(log).toContain(`::warning::The comment was not written: ${message}`);
      expect(log).not.toContain('token-of-the-job');
    }),
  );

  it('writes no comment where none is wanted, or there is no pull request', () =>
    inCheckout(async (run, directory) => {
      await run({comment: 'false'});
      await writeFile(join(directory, 'event.json'), '{"issue": {"number": 3}}');
      expect((await run()).code).toBe(0);
      expect(github.requests).toEqual([]);
    }));
});
