import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {DecodedText} from '../../src/format/masking/decoded-text.ts';
import {knownFormRanges} from '../../src/format/masking/known-form.ts';
import {secretValueRanges} from '../../src/format/masking/secret-value.ts';
import {userInfoRanges} from '../../src/format/masking/user-info.ts';
import {maskSecrets} from '../../src/format/masking.ts';

describe('values of query parameters', () => {
  it.each(['apikey', 'api_key', 'key', 'token', 'access_token', 'password', 'secret', 'signature', 'auth'])(
    'masks %s, in any case',
    (name) => {
      expect(maskSecrets(`https://h.org/p?a=1&${name}=S3C&b=2`)).toBe(`https://h.org/p?a=1&${name}=***&b=2`);
      expect(maskSecrets(`https://h.org/p?${name.toUpperCase()}=S3C`)).toBe(
        `https://h.org/p?${name.toUpperCase()}=***`,
      );
    },
  );

  it.each([
    'monkey=1',
    'api.key=1',
    'x-key=1',
    'https://h.org/key/abc',
    'https://h.org/key=abc/x',
    'https://h.org/?access_tokens=1',
    'https://h.org/?token_count=1',
    'https://h.org/?key=&b=1',
    'https://h.org/?key=',
    '?user%5Btoken%5D=1',
    'the key and the token',
    'plain text',
    '',
  ])('leaves %s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it.each([
    ['url=https%3A%2F%2Fu%3Ap%40h%2F%3Fapikey%3DX%26b%3D1', 'url=https%3A%2F%2F***%40h%2F%3Fapikey%3D***%26b%3D1'],
    ['x%253Ftoken%253DS3C%2526b%253D1', 'x%253Ftoken%253D***%2526b%253D1'],
    ['?%61pikey=S3C&b=1', '?%61pikey=***&b=1'],
    ['?%25%36%31pikey=S3C', '?%25%36%31pikey=***'],
    ['?token=a%26S3C&c=1', '?token=***&c=1'],
    ['%3Ftoken%3Da%2526S3C%26c%3D1', '%3Ftoken%3D***%26c%3D1'],
    ['%3Fpassword%3Da%20S3C%26b', '%3Fpassword%3D***%26b'],
    ['?%C3%A9&key=S3C', '?%C3%A9&key=***'],
    ['?%zz&key=S3C%4', '?%zz&key=***'],
  ])('reads percent-encoding: %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it('undoes percent-encoding of any depth', () => {
    const encoded = `%${'25'.repeat(40)}3D`;
    expect(maskSecrets(`?key${encoded}S3C`)).toBe(`?key${encoded}***`);
  });

  it.each([
    ['a=1&amp;token=S3C&amp;b=2', 'a=1&amp;token=***&amp;b=2'],
    ['?a=1;key=S3C', '?a=1;key=***'],
    ['#access_token=S3C#x', '#access_token=***#x'],
    ['?key=S3C next', '?key=*** next'],
    ['?key=S3C\u00a0next', '?key=***\u00a0next'],
    ['<a href="?key=S3C">x', '<a href="?key=***">x'],
    ['(see https://h.org/?key=S3C).', '(see https://h.org/?key=***).'],
    ["HTTPError('x for url: https://h.org/?key=S3C')", "HTTPError('x for url: https://h.org/?key=***')"],
    ["f('?key=S3C')Traceback (most recent call last):", "f('?key=***')Traceback (most recent call last):"],
    ["f('?key=S3C')\\nnext", "f('?key=***')\\nnext"],
    ["?password=a'S3C)S3C&x=1", '?password=***&x=1'],
    ['password="S3C" x', 'password="***" x'],
    ["token='S3C' x", "token='***' x"],
    ["token=''", "token=''"],
    ["token=S3C?key='.", "token=***'."],
    ['token=S3C?key="S3C"', 'token=***"***"'],
    ['token=%3Fkey%3DS3C%26S3C&x', 'token=***&x'],
    ['url=key%3DS3C%26S3C&token=S3C', 'url=key%3D***%26S3C&token=***'],
    ['%3Ftoken%3Da;key=S3C%26S3C&x', '%3Ftoken%3D***&x'],
  ])('ends the value: %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    [
      '{"u":"https:\\/\\/u:S3C@h\\/?a=1\\u0026token=S3C\\u0026b=2"}',
      '{"u":"https:\\/\\/***@h\\/?a=1\\u0026token=***\\u0026b=2"}',
    ],
    ['{\\"u\\":\\"?key=S3C\\",\\"b\\":1}', '{\\"u\\":\\"?key=***\\",\\"b\\":1}'],
    ['?a=1\\x26key\\x3dS3C', '?a=1\\x26key\\x3d***'],
    ['?password=S3C\\S3C', '?password=***'],
    ['line\\nkey=S3C', 'line\\nkey=***'],
  ])('reads quoted JSON: %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });
});

