import {describe, expect, it} from '@jest/globals';
import {JWT, KNOWN_FORMS, PEM, SECRET_ADDRESSES} from '../../src/format/masking/secret-list.ts';
import {maskSecrets} from '../../src/format/masking.ts';
import {
  AMBIGUOUS_NAMES,
  CLEAR_NAMES,
  CLEAR_SHAPES,
  FIXED_SHAPES,
  KNOWN_EXAMPLES,
  ORDINARY_TEXTS,
  STRICT_SHAPES,
} from './secret-shapes.ts';

const SECRET = 'S3C-ret9';

function written(shape: string, name: string): string {
  return shape.replaceAll('SECRET', SECRET).replaceAll('NAME', name);
}

describe('a secret', () => {
  it.each([...STRICT_SHAPES, ...CLEAR_SHAPES, ...FIXED_SHAPES])('is masked in %s', (shape) => {
    const masked = maskSecrets(written(shape, 'api_key'));
    expect(masked).not.toContain(SECRET);
    expect(masked).toContain('***');
  });

  it.each(CLEAR_NAMES)('is masked under the name %s', (name) => {
    expect(maskSecrets(`{'${name}': '${SECRET}', 'n': 1}`)).toBe(`{'${name}': '***', 'n': 1}`);
    expect(maskSecrets(`?${name}=${SECRET}&b=2`)).toBe(`?${name}=***&b=2`);
    expect(maskSecrets(`${name}: ${SECRET}`)).toBe(`${name}: ***`);
    expect(maskSecrets(`export ${name}=${SECRET} b`)).toBe(`export ${name}=*** b`);
  });

  it.each(AMBIGUOUS_NAMES)('is masked under the name %s where no prose is', (name) => {
    expect(maskSecrets(`{'${name}': 'word', 'n': 1}`)).toBe(`{'${name}': '***', 'n': 1}`);
    expect(maskSecrets(`?${name}=word&b=2`)).toBe(`?${name}=***&b=2`);
    expect(maskSecrets(`invalid ${name}: ${SECRET}`)).toBe(`invalid ${name}: ***`);
    expect(maskSecrets(`invalid ${name}: word`)).toBe(`invalid ${name}: word`);
  });

  it.each(KNOWN_EXAMPLES)('is known by its form: %s', (_name, example) => {
    for (const text of [
      example,
      `of ${example} and`,
      `"${example}",`,
      `'${example}')`,
      `/${example}?x`,
      `(${example}).`,
    ]) {
      expect(maskSecrets(text)).toBe(text.replace(example, '***'));
    }
  });

  it.each([
    // The whole line, so that nothing more is lost than the secret.
    [
      "{'url': 'https://h/', 'apikey': 'S', 'js_render': True}",
      "{'url': 'https://h/', 'apikey': '***', 'js_render': True}",
    ],
    ['{"a":"{\\"apikey\\":\\"S\\",\\"b\\":1}","c":2}', '{"a":"{\\"apikey\\":\\"***\\",\\"b\\":1}","c":2}'],
    [
      '{\\u0022apikey\\u0022:\\u0022S\\u0022,\\u0022b\\u0022:1}',
      '{\\u0022apikey\\u0022:\\u0022***\\u0022,\\u0022b\\u0022:1}',
    ],
    // A backslash before the closing quote is not told from the quote's own.
    ['{"password":"a\\"b\\\\","b":1}', '{"password":"***\\\\","b":1}'],
    ["{'password': 'it\\'s', 'b': 1}", "{'password': '***', 'b': 1}"],
    ['{"password":12345,"b":1}', '{"password":***,"b":1}'],
    ['{"auth":{"user":"}u","list":["S]","}"]},"b":1}', '{"auth":{***},"b":1}'],
    ["get(url, auth=('user', 'S'), timeout=3)", 'get(url, auth=(***), timeout=3)'],
    ["{'auth': ('user', 'S", "{'auth': (***"],
    ["{'apikey': 'S and more", "{'apikey': '***"],
    ['%7B%22apikey%22%3A%22S%22%2C%22b%22%3A1%7D', '%7B%22apikey%22%3A%22***%22%2C%22b%22%3A1%7D'],
    ["curl -H 'x-api-key: S' -H 'Accept: a' https://h/", "curl -H 'x-api-key: ***' -H 'Accept: a' https://h/"],
    ['Cookie: a=S; b=S was refused', 'Cookie: *** was refused'],
    ['Set-Cookie: a=S; Path=/; HttpOnly', 'Set-Cookie: ***; Path=/; HttpOnly'],
    ['Authorization: Digest username="u", response="S" was refused', 'Authorization: *** was refused'],
    ["{'Authorization': 'Token S', 'a': 1}", "{'Authorization': 'Token ***', 'a': 1}"],
    ["host=h password='a S b' dbname=d", "host=h password='***' dbname=d"],
    ['Server=h;Pwd={S;x};Timeout=3', 'Server=h;Pwd={***};Timeout=3'],
    ['DB_PASSWORD=a&b#c d', 'DB_PASSWORD=*** d'],
    ['x DB_PASSWORD=a&b=c', 'x DB_PASSWORD=***&b=c'],
    ['<api_key>a S b</api_key>', '<api_key>***</api_key>'],
    ["API_KEY='''a'b''' c", "API_KEY='''***''' c"],
    ['https://hooks.slack.com/services/T/B/S?x=1 more', 'https://hooks.slack.com/services/***?x=1 more'],
    ['https://api.telegram.org/bot123:S/sendMessage', 'https://api.telegram.org/bot***/sendMessage'],
    ['curl -u user:S https://h/', 'curl -u *** https://h/'],
    ['curl -u user https://h/', 'curl -u user https://h/'],
    ['{"name": "x-api-key", "value": "S", "b": 1}', '{"name": "x-api-key", "value": "***", "b": 1}'],
  ])('is all that goes: %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
    expect(maskSecrets(masked)).toBe(masked);
  });
});

describe('no secret', () => {
  it.each(ORDINARY_TEXTS)('is in %s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe('the list', () => {
  it.each(KNOWN_FORMS.map(({name, pattern}) => [name, pattern] as const))('has an example of %s', (_name, pattern) => {
    expect(KNOWN_EXAMPLES.some(([, example]) => new RegExp(`^(?:${pattern})`).test(example))).toBe(true);
  });

  it.each(SECRET_ADDRESSES.map(({name, pattern}) => [name, pattern] as const))(
    'has a shape of %s',
    (_name, pattern) => {
      expect(FIXED_SHAPES.some((shape) => new RegExp(pattern).test(shape))).toBe(true);
    },
  );

  // A quantifier without an end inside or before another one is what makes a pattern take more than linear time.
  it('has no pattern with two quantifiers without an end in one piece', () => {
    for (const {pattern} of [...KNOWN_FORMS, ...SECRET_ADDRESSES, {pattern: PEM.begin}, {pattern: PEM.end}]) {
      const outsideOfClasses = pattern.replace(/\[[^\]]*\]/g, '[]');
      expect(outsideOfClasses).not.toMatch(/[+*]/);
      expect(outsideOfClasses).not.toMatch(/\{[0-9]+,\}./);
    }
    // Each part of a token excludes the dot that ends it, and the whole begins where its alphabet does.
    expect(JWT.pattern).toMatch(/^\(\?<!\[A-Za-z0-9_-\]\)eyJ/);
  });
});
