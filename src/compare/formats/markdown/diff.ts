import {codeBlock} from '../../../format/markdown-inert.ts';
import {counted} from '../count.ts';
import type {OutputDocument} from '../documents/output.ts';
import {fitting} from './room.ts';

/** A longer diff needs a tool made for it. */
const ROOM = 8000;

/** A unified diff of as many whole hunks as fit: a diff that ends inside a hunk would be broken. */
export function outputPart({format, diff}: OutputDocument): string {
  if (diff === '') return `The ${format} differs only in what masking hides; show it with \`--no-mask\`.`;
  const [head = '', ...hunks] = diff.trimEnd().split(/\n(?=@@ )/);
  const {shown, left} = fitting(hunks, {most: hunks.length, room: ROOM});
  // Without hunks, the head says in a line or two why.
  const block = shown.length > 0 || left === 0 ? codeBlock([head, ...shown].join('\n'), 'diff') : '';
  return [`The ${format}, from control to candidate:`, block, leftOut(hunks, left, format)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function leftOut(hunks: readonly string[], left: number, format: string): string {
  if (left === 0) return '';
  const lines = hunks.slice(-left).reduce((sum, hunk) => sum + hunk.split('\n').length, 0);
  return `Left out of this diff of the ${format}: ${left} of ${counted(hunks.length, 'hunk')}, ${lines} lines; all of them with \`--format json\`.`;
}
