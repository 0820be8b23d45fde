import {counted} from '../count.ts';

export interface Limits {
  readonly most: number;
  /** In characters, with `between` line breaks after each piece. */
  readonly room: number;
  readonly between?: number;
}

export interface Fitting {
  readonly shown: readonly string[];
  readonly left: number;
  readonly used: number;
}

/** The first pieces that fit together, and how many do not. */
export function fitting(pieces: readonly string[], {most, room, between = 1}: Limits): Fitting {
  let [count, used] = [0, 0];
  for (const piece of pieces.slice(0, most)) {
    if (used + piece.length + between > room) break;
    used += piece.length + between;
    count += 1;
  }
  return {shown: pieces.slice(0, count), left: pieces.length - count, used};
}

/** A table of as many rows as fit, and below it how many do not. Without rows, no table at all. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  {noun, ...limits}: Limits & {readonly noun: string},
): string {
  if (rows.length === 0) return '';
  const {shown, left} = fitting(rows.map(rowOf), limits);
  const lines = shown.length === 0 ? [] : [rowOf(head), rowOf(head.map(() => '---')), ...shown];
  return [lines.join('\n'), moreText(left, noun)].filter((part) => part !== '').join('\n\n');
}

/** If something is left out, the comment says so. */
export function moreText(left: number, noun: string): string {
  return left === 0 ? '' : `… and ${counted(left, `more ${noun}`)}, left out here; all of them with \`--format json\`.`;
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
