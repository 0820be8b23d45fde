import {describe, expect, it} from '@jest/globals';
import {parseJson} from '../../src/core/json/parse.ts';
import {formatErrorLine} from '../../src/format/error-line.ts';

const masked = (error: string): string => formatErrorLine(error, {mask: true});
const ofJson = (json: string, mask = true): string => formatErrorLine(parseJson(json).value, {mask});

describe('the line of a string', () => {
  it.each([undefined, null, '', ' \u0085\u3000\ufeff', '\n\r\n', 'Traceback (most recent call last):\n  x'])(
    'is Unknown error for %j',
    (error) => {
      expect(formatErrorLine(error, {mask: true})).toBe('Unknown error');
    },
  );

  it.each([
    ["KeyError('x')Traceback (most recent call last):\n\n\n  File", "KeyError('x')"],
    ['\n \r\n\u0085 first \r\nsecond', 'first'],
    ['first\rsecond', 'first'],
    ['one\u2028two', 'one\\u2028two'],
    ['\u0001', '\\u0001'],
    ['a\u001b[31m\u009b', 'a\\u001b[31m\\u009b'],
  ])('of %j is %j', (error, line) => {
    expect(masked(error)).toBe(line);
  });
});

describe('the shape of an HTTPError', () => {
  it.each([
    [
      '422 Client Error: Unprocessable Entity for url: https://api.zenrows.com:443/v1/?apikey=S3C',
      '422 Client Error: Unprocessable Entity - api.zenrows.com',
    ],
    ['404 for url: x for url: https://u:p@H.org:8080/', '404 for url: x - h.org'],
    ['500 for url: http://[::1]:80/', '500 - [::1]'],
  ])('of %s is shortened', (inner, line) => {
    expect(masked(`HTTPError('${inner}')Traceback (most recent call last):`)).toBe(line);
    expect(formatErrorLine(`HTTPError('${inner}')`, {mask: false})).toBe(line);
  });

  it.each([
    "HTTPError('404 for url: not a url')",
    "HTTPError('404 for url: nothing')",
    "HTTPError('404 for url: mailto:x')",
    "HTTPError('404 for https://h.org/')",
    "OtherError('404 for url: https://h.org/')",
    "x HTTPError('404 for url: https://h.org/')",
    "HTTPError('404 for url: https://h.org/') x",
  ])('is not that of %s', (line) => {
    expect(masked(line)).toBe(line);
  });
});

describe('masking and truncation', () => {
  it('masks unless told otherwise', () => {
    expect(masked('at https://u:p@h.org/?key=S3C')).toBe('at https://***@h.org/?key=***');
    expect(formatErrorLine('at https://u:p@h.org/?key=S3C', {mask: false})).toBe('at https://u:p@h.org/?key=S3C');
  });

  it('masks before it cuts, so that no half of a secret is left', () => {
    expect(masked(`${'x'.repeat(120)} https://user:${'S3C'.repeat(20)}@h`)).toBe(`${'x'.repeat(120)} https://***@h`);
  });

  it('counts code points', () => {
    expect(masked('😀'.repeat(150))).toBe('😀'.repeat(150));
    expect(masked('😀'.repeat(151))).toBe(`${'😀'.repeat(147)}...`);
    expect(masked('x'.repeat(150))).toBe('x'.repeat(150));
    expect(masked('x'.repeat(151))).toBe(`${'x'.repeat(147)}...`);
  });

  it('escapes after it cuts', () => {
    expect(masked('\u0001'.repeat(150))).toBe('\\u0001'.repeat(150));
  });
});

describe('any other JSON value', () => {
  it.each([
    ['0', '0'],
    ['false', 'false'],
    ['[]', '[]'],
    ['-0', '0'],
    ['[1.50, 1e2, 123456789012345678901, 1.5e30]', '[1.5,100,123456789012345678901,1.5e+30]'],
    [
      '{"b": 1, "a": {"d": "?key=S3C", "c": "x\\ny"}, "😀": 1, "！": 2}',
      '{"a":{"c":"x\\ny","d":"?key=***"},"b":1,"！":2,"😀":1}',
    ],
    ['{"__proto__": 1, "10": 2, "9": 3}', '{"10":2,"9":3,"__proto__":1}'],
    ['["\\u007f"]', '["\\u007f"]'],
  ])('%s prints as %s', (json, line) => {
    expect(ofJson(json)).toBe(line);
  });

  it('is cut and, if told so, not masked', () => {
    expect(ofJson(JSON.stringify({a: 'x'.repeat(200)}))).toBe(`{"a":"${'x'.repeat(141)}...`);
    expect(ofJson('["?key=S3C"]', false)).toBe('["?key=S3C"]');
  });
});

describe('the steps from an error to its line', () => {
  it('cut nothing but a traceback', () => {
    expect(masked('Traceback of a parcel, most recent call')).toBe('Traceback of a parcel, most recent call');
    expect(masked('x Traceback (most recent call last): y')).toBe('x');
  });

  it.each(['\n', '\r', '\r\n'])('end a line at %j', (end) => {
    expect(masked(`first${end}second`)).toBe('first');
    expect(masked(`${end} ${end}second${end}`)).toBe('second');
  });

  it.each(['\v', '\f', '\u0085', '\u2028', '\u2029'])('end no line at %j', (character) => {
    expect(masked(`first${character}second`)).toMatch(/^first.*second$/s);
  });

  it('shorten the shape before they mask', () => {
    expect(masked("HTTPError('401 Bearer for url: https://example.org/')")).toBe('401 Bearer *** example.org');
  });

  it('mask before they truncate, so that what follows a long secret is still there', () => {
    const url = (secret: string): string => `${'x'.repeat(90)} https://example.org/?key=${secret}&page=2`;
    expect(masked(url('s'.repeat(100)))).toBe(url('***'));
  });
});
