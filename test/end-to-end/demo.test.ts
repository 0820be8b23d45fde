import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from '@jest/globals';
import {tour} from '../../scripts/demo-tour.js';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

const MOST_LINES = 40;
/** What a terminal of 120 columns shows in one line; a path of this machine may be longer. */
const MOST_COLUMNS = 120;

describe('npm run demo', () => {
  const lines: string[] = [];
  const commands: string[] = [];
  let hasPage = false;

  beforeAll(() =>
    withTemporaryDirectory(async (directory) => {
      await tour(directory, (line, kind) => {
        lines.push(line);
        if (kind === 'command') commands.push(line);
      });
      hasPage = existsSync(join(directory, 'parity.html'));
    }),
  );

  it('takes forty lines with the one of the build, none too wide to read', () => {
    expect(lines.length + 1).toBeLessThanOrEqual(MOST_LINES);
    expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
    expect(lines.filter((line) => line.length > MOST_COLUMNS && !/sqlite:|file:|run\.js/.test(line))).toEqual([]);
  });

  it('shows the whole way: the same, damage, the repair, the same again, and the gate', () => {
    const output = lines.join('\n');
    expect(output).toMatch(
      /the same[\s\S]*sql delete[\s\S]*sql update[\s\S]*different[\s\S]*2 of 2 repaired[\s\S]*the same[\s\S]*The gate of price-watch/i,
    );
    expect(commands).toContain('$ lse report zenrows-detail --date 2025-09-13');
    expect(hasPage).toBe(true);
    expect(commands.at(-1)).toMatch(/^\$ lse init/);
  });
});
