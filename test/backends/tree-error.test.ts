import {expect, it} from '@jest/globals';
import {unreadableDirectory} from '../../src/backends/file/tree/tree-error.ts';

const cause = Object.assign(new Error(), {code: 'EACCES'});

it.each([
  ['shop', 'shop'],
  ['my shop', "'my shop'"],
  ["it's", "'it'\\''s'"],
  ['$(rm)', "'$(rm)'"],
])('says how to leave out a project that cannot be read, as a shell takes it: %s', (project, shown) => {
  expect(unreadableDirectory('/data', [project], cause)).toMatchObject({
    code: 'LSE_DATA_DIR',
    message: `The directory /data/${project} cannot be read (EACCES).`,
    hint: expect.stringMatching(/ Or leave its project out with: --exclude-project /),
  });
  expect(unreadableDirectory('/data', [project], cause).hint.endsWith(` ${shown}`)).toBe(true);
  expect(unreadableDirectory('/data', [], cause).hint).toBe('Look at it with: ls -ld /data');
});
