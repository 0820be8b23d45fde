import {describe, expect, it} from '@jest/globals';
import {spawnSync} from '../support/blocking-process.ts';
import {everyCommand, OF_PROGRAM} from '../support/commands.ts';
import {lse} from '../support/lse.ts';

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', ':']).status === 0;
/** One that is not installed cannot be asked. */
const where = (shell: string): typeof it.skip => (isThere(shell) ? it : it.skip);

/** Runs a script of completions, and `after` behind it, in the shell that it is for. */
async function inShell(shell: 'bash' | 'zsh' | 'fish', after: string): Promise<string> {
  const {code, stdout: script, stderr: warnings} = await lse(['completion', shell]);
  expect({code, warnings}).toEqual({code: 0, warnings: ''});
  const {status, stdout, stderr} = spawnSync(
    shell,
    [
      '-c',
      `${script}
${after}
`,
    ],
    {encoding: 'utf8'},
  );
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  return stdout;
}

/** What is offered for the last of the words. */
const CASES: readonly (readonly [words: string, offered: string])[] = [
  ['lse d', 'db doctor'],
  ['lse db lo', 'load'],
  ['lse db access ', 'grant list revoke'],
  ['lse db load --da', '--data-dir --database-url --date'],
  ['lse report compare --no-', '--no-mask --no-progress'],
  ['lse report run --format j', 'json'],
  ['lse report zenrows-errors --date 2025-09-13 --backend d', 'db'],
  ['lse completion ', 'bash fish zsh'],
  ['lse help ro', 'rollout'],
  ['lse db load --data-dir src/backends/d', 'src/backends/db'],
  ['lse import READ', 'README.md'],
];

describe('bash', () => {
  it('is offered what may follow', async () => {
    const tries = CASES.map(([words]) => {
      const list = words.split(' ').map((word) => `'${word}'`);
      return `COMP_WORDS=(${list.join(' ')}); COMP_CWORD=${list.length - 1}; _lse; printf '%s\\n' "$(printf '%s\\n' "\${COMPREPLY[@]}" | sort | paste -sd' ')"`;
    });
    const offered = await inShell('bash', [...tries, 'complete -p lse'].join('\n'));
    expect(offered.trimEnd().split('\n')).toEqual([...CASES.map(([, expected]) => expected), 'complete -F _lse lse']);
  });

  it('completes the value behind an =, which bash takes for a word', async () => {
    const words = `COMP_WORDS=(lse report run --format = j); COMP_CWORD=5; _lse; echo "\${COMPREPLY[@]}"`;
    expect(await inShell('bash', words)).toBe('json\n');
  });

  it('knows every command', async () => {
    const {stdout} = await lse(['completion', 'bash']);
    for (const name of [...OF_PROGRAM, ...everyCommand.map(([each]) => each)])
      expect(stdout).toContain(`    '${name}')\n`);
  });
});

describe('zsh, where it is installed', () => {
  where('zsh')('is offered what may follow', async () => {
    const {stdout} = await lse(['completion', 'zsh']);
    const offers = [
      'compdef() { :; }',
      'compadd() { shift; print -rl -- $@; }',
      `_describe() { print -rl -- \${\${(P)2}%%:*}; }`,
      "_files() { [[ $1 == -/ ]] && print -r -- 'src/backends/db' || print -r -- README.md; }",
    ];
    const tries = CASES.map(([line]) => {
      const words = line.split(' ').map((word) => `'${word}'`);
      return `words=(${words.join(' ')}); CURRENT=${words.length}; print -r -- "$(_lse | grep -e "^${line.split(' ').at(-1)}" | sort | paste -sd' ')"`;
    });
    const input = [...offers, stdout, ...tries].join('\n');
    const {stderr, stdout: offered} = spawnSync('zsh', ['-f'], {input});
    expect(stderr).toBe('');
    expect(offered.trimEnd().split('\n')).toEqual(CASES.map(([, expected]) => expected));
  });
});

describe('fish, where it is installed', () => {
  where('fish')('is offered what may follow', async () => {
    const tries = CASES.map(
      ([line]) => `echo (complete -C '${line}' | string replace -r '\\t.*' '' | sort | string join ' ')`,
    );
    const offered = await inShell('fish', tries.join('\n'));
    const directory = (expected: string): string => (expected === 'src/backends/db' ? `${expected}/` : expected);
    expect(offered.trimEnd().split('\n')).toEqual(CASES.map(([, expected]) => directory(expected)));
  });
});
