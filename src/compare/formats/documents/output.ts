import type {DifferingRendering, Result} from '../../result.ts';
import {unifiedDiff} from './unified-diff.ts';

/** Finding a diff takes time with the square of its length, and nobody reads that many lines. */
const MAX_EDITS = 4000;

/** How one rendering differs, ready to be shown. */
export interface OutputDocument {
  readonly format: DifferingRendering['format'];
  /** A unified diff from control to candidate; empty where the difference is one that masking hides. */
  readonly diff: string;
}

/** The outputs that differ. With `mask`, no secret is in them, and a difference of secrets alone has no diff. */
export function outputDocuments({differing}: Pick<Result, 'differing'>, mask: boolean): OutputDocument[] {
  return differing.map(({format, control, candidate}) => {
    const [left, right] = mask ? [control.shown(), candidate.shown()] : [control.exact, candidate.exact];
    return {format, diff: left === right ? '' : diffOf(left, right)};
  });
}

function diffOf(control: string, candidate: string): string {
  const lines = (text: string): number => text.split('\n').length - 1;
  return (
    unifiedDiff(control, candidate, MAX_EDITS) ??
    `--- control\n+++ candidate\nToo different to be shown by line: ${lines(control)} and ${lines(candidate)} lines.\n`
  );
}
