import {afterEach, describe, expect, it, jest} from '@jest/globals';
import {shownNotice, writeNotice, writeReport} from '../../src/cli/terminal.ts';

type Write = typeof process.stdout.write;

/** A write that ends with the given error, as a stream would report it. */
function failingWrite(code: string): Write {
  return ((_text: string, done: (error?: Error) => void) => {
    done(Object.assign(new Error(code), {code}));
    return false;
  }) as Write;
}

describe('the terminal', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('takes a reader that closed its end early for one that has what it wanted', async () => {
    jest.spyOn(process.stdout, 'write').mockImplementation(failingWrite('EPIPE'));
    await expect(writeReport('text')).resolves.toBeUndefined();
  });

  it('reports any other failure to write', async () => {
    jest.spyOn(process.stdout, 'write').mockImplementation(failingWrite('ENOSPC'));
    await expect(writeReport('text')).rejects.toThrow('ENOSPC');
  });

  it('lets nothing in a report drive it, which makes nothing of its JSON', async () => {
    const written: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation(((text: string, done: () => void) => {
      written.push(text);
      done();
      return true;
    }) as Write);
    const value = {'\u009b': '\u007f\u2028\u2029\u202e\u0085'};
    await writeReport(`\u001b[31m\r${JSON.stringify(value)}\n`);
    expect(written).toEqual(['\\u001b[31m\\u000d{"\\u009b":"\\u007f\\u2028\\u2029\\u202e\\u0085"}\n']);
    expect(JSON.parse(written.join('').slice('\\u001b[31m\\u000d'.length))).toEqual(value);
  });

  it('lets nothing in a notice drive it', async () => {
    const written: string[] = [];
    jest.spyOn(process.stderr, 'write').mockImplementation(((text: string, done: () => void) => {
      written.push(text);
      done();
      return true;
    }) as Write);
    await writeNotice('a\u001b[31m\nb', 'c');
    expect(written.join('')).toBe('a\\u001b[31m\\u000ab\nc\n');
  });

  it.each([
    ["postgres://lse:hun/ter?2'@host/db", 'postgres://***@host/db'],
    ['postgres://lse:@hunter2/@host and postgresql://a:hunter2 @b', 'postgres://***@b'],
    ['postgres://lse:***@host/db', 'postgres://lse:***@host/db'],
    ['postgres://lse@host/db, user@example.org', 'postgres://lse@host/db, user@example.org'],
  ])('shows nothing of a password in %j', (line, shown) => {
    expect(shownNotice(line)).toBe(shown);
  });
});
