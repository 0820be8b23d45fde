import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {execFileSync, spawnSync} from './support/blocking-process.ts';

const endless = ['-e', 'setInterval(() => {}, 1_000)'];

describe('a program that a test waits for', () => {
  it('is killed when it does not end, and named', () => {
    const named = /^did not end within 300 ms: .*node.* -e setInterval/;
    expect(() => spawnSync(process.execPath, endless, {timeout: 300})).toThrow(named);
    expect(() => execFileSync(process.execPath, endless, {timeout: 300})).toThrow(named);
  });

  it('tells how it ended', () => {
    expect(spawnSync(process.execPath, ['-e', 'process.exit(3)']).status).toBe(3);
    expect(execFileSync(process.execPath, ['-p', '1'])).toBe('1\n');
    expect(() => execFileSync(process.execPath, ['-e', 'process.exit(3)'])).toThrow('ended with 3: ');
    expect(() => execFileSync('no-such-program')).toThrow('ENOENT');
  });

  it('is never waited for without a limit', () => {
    const root = fileURLToPath(new URL('.', import.meta.url));
    const files = fastGlob.sync('**/*.ts', {cwd: root});
    const others = files.filter((file) =>
      /import [^;]*\b(?:spawn|exec|execFile)Sync\b[^;]*'node:child_process'/.test(readFileSync(root + file, 'utf8')),
    );
    expect(others).toEqual(['support/blocking-process.ts']);
  });
});
