import {expect, it} from '@jest/globals';
import {escapeControlCharacters} from '../../src/format/control-characters.ts';

it('escapes C0, DEL and C1', () => {
  expect(escapeControlCharacters('\u0000\t\n\u001b[31m\u001f\u007f\u0080\u0085\u009f')).toBe(
    '\\u0000\\u0009\\u000a\\u001b[31m\\u001f\\u007f\\u0080\\u0085\\u009f',
  );
});

it('leaves every other character', () => {
  expect(escapeControlCharacters(' ~\u00a0\u2028é😀\\u001b')).toBe(' ~\u00a0\u2028é😀\\u001b');
});
