import {cpSync, mkdirSync, readFileSync, realpathSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import {filledDocument} from '../../scripts/examples/filled-document.js';
import {letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {lse} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Runs `work` in a directory of its own, as whoever reads the document would. */
async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const home = process.cwd();
  return withTemporaryDirectory(async (name) => {
    const directory = realpathSync(name);
    process.chdir(directory);
    try {
      return await work(directory);
    } finally {
      process.chdir(home);
    }
  });
}

describe('the examples of the documents', () => {
  it.each(['README.md'])('say in %s what the commands say', async (document) => {
    const text = readFileSync(join(root, document), 'utf8');
    await inDirectory(async (directory) => {
      cpSync(join(root, 'fixtures', 'story'), join(directory, 'data'), {recursive: true});
      try {
        await letFilesSettle(join(directory, 'data'));
        const run = (args: string[], variables: Record<string, string>) =>
          lse(args, {LSE_LEDGER: 'file', ...variables});
        expect(await filledDocument(text, directory, run)).toBe(text);
      } finally {
        restoreClock();
      }
    });
  });

  it('have a whole file of a trace that counts as README.md says', async () => {
    const [, document = ''] = /^```json\n([\s\S]*?)^```$/m.exec(readme) ?? [];
    expect(document.split('\n').length).toBeLessThanOrEqual(17);
    const {trace} = JSON.parse(document) as {trace: {id: string}};
    await inDirectory(async (directory) => {
      mkdirSync(join(directory, 'data', 'mine', '2025-09-13'), {recursive: true});
      writeFileSync(join(directory, 'data', 'mine', '2025-09-13', `${trace.id}_090000.json`), document);
      const counts = await lse(['report', 'zenrows-errors', '--date', '2025-09-13']);
      expect(counts.stdout).toContain('\n2025-09-13,1,1,100.0%\n');
      const detail = await lse(['report', 'zenrows-detail', '--date', '2025-09-13']);
      expect(detail.stdout).toMatch(/^BTC:\n {2}7c9e6679-.*:\n {4}Error: .*429 Client Error/m);
    });
  });

  it('leave README.md on two screens', () => {
    const lines = readme.split('\n');
    expect(lines.length).toBeLessThanOrEqual(130);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
});
