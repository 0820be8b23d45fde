import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {everyCommand} from '../support/commands.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = everyCommand.map(([name]) => name);

/** The guide has a test of its own; the reference and the figures are generated. */
const pages = fastGlob
  .sync(['README.md', 'docs/*.md'], {
    cwd: root,
    ignore: ['docs/commands.md', 'docs/migration-guide.md', 'docs/performance*.md'],
  })
  .sort();

/** The commands that a page shows as code: a line of a block, or a span of a sentence. Each ends where the shell would end it. */
function commandsOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/\\\n\s*/g, ' ');
  const blocks = [...text.matchAll(/^(?: {4,}|\$ )?(?:\S+=\S+ )*lse ([a-z][^\n]*)$/gm)];
  const spans = [...text.matchAll(/`(?:\S+=\S+ )*lse ([a-z][^`\n]*)`/g)];
  return [...blocks, ...spans]
    .flatMap(([, line = '']) => line.split(/ && lse /))
    .map((line) => line.split(/ +#| \||;| >/)[0] ?? '');
}

async function faultOf(line: string): Promise<string | null> {
  if (/^(?:help|version)\b/.test(line)) return null;
  // A topic, such as `lse rollout`.
  if (names.some((known) => known.startsWith(`${line} `))) return null;
  const [name] = names.filter((known) => `${line} `.startsWith(`${known} `)).sort((a, b) => b.length - a.length);
  if (name === undefined) return `no command: ${line}`;
  const {default: command} = await import(`../../src/commands/${name.replaceAll(' ', '/')}.ts`);
  const known = [...Object.keys(command.flags), 'json', 'help'];
  const flags = [...line.matchAll(/ --(?:no-)?([a-z-]+)/g)].map(([, flag = '']) => flag);
  const unknown = flags.filter((flag) => !known.includes(flag));
  return unknown.length === 0 ? null : `no flag ${unknown.join(', ')}: ${line}`;
}

describe('the commands that the documents show', () => {
  it('are found', () => {
    expect(commandsOf('README.md').length).toBeGreaterThan(10);
    expect(pages.flatMap(commandsOf).length).toBeGreaterThan(100);
  });

  it.each([
    ['db lod', 'no command: db lod'],
    ['db load --al', 'no flag al: db load --al'],
  ])('would not be there: lse %s', async (line, fault) => {
    expect(await faultOf(line)).toBe(fault);
  });

  it.each(pages)('are there, with their flags, in %s', async (page) => {
    const faults: string[] = [];
    for (const line of new Set(commandsOf(page))) {
      const fault = await faultOf(line);
      if (fault !== null) faults.push(fault);
    }
    expect(faults).toEqual([]);
  });
});
