import {expect, it} from '@jest/globals';
import {nameSome} from '../../src/core/named-list.ts';

it('names the first twenty of a list, and how many more there are', () => {
  const names = Array.from({length: 22}, (_, at) => `n${at}`);
  expect(nameSome([])).toBe('');
  expect(nameSome(names.slice(0, 20))).toBe(names.slice(0, 20).join(', '));
  expect(nameSome(names)).toBe(`${names.slice(0, 20).join(', ')} and 2 more`);
});
