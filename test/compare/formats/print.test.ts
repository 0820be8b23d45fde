import {describe, expect, it} from '@jest/globals';
import {line} from '../../../src/compare/formats/text/line.ts';
import {printLines} from '../../../src/compare/formats/text/print.ts';

const printed = (columns: number | null, ...args: Parameters<typeof line>): string =>
  printLines([line(...args)], {colour: false, columns});

describe('a line for a person', () => {
  it('is broken between words where a terminal ends, and nowhere without one', () => {
    const text = 'control: one two three four five six seven eight nine ten eleven twelve';
    expect(printed(null, text, 2)).toBe(`  ${text}\n`);
    expect(printed(50, text, 2, 'plain', 9)).toBe(
      '  control: one two three four five six\n           seven eight nine ten eleven twelve\n',
    );
    expect(printed(80, text, 2)).toBe(`  ${text}\n`);
  });

  it('is never broken within a path or an id, though it has blanks, nor within a word', () => {
    const path = '/my traces/2025 and later/of a project with a long name/run 1.json';
    expect(printed(40, `file ${path}, no trace`, 0, 'plain', 2, [path])).toBe(`file\n  ${path},\n  no trace\n`);
    expect(printed(40, `file ${'x'.repeat(60)} end`)).toBe(`file\n  ${'x'.repeat(60)}\n  end\n`);
  });

  it('is never broken within a command, nor within what is in quotes', () => {
    const command = "lse db repair --from 2025-09-13 --to 2025-09-14 --project 'my project'";
    expect(printed(40, `Correct it with: ${command}`)).toBe(`Correct it with:\n  ${command}\n`);
    expect(printed(40, "It isn't there, said '/a path with blanks/of a user/who likes them' now.")).toBe(
      "It isn't there, said\n  '/a path with blanks/of a user/who likes them'\n  now.\n",
    );
  });

  it('drives no terminal, whatever it stands for', () => {
    expect(printed(40, '\u001b[31m \ufdd0 x', 0, 'plain', 2, ['\ufdd0 x'])).toBe('\\u001b[31m \ufdd0 x\n');
  });
});
