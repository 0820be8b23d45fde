import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import {everyCommand} from '../support/commands.ts';

const text = readFileSync(fileURLToPath(new URL('../../docs/migration-guide.md', import.meta.url)), 'utf8');
const names = everyCommand.map(([name]) => name);

/** Each command that the guide names, in a block or in a line, as its words. */
const named = [...text.matchAll(/(?:^\$ |^.*[`:] ?)lse ([a-z][^`\n]*)/gm)].map(([, line = '']) => line.trim());

describe('the guide to a migration', () => {
  it('names commands', () => {
    expect(named.length).toBeGreaterThan(30);
    for (const name of ['promote', 'gate', 'status', 'history', 'release', 'rehearse', 'rollback'])
      expect(named.some((line) => line.startsWith(`rollout ${name}`))).toBe(true);
  });

  it.each([...new Set(named)])('names a command that there is, with flags that it has: lse %s', async (line) => {
    const name = names
      .filter((known) => line === known || line.startsWith(`${known} `))
      .sort((left, right) => right.length - left.length)[0];
    expect([line, name]).toEqual([line, expect.any(String)]);
    const {default: command} = await import(`../../src/commands/${name?.replaceAll(' ', '/')}.ts`);
    const flags = [...line.matchAll(/ --([a-z-]+)/g)].map(([, flag]) => flag);
    expect(Object.keys(command.flags)).toEqual(expect.arrayContaining(flags));
  });

  it('shows what each of them says', () => {
    const blocks = [...text.matchAll(/^```\n(\$ [\s\S]*?)^```$/gm)].map(([, block = '']) => block.split('\n'));
    const silent = blocks.flatMap((lines) =>
      lines.filter((line, at) => /^\$ (?:lse|for|cat) /.test(line) && /^(?:\$ .*)?$/.test(lines[at + 1] ?? '')),
    );
    expect(silent).toEqual([]);
  });

  it('comes from the story: held and released, and no report that changes', () => {
    expect(text).toContain('\nHeld, and served from files until it is released: project-1 2025-09-01.');
    expect(text).toContain('\nLifted 1 hold of project-1;');
    const answers = text.split('$ lse report zenrows-errors --project project-1 --date 2025-09-01').slice(1);
    const rows = answers.map((answer) => /^2025-09-01,.*$/m.exec(answer)?.[0]);
    expect(rows.length).toBeGreaterThan(5);
    expect(new Set(rows)).toEqual(new Set(['2025-09-01,2,1,50.0%']));
  });
});
