import type {WrittenValue, WrittenYaml, YamlPath} from '../../yaml/written-yaml.ts';

/** One place of a text, from one offset up to another, and what comes there instead. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all edits made. Those at one place stand in their order. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const inOrder = edits
    .map((edit, at) => ({...edit, at}))
    .sort((left, right) => left.start - right.start || left.at - right.at);
  let result = '';
  let done = 0;
  for (const {start, end, text: inserted} of inOrder) {
    result += text.slice(done, start) + inserted;
    done = end;
  }
  return result + text.slice(done);
}

/** What ends the lines of a text. */
export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** The end of the line of an offset, without what ends it: behind a comment that follows there. */
export function endOfLine(text: string, offset: number): number {
  const end = text.slice(offset).search(/\r?\n|$/);
  return offset + end;
}

export function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** How many columns stand before an offset in its line. */
export function columnOf(text: string, offset: number): number {
  return offset - startOfLine(text, offset);
}

/** A plain word in place of a value, in the quotes that it has. */
export function replacedWord({start, end, style}: WrittenValue, word: string): TextEdit {
  const quote = style === 'single' ? "'" : style === 'double' ? '"' : '';
  return {start, end, text: `${quote}${word}${quote}`};
}

/** A key and a plain word beside another key of the same mapping, in the way that this is written. Null if that cannot be told. */
export function addedKey(
  text: string,
  yaml: WrittenYaml,
  {mapping, beside, key, word}: {mapping: YamlPath; beside: string; key: string; word: string},
): TextEdit | null {
  const [whole, value] = [yaml.written(mapping), yaml.written([...mapping, beside])];
  if (whole === null || value === null) return null;
  if (whole.style === 'flow') return insertion(value.end, `, ${key}: ${word}`);
  const {start} = yaml.place([...mapping, beside], 'key');
  const indent = ' '.repeat(columnOf(text, start));
  return insertion(endOfLine(text, value.end), `${lineEndOf(text)}${indent}${key}: ${word}`);
}

export function insertion(at: number, text: string): TextEdit {
  return {start: at, end: at, text};
}

/** A name as YAML: plain if nothing could take it for anything else, else in double quotes. */
export function quotedName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|nan|inf)$/i.test(name))
    return name;
  // JSON is YAML, except for what YAML takes for ends of lines.
  return JSON.stringify(name).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