describe('user info', () => {
  it.each([
    ['https://user:pass@host/x', 'https://***@host/x'],
    ['https://user:p%40ss@host/x', 'https://***@host/x'],
    ['https://user:p@ss:w@host:80/x', 'https://***@host:80/x'],
    ['//user:pass@host/x', '//***@host/x'],
    ['https:/user:pass@host', 'https:/***@host'],
    ['https:\\\\user:pass@host', 'https:\\\\***@host'],
    ['https://user:S3/C?#@host/a@b', 'https://***@host/a@b'],
    ['https://me@x.org:S3/C@host/', 'https://***@host/'],
    ['https://user:S3%2FC%40host/', 'https://***%40host/'],
    ['https://user:S3%2FC%40x:y/', 'https://***%40x:y/'],
    ['https://user:?token=abc@host/x', 'https://***@host/x'],
    ['https%3A%2F%2Fu%3Aa%252FS3C%40h%2F', 'https%3A%2F%2F***%40h%2F'],
    ['//a@b%2F%2Fc%40d', '//***@b%2F%2F***%40d'],
    ['//x:a//y:b@host', '//***@host'],
    ['//[%2F%2Fhttps://@h', '//***@h'],
    ['https://[::1]x:S3/C@host', 'https://***@host'],
  ])('masks %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    'https://h.org/@user',
    'https://h.org/?email=a@b.c',
    'https://h.org:8080/a@b',
    'https://[::1]/a@b',
    'https://[2001:db8::A]:8080/a@b',
    '//%2F%2F[/@6',
    'https://h.org: mail a@b',
    'https://@host',
    'https://h:x/ mail a@b',
    'mail a@b.c',
  ])('leaves %s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it('masks two that touch as one', () => {
    expect(maskSecrets('%2F%2Fxhttps://@%2F%2F@h')).toBe('%2F%2F***@h');
  });

  it('masks what reads as user info once a value is gone', () => {
    expect(maskSecrets('//x;key=a/b&c@d')).toBe('//***@d');
  });
});

