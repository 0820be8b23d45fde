import {afterEach, describe, expect, it} from '@jest/globals';
import {errorNotice, toldError} from '../../src/cli/error-notice.ts';
import {LseError} from '../../src/core/errors.ts';

const UNFORESEEN = 'Error: Something unforeseen went wrong:';
const SEE = 'See the stack with: LSE_DEBUG=1 lse db load --help';

const notice = (error: unknown): string[] => errorNotice(error, toldError(error, 'lse db load'));

afterEach(() => {
  delete process.env.LSE_DEBUG;
});

describe('the notice of an error', () => {
  it('is what it says and what to do, where it is one of ours', () => {
    const error = new LseError('LSE_OUTPUT', 'The disk is full.', 'Free some space.');
    expect(notice(error)).toEqual(['Error: The disk is full. Free some space.']);
  });

  it.each([
    ['an error', new Error('It broke'), 'It broke.'],
    ['an error without words', new TypeError(''), 'TypeError.'],
    ['a sentence', new Error('It broke!'), 'It broke!'],
    ['a text', 'a text', 'a text.'],
    ['an object whose message is none', {message: 5}, '[object Object].'],
    ['nothing', undefined, 'undefined.'],
    ['null', null, 'null.'],
    ['a secret', new Error('GET https://u:hunter2@h/ failed'), 'GET https://***@h/ failed.'],
  ])('says that it was not foreseen, whatever was thrown: %s', (_, error, said) => {
    expect(notice(error)).toEqual([`${UNFORESEEN} ${said} ${SEE}`]);
  });

  it('is no longer than a message may be, with a secret masked before it could be cut', () => {
    const [line = ''] = notice(new Error(`${'x'.repeat(990)} api_key=abcdefghijklmnop ${'y'.repeat(5000)}`));
    expect(line.length).toBeLessThan(1200);
    expect(line).toContain(' ... ');
    expect(line).not.toContain('abc');
    // Nor does it end in half of a character.
    const [other = ''] = notice(new Error(`${'x'.repeat(999)}${'😀'.repeat(20)}`));
    expect(other.isWellFormed()).toBe(true);
  });

  it('has the stack below it, and nothing else of it, with LSE_DEBUG=1', () => {
    const error = new Error('It broke\nwith a password');
    expect(notice(error)).toHaveLength(1);
    process.env.LSE_DEBUG = '1';
    const [first, ...frames] = notice(error);
    expect(first).toBe(`${UNFORESEEN} It broke with a password. ${SEE}`);
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) expect(frame).toMatch(/^ +at /);
    expect(notice('a text')).toHaveLength(1);
    process.env.LSE_DEBUG = '0';
    expect(notice(error)).toHaveLength(1);
  });
});
