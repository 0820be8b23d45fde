import {createTwoFilesPatch} from 'diff';
import type {DifferingRendering, Result} from '../../result.ts';

/** Finding a diff takes time with the square of its length: 16,000 lines took 10 s, and nobody reads that many. */
const MAX_EDITS = 4000;

/** How one rendering differs, ready to be shown. */
export interface OutputDocument {
  readonly format: DifferingRendering['format'];
  /** A unified diff from control to candidate; empty where the difference is one that masking hides. */
  readonly diff: string;
}

/** The outputs that differ. With `mask`, no secret is in them, and a difference of secrets alone has no diff. */
export function outputDocuments(result: Result, mask: boolean): OutputDocument[] {
  return result.differing.map(({format, control, candidate}) => {
    const [left, right] = mask ? [control.shown(), candidate.shown()] : [control.exact, candidate.exact];
    return {format, diff: left === right ? '' : unifiedDiff(left, right)};
  });
}

function unifiedDiff(control: string, candidate: string): string {
  const options = {context: 3, maxEditLength: MAX_EDITS};
  const patch = createTwoFilesPatch('control', 'candidate', control, candidate, undefined, undefined, options);
  if (patch === undefined) {
    const lines = (text: string): number => text.split('\n').length - 1;
    return `--- control\n+++ candidate\nToo different to be shown by line: ${lines(control)} and ${lines(candidate)} lines.\n`;
  }
  // The first line is a ruler of `=` that no unified diff of git or diff(1) has.
  return patch.slice(patch.indexOf('--- '));
}
