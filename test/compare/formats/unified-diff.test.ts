import {expect, test} from '@jest/globals';
import {createTwoFilesPatch} from 'diff';
import fc from 'fast-check';
import {unifiedDiff} from '../../../src/compare/formats/documents/unified-diff.ts';

/** Few different lines, so that there is more than one shortest way from one text to the other. */
const line = fc.constantFrom('a', 'b', 'c', '', 'd\r', ' ');
const text = fc
  .tuple(fc.array(line, {maxLength: 40}), fc.boolean())
  .map(([lines, isEnded]) => lines.join('\n') + (isEnded && lines.length > 0 ? '\n' : ''));
/** Much of one text, in its order, with something else between: what two reports are like. */
const edited = fc
  .tuple(fc.array(line, {maxLength: 60}), fc.array(fc.nat({max: 9}), {minLength: 60, maxLength: 60}))
  .map(([lines, dice]): [string, string] => [
    lines.map((each) => `${each}\n`).join(''),
    lines.flatMap((each, at) => (dice[at] === 0 ? [] : dice[at] === 1 ? [each, 'new'] : [each])).join('\n'),
  ]);

test.each([4000, 30, 5, 1])('the same to the byte as that of the package `diff`, up to %d edits', (most) => {
  fc.assert(
    fc.property(fc.oneof(fc.tuple(text, text), edited), ([control, candidate]) => {
      fc.pre(control !== candidate);
      expect(unifiedDiff(control, candidate, most)).toBe(ofPackage(control, candidate, most));
    }),
    {numRuns: 1500},
  );
});

test('is told apart from one that takes too many edits', () => {
  const [control, candidate] = ['a\n'.repeat(10), 'b\n'.repeat(10)];
  expect(unifiedDiff(control, candidate, 19)).toBeNull();
  expect(unifiedDiff(control, candidate, 20)).toBe(ofPackage(control, candidate, 20));
});

function ofPackage(control: string, candidate: string, most: number): string | null {
  const options = {context: 3, maxEditLength: most};
  const patch = createTwoFilesPatch('control', 'candidate', control, candidate, undefined, undefined, options);
  return patch === undefined ? null : patch.slice(patch.indexOf('--- '));
}
