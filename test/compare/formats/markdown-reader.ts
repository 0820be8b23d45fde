/** A Markdown text as GitHub would take it: what is left of it without its code, and the code. */
export interface ReadMarkdown {
  readonly skeleton: string;
  readonly codes: readonly string[];
  /** The cells of each row of a table, with code in place. */
  readonly rows: readonly (readonly string[])[];
}

/** An own reading of what the comment is made of: code spans, fenced blocks, pipe tables and `<code>` in HTML. */
export function readMarkdown(text: string): ReadMarkdown {
  const codes: string[] = [];
  const rows: string[][] = [];
  const skeleton: string[] = [];
  let block: {fence: string; lines: string[]} | null = null;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (block !== null) {
      if (new RegExp(`^ {0,3}\`{${block.fence.length},}[ \t]*$`).test(line)) {
        codes.push(block.lines.join('\n'));
        block = null;
      } else block.lines.push(line);
      continue;
    }
    const fence = /^(`{3,})[^`]*$/.exec(line)?.[1];
    if (fence !== undefined) {
      if (fence.length > 255) throw new Error('a fence is longer than what is told apart');
      block = {fence, lines: []};
      skeleton.push('(block)');
    } else if (line.startsWith('|')) {
      const cells = cellsOf(line);
      rows.push(cells.map(withCode));
      skeleton.push(`| ${cells.map((cell) => inline(cell, codes)).join(' | ')} |`);
    } else if (line.startsWith('<')) {
      skeleton.push(
        line.replace(/<code>([^<>]*)<\/code>/g, (_, html: string) => {
          codes.push(html.replace(/&#(\d+);/g, (__, number: string) => String.fromCodePoint(Number(number))));
          return '(code)';
        }),
      );
    } else skeleton.push(inline(line, codes));
  }
  if (block !== null) throw new Error('a fence is not closed');
  return {skeleton: skeleton.join('\n').replace(/ … and \d+ more characters/g, ''), codes, rows};
}

/** A pipe ends a cell unless a backslash stands before it that no other backslash takes; a code span is no shelter. */
function cellsOf(line: string): string[] {
  const cells = [
    ...line
      .trim()
      .slice(1)
      .matchAll(/((?:\\[!-/:-@[-`{-~]|[^|])*)\|/g),
  ].map(([, cell]) => cell as string);
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function withCode(text: string): string {
  const codes: string[] = [];
  return inline(text, codes).replaceAll('(code)', () => codes.shift() ?? '');
}

/** The text with each code span as `(code)`. */
function inline(text: string, codes: string[]): string {
  return text.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/gs, (_, fence: string, code: string) => {
    if (fence.length > 80) throw new Error('a fence is longer than what counts as one');
    const isPadded = code.startsWith(' ') && code.endsWith(' ') && /[^ ]/.test(code);
    codes.push(isPadded ? code.slice(1, -1) : code);
    return '(code)';
  });
}
