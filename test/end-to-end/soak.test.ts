import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';

const script = fileURLToPath(new URL('../../scripts/soak.js', import.meta.url));
/** Those that take their time by design: whoever waits has to wait for many seconds. */
const SLOW = 'sqlite-locked,table-held,connection-silence,peer-stopped';

/** A short soak on the server of the tests, so that there is no second one. It prints how to see a failure again. */
function soak(seed: string, steps: number): Promise<{code: number | null; output: string}> {
  const args = [
    '--seed',
    seed,
    '--steps',
    String(steps),
    '--minutes',
    '0.3',
    '--limit',
    '20',
    '--without',
    SLOW,
    '--quiet',
  ];
  const env = {...process.env, LSE_TEST_DATABASE_URL: process.env.LSE_TEST_SERVER_URL, NODE_OPTIONS: ''};
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {env, stdio: ['ignore', 'pipe', 'pipe']});
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({code, output}));
  });
}

describe('a short soak', () => {
  it.each([
    ['the same steps every time', '16', 40],
    ['other steps every time', String(Math.floor(Math.random() * 1e9)), 15],
  ])('finds nothing: %s (seed %s)', async (_, seed, steps) => {
    const {code, output} = await soak(seed, steps);
    // All of the output, so that a failure says what was found and how to see it again.
    expect(code === 0 ? '' : output).toBe('');
    expect(output).toMatch(/^Steps: +[1-9][\s\S]*^Lost: +0$/m);
  });
});
