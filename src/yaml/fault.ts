/** What is wrong with a text of YAML, and where in its text: from one offset up to another, in UTF-16 units. */
export interface Fault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** A longer line is shown from so many characters before the fault, so that the caret is in sight. */
const MOST_BEFORE = 100;
const MOST_SHOWN = 160;

/**
 * A fault as a person reads it:
 *
 *     reports/slow.yaml:12:22: There is no field 'latenc'. Did you mean 'latency'?
 *       p95: {percentile: [latenc, 95]}
 *                          ^^^^^^
 */
export function faultText(path: string, text: string, {start, end, message}: Fault): string {
  const {line, column} = positionOf(text, start);
  const head = `${path}:${line}:${column}: ${message}`;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const source = text.slice(from, lineEnd(text, start)).replaceAll('\t', ' ');
  if (source.trim() === '') return head;
  const cut = Math.max(0, start - from - MOST_BEFORE);
  const shown = source.slice(cut, cut + MOST_SHOWN).trimEnd();
  const before = start - from - cut;
  const width = Math.max(1, Math.min(end - start, shown.length - before));
  return `${head}\n  ${shown}\n  ${' '.repeat(before)}${'^'.repeat(width)}`;
}

/** Both count from 1; the column in code points. */
export function positionOf(text: string, offset: number): {readonly line: number; readonly column: number} {
  const before = text.slice(0, offset);
  const from = before.lastIndexOf('\n') + 1;
  return {line: before.split('\n').length, column: [...before.slice(from)].length + 1};
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}