describe('credentials', () => {
  it.each([
    ['Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['{"a":"bEARER abc"}', '{"a":"bEARER ***"}'],
    ['Bearer "abc", x', 'Bearer "***", x'],
    ["Bearer a'S3C", 'Bearer ***'],
    ['Bearer\t abc&x', 'Bearer\t ***&x'],
    ['Authorization%3A+Bearer+abc&x=1', 'Authorization%3A+Bearer+***&x=1'],
    ['a=Bearer%09abc&x=1', 'a=Bearer%09***&x=1'],
    ['auth=Bearer abc', 'auth=*** ***'],
    ['Basic dXNlcjpwYXNz', 'Basic ***'],
    ['Basic%20dXNlcjpwYXNz%3D%3D&x', 'Basic%20***&x'],
    ['Basic+dXNlcjpwYXNz', 'Basic+***'],
    ['Basic /zpw+w==', 'Basic ***'],
  ])('masks %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it.each([
    'Basic authentication',
    'Basic OgA=',
    'Basic Onp/',
    'Basic',
    'bearer',
    'Bearer ',
    'forbearer abc',
    'overbasic dXNlcjpwYXNz',
    'Bearer: abc',
  ])('leaves %s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...['key', 'token', '=', '%3D', '&', '%26', '%2526', '#', '//', '%2F%2F', '/', '@', '%40', ':', '%3A', '?', ' '],
    ...[
      '%20',
      '+',
      '"',
      "'",
      ')',
      ',',
      '.',
      'Bearer',
      'Basic',
      'dXNlcjpwYXNz',
      'x',
      '\\',
      '\\n',
      '\\"',
      '\\u0026',
      '%',
    ],
    ...['25', '***', 'https://', 'u:p', 'é', '\n', '[', 'Traceback (most recent call last)'],
  );

  it('is the same masked twice as masked once', () => {
    const text = fc.oneof(
      fc.array(piece, {maxLength: 16}).map((pieces) => pieces.join('')),
      fc.string({unit: 'binary'}),
    );
    fc.assert(
      fc.property(text, (input) => {
        const once = maskSecrets(input);
        expect(maskSecrets(once)).toBe(once);
      }),
      {numRuns: 3000},
    );
  });

  it('keeps no secret that was put into a URL, however often that was put into another', () => {
    const character = fc.constantFrom(...'abC1\'"&#@:/?% +);,=é\\.!*~$<>');
    const secret = fc.string({unit: character, maxLength: 8}).map((middle) => `LEAK${middle}LEAK`);
    const build = fc.constantFrom<(encoded: string) => string>(
      (encoded) => `https://h.example/p?a=1&apikey=${encoded}&b=2`,
      (encoded) => `https://user:${encoded}@h.example/p?b=2`,
      (encoded) => `https://h.example/#access_token=${encoded}`,
    );
    fc.assert(
      fc.property(secret, build, fc.nat({max: 3}), fc.boolean(), (hidden, url, nestings, quoted) => {
        let text = url(encodeURIComponent(hidden));
        for (let count = 0; count < nestings; count += 1)
          text = `https://o.example/?url=${encodeURIComponent(text)}&z=9`;
        if (quoted) text = JSON.stringify({text}).replaceAll('/', '\\/').replaceAll('&', '\\u0026');
        const masked = maskSecrets(text);
        expect(masked).not.toContain('LEAK');
        expect(masked).toContain('h.example');
      }),
      {numRuns: 2000},
    );
  });

  describe.each([
    ...['=', '@', '%', '%25', '%2F', '%25%32%35', '//@', '//a:b', '//a:b%2F%40', 'key=', 'key%3D', "key=')", 'key="'],
    ...[
      'Bearer ',
      'Bearer+',
      'Basic+',
      'Basic%20',
      '\\',
      '\\u',
      ')',
      ' ',
      'key=(',
      "key='",
      'key:"',
      '{"key":[',
      '{"key":"',
    ],
    ...[
      'key=\\"',
      '\\\\"',
      '\\"key\\":',
      '%22key%22%3A%22',
      '%5C%22key%5C%22%3A',
      '%5C',
      'sk-',
      'sk-a-',
      'eyJ',
      'eyJa.',
    ],
    ...['eyJaaaaaaaaaa.', '-----BEGIN PRIVATE KEY-----', '-----BEGIN RSA PRIVATE KEY-----\\nabcdefghijklmnopqrstuvwx'],
    ...[
      'Authorization: ',
      'Authorization:',
      'authorization:a,',
      'Cookie: a=b; ',
      "('key', '",
      "'key', ",
      'curl -u ',
      '--token ',
    ],
    ...[
      'https://hooks.slack.com/services/',
      'api.telegram.org/bot',
      '<password>',
      '1234567:A',
      'AKIA',
      'a.',
      '/a',
      '[{(',
    ],
    ...[
      '"name": "key", "value"',
      'password: a ',
      'ghp_',
      'key=a&',
      'key=a;',
      "token=a'",
      'Basic a ',
      '"a":{"key":{',
      '-u a:b ',
    ],
  ])('over a long text of %s', (hostile) => {
    it('takes linear time: four times the text, four times the units that are looked at', () => {
      const short = unitsRead(hostile, 4000);
      expect(unitsRead(hostile, 16_000)).toBeLessThan(4.4 * short + 2000);
    });

    it('leaves no secret', () => {
      expect(maskSecrets(`key=S3C@${hostile.repeat(Math.ceil(100_000 / hostile.length))}`)).not.toContain('S3C');
    });
  });
});

/** A text that counts how often one of its units is looked at. */
class CountedText extends DecodedText {
  reads = 0;

  override code(at: number): number {
    this.reads += 1;
    return super.code(at);
  }
}

function unitsRead(hostile: string, length: number): number {
  const text = new CountedText(`key=S3C@${hostile.repeat(Math.ceil(length / hostile.length))}`);
  for (const rangesOf of [userInfoRanges, secretValueRanges, knownFormRanges]) rangesOf(text);
  return text.reads;
}
