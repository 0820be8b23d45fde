import {spawn} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Those that take their time by design: whoever waits has to wait for many seconds. */
const SLOW = 'sqlite-locked,table-held,connection-silence,peer-stopped';

/** A short soak on the server of the tests, so that there is no second one. */
function soak(...args: string[]): Promise<{code: number | null; output: string}> {
  const env = {...process.env, LSE_TEST_DATABASE_URL: process.env.LSE_TEST_SERVER_URL, NODE_OPTIONS: ''};
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${root}scripts/soak.js`, '--quiet', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({code, output}));
  });
}

describe('a short soak', () => {
  it.each([
    ['the same steps every time', '16', '40', '0.3'],
    ['other steps every time', String(Math.floor(Math.random() * 1e9)), '15', '0.15'],
  ])('finds nothing: %s (seed %s)', async (_, seed, steps, minutes) => {
    const bounds = ['--steps', steps, '--minutes', minutes, '--limit', '20'];
    const {code, output} = await soak('--seed', seed, ...bounds, '--without', SLOW);
    // All of the output, so that a failure says what was found and how to see it again.
    expect(code === 0 ? '' : output).toBe('');
    expect(output).toMatch(/^Steps: +[1-9][\s\S]*^Lost: +0$/m);
  });

  it.each([
    ['ends a load with 0 and does nothing', 'false green: load', 'process.exitCode = 0'],
    ['ends a load with a stack', 'bad message: load', "throw new Error('no')"],
    ['never ends a load', 'hang: load', 'setInterval(() => {}, 1000)'],
  ])('finds a program that %s', async (_, found, instead) => {
    await withTemporaryDirectory(async (directory) => {
      const program = join(directory, 'program.cjs');
      const rest = `require(${JSON.stringify(`${root}bin/run.js`)})`;
      await writeFile(program, `if (process.argv.includes('load')) ${instead}; else ${rest};\n`);
      // The second step of seed 5 is a load.
      const bounds = ['--steps', '3', '--limit', '4', '--sqlite-only', '--no-faults'];
      const {code, output} = await soak('--program', program, '--seed', '5', ...bounds);
      expect({code, output}).toEqual({code: 1, output: expect.stringContaining(found)});
    });
  });
});
