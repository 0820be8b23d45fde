import {spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {draftState, newDraftName} from '../../src/transfer/draft-name.ts';
import {spawnSync} from '../support/blocking-process.ts';

/** A draft's name with the parts that a test changes: the place, the process and its start. */
function nameWith(changes: {place?: string; process?: number; start?: number | string}): string {
  const [, , place, id, start, random] = newDraftName().slice(1).split('-');
  return `.lse-export-${[changes.place ?? place, changes.process ?? id, changes.start ?? start, random].join('-')}`;
}

/** Where a system tells when a process started. */
const onLinux = existsSync('/proc/self/stat') ? it : it.skip;

/** The 22nd field, counted from behind the program's name. */
const startOf = (id: number): string =>
  readFileSync(`/proc/${id}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ')[19] ?? '';

describe('a name of a draft', () => {
  it('is another one each time, hidden, and says that this process writes it', () => {
    const names = Array.from({length: 100}, newDraftName);
    expect(new Set(names).size).toBe(100);
    for (const name of names) expect(name).toMatch(/^\.lse-export-[0-9a-f-]+$/);
    for (const name of names) expect(draftState(name)).toBe('written');
  });

  it('is left when its process is gone', () => {
    const {pid} = spawnSync(process.execPath, ['--version']);
    expect(draftState(nameWith({process: pid}))).toBe('left');
  });

  onLinux('is left when its number was given to another process since', () => {
    expect(draftState(nameWith({start: 1}))).toBe('left');
  });

  onLinux('is written when another process of this machine writes it', () => {
    const other = spawn('sleep', ['60'], {stdio: 'ignore'});
    try {
      const id = other.pid ?? 0;
      expect(draftState(nameWith({process: id, start: startOf(id)}))).toBe('written');
      expect(draftState(nameWith({process: id, start: Number(startOf(id)) + 1}))).toBe('left');
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('of another machine says nothing about whether it is written', () => {
    expect(draftState(nameWith({place: '00000000'}))).toBe('other');
    expect(draftState(nameWith({place: '00000000', start: 1}))).toBe('other');
  });

  it.each(['p', '.lse-export-', '.lse-export-unfinished', '.lse-export-00000000-0-1-00000000', ''])(
    'is not %j',
    (name) => {
      expect(draftState(name)).toBeNull();
      expect(draftState(`${newDraftName()}x`)).toBeNull();
    },
  );
});
