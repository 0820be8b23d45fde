import {expect, it} from '@jest/globals';
import {reasonOf} from '../../src/backends/file/reading/unreadable-reason.ts';
import {UnreadableDocument} from '../../src/core/run-document.ts';

it('is a reason what a file is at fault for, and nothing else', () => {
  expect(reasonOf(new UnreadableDocument('not JSON'))).toBe('not JSON');
  expect(reasonOf(Object.assign(new Error(), {code: 'EACCES'}))).toBe('cannot be read (EACCES)');
  let tooLong: unknown;
  try {
    'x'.repeat(2 ** 30);
  } catch (error) {
    tooLong = error;
  }
  expect(reasonOf(tooLong)).toMatch(/^more than this program can take \(/);
  const ours = new TypeError('x is not a function');
  expect(() => reasonOf(ours)).toThrow(ours);
});
