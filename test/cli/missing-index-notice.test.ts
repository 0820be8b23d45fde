import {expect, it} from '@jest/globals';
import {missingIndexNotice} from '../../src/cli/missing-index-notice.ts';

it('warns of those that are missing, and of nothing else', () => {
  expect(missingIndexNotice([])).toEqual([]);
  const rest = 'missing, so reports take longer. Create what is missing with: lse db indexes create';
  expect(missingIndexNotice(['a'])).toEqual([`Warning: The index a is ${rest}`]);
  expect(missingIndexNotice(['a', 'b'])).toEqual([`Warning: The indexes a and b are ${rest}`]);
});
