import {createTwoFilesPatch} from 'diff';
import {type CellDifference, cellDifferences} from './cell-difference.ts';
import type {DifferingRendering, Result} from './result.ts';

/** How one rendering differs, ready to be shown. */
export interface OutputDifference {
  readonly format: DifferingRendering['format'];
  /** A unified diff from control to candidate; empty where the difference is one that masking hides. */
  readonly diff: string;
  /** For CSV, the cells that differ; empty for other formats. */
  readonly cells: readonly CellDifference[];
}

/** The differences of a result. With `mask`, no secret is in them, and a difference of secrets alone has no diff. */
export function outputDifferences(result: Result, mask: boolean): OutputDifference[] {
  return result.differing.map(({format, control, candidate}) => {
    const [left, right] = mask ? [control.shown(), candidate.shown()] : [control.exact, candidate.exact];
    return {
      format,
      diff: left === right ? '' : unifiedDiff(left, right),
      cells: format === 'csv' ? cellDifferences(left, right) : [],
    };
  });
}

function unifiedDiff(control: string, candidate: string): string {
  const patch = createTwoFilesPatch('control', 'candidate', control, candidate, undefined, undefined, {context: 3});
  // The first line is a ruler of `=` that no unified diff of git or diff(1) has.
  return patch.slice(patch.indexOf('--- '));
}
