import {expect, it} from '@jest/globals';
import {isWithin} from '../../src/backends/file/tree/tree-root.ts';

it('is within a root what lies below it, also below the root of all', () => {
  expect([isWithin('/a/b', '/a'), isWithin('/ab', '/a'), isWithin('/a', '/a'), isWithin('/a', '/')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});
