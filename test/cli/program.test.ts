import {expect, it} from '@jest/globals';
import {runCommand, runProgram} from '../../src/cli/program.ts';
import {interrupt} from '../../src/core/interruption.ts';
import {lse} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

it('ends well when it was asked for its version or for help', async () => {
  expect(await lse(['--version'])).toMatchObject({code: 0, stdout: expect.stringMatching(/^lse\/\d/), stderr: ''});
  for (const args of [['--help'], ['report', 'compare', '--help'], ['db']]) {
    expect(await lse(args)).toMatchObject({code: 0, stdout: expect.stringContaining('USAGE'), stderr: ''});
  }
});

it('ends in trouble, and says so, where what goes wrong is no command at all', async () => {
  await withTemporaryDirectory(async (root) => {
    // Nothing there says which commands there are.
    const outcome = await lse(['--version'], {}, (args) => runCommand(args, {root}));
    expect(outcome).toMatchObject({code: 1, stdout: '', stderr: expect.stringMatching(/^Error: .*\n$/)});
  });
});

it('comes to the same with a hand on the process', async () => {
  expect(await lse(['--version'], {}, runProgram)).toEqual(await lse(['--version']));
  expect(await lse(['db', 'verify', '--nope'], {}, runProgram)).toEqual(await lse(['db', 'verify', '--nope']));
});

// The last test of this file: what is interrupted stays so.
it('says nothing of what fails after an interruption, and is no success', async () => {
  const args = ['report', 'zenrows-errors', '--date', '2025-13-01'];
  const before = await lse(args);
  expect(before.stderr).toMatch(/^Error: Invalid date format '2025-13-01'/);
  await interrupt();
  expect(await lse(args)).toEqual({...before, stderr: ''});
  const outcome = await lse(['--version'], {}, (given) => runCommand(given, {root: '/nowhere'}));
  expect(outcome).toMatchObject({code: 1, stdout: '', stderr: ''});
});
