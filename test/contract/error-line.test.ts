import {describe, expect, it} from '@jest/globals';
import {formatErrorLine} from '../../src/format/error-line.ts';

const printed = (error: string): string => formatErrorLine(error, {mask: true});

describe('the steps from an error to its line', () => {
  it('cut nothing but a traceback', () => {
    expect(printed('Traceback of a parcel, most recent call')).toBe('Traceback of a parcel, most recent call');
    expect(printed('x Traceback (most recent call last): y')).toBe('x');
  });

  it.each(['\n', '\r', '\r\n'])('end a line at %j', (end) => {
    expect(printed(`first${end}second`)).toBe('first');
    expect(printed(`${end} ${end}second${end}`)).toBe('second');
  });

  it.each(['\v', '\f', '\u0085', '\u2028', '\u2029'])('end no line at %j', (character) => {
    expect(printed(`first${character}second`)).toMatch(/^first.*second$/s);
  });

  it('shorten the shape before they mask', () => {
    expect(printed("HTTPError('401 Bearer for url: https://example.org/')")).toBe('401 Bearer *** example.org');
  });

  it('mask before they truncate, so that what follows a long secret is still there', () => {
    const url = (secret: string): string => `${'x'.repeat(90)} https://example.org/?key=${secret}&page=2`;
    expect(printed(url('s'.repeat(100)))).toBe(url('***'));
  });
});
