import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {makeOwnDirectory} from '../../src/files/own-directory.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

describe('a directory that lse makes for itself', () => {
  it('ignores itself for git when it is made, whatever is made below it', async () => {
    await withTemporaryDirectory(async (directory) => {
      makeOwnDirectory(join(directory, 'work', '.lse', 'cache'));
      const ignore = join(directory, 'work', '.lse', '.gitignore');
      expect(readFileSync(ignore, 'utf8')).toMatch(/^\*$/m);
      expect(statSync(ignore).mode & 0o777).toBe(0o600);
      expect(existsSync(join(directory, 'work', '.gitignore'))).toBe(false);
      expect(existsSync(join(directory, 'work', '.lse', 'cache', '.gitignore'))).toBe(false);
    });
  });

  it('stays as somebody left it when it is there', async () => {
    await withTemporaryDirectory(async (directory) => {
      mkdirSync(join(directory, '.lse'));
      makeOwnDirectory(join(directory, '.lse', 'cache'));
      expect(existsSync(join(directory, '.lse', '.gitignore'))).toBe(false);
      writeFileSync(join(directory, '.lse', '.gitignore'), 'cache\n');
      makeOwnDirectory(join(directory, '.lse', 'pull'));
      expect(readFileSync(join(directory, '.lse', '.gitignore'), 'utf8')).toBe('cache\n');
    });
  });

  it('leaves a directory of another name alone, which the user chose', async () => {
    await withTemporaryDirectory(async (directory) => {
      makeOwnDirectory(join(directory, 'state'));
      expect(existsSync(join(directory, 'state', '.gitignore'))).toBe(false);
    });
  });
});
