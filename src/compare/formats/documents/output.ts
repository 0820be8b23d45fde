import {createTwoFilesPatch} from 'diff';
import type {DifferingRendering, Result} from '../../result.ts';

/** Finding a diff takes time with the square of its length: 16,000 lines took 10 s, and nobody reads that many. */
const MAX_EDITS = 4000;

/** How one rendering differs, ready to be shown. */
export interface OutputDocument {
  readonly format: DifferingRendering['format'];
  /** A unified diff from control to candidate; empty if masking hides the difference. */
  readonly diff: string;
}

/** The outputs that differ. With `mask`, they hold no secret, and a difference of secrets alone has no diff. */
export function outputDocuments({differing}: Pick<Result, 'differing'>, mask: boolean): OutputDocument[] {
  return differing.map(({format, control, candidate}) => {
    const [left, right] = mask ? [control.shown(), candidate.shown()] : [control.exact, candidate.exact];
    return {format, diff: left === right ? '' : diffOf(left, right)};
  });
}

function diffOf(control: string, candidate: string): string {
  const [left, right] = [linesOf(control), linesOf(candidate)];
  const options = {context: 3, maxEditLength: MAX_EDITS};
  const patch = isFar(left, right)
    ? undefined
    : createTwoFilesPatch('control', 'candidate', control, candidate, undefined, undefined, options);
  if (patch === undefined) {
    const [lines, others] = [left.length - 1, right.length - 1];
    return `--- control\n+++ candidate\nToo different to be shown by line: ${lines} and ${others} lines.\n`;
  }
  // The first line is a ruler of `=` that no unified diff of git or diff(1) has.
  return patch.slice(patch.indexOf('--- '));
}

function linesOf(text: string): string[] {
  return text.split('\n');
}

/** Whether one text has more surplus lines than there may be edits, without a look at their order. */
function isFar(left: readonly string[], right: readonly string[]): boolean {
  const surplus = new Map<string, number>();
  for (const line of left) surplus.set(line, (surplus.get(line) ?? 0) + 1);
  for (const line of right) surplus.set(line, (surplus.get(line) ?? 0) - 1);
  let edits = 0;
  for (const count of surplus.values()) edits += Math.abs(count);
  // The last lines may differ only by a line feed: that counts twice here, and as two edits in a diff.
  return edits > MAX_EDITS + 2;
}
