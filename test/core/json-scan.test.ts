import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {JsonScan, type ScannedJson} from '../../src/core/json/json-scan.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import type {Part} from '../../src/core/json/scanned-parts.ts';
import {JsonNumber} from '../../src/core/json/value.ts';
import {damagedText} from '../fuzz/damaged.ts';
import {anyJsonText} from '../properties/json-text-arbitrary.ts';

/** One for all tests: what a scan leaves behind must not show in the next one. */
const scan = JsonScan.start({}) as JsonScan;

/** Null where the scan leaves the text to the exact reader. */
function quickly(text: string): string | null {
  const found = scan.canonical(Buffer.from(text));
  return found === null ? null : Buffer.from(found.printed).toString();
}

function exactly(text: string): string | null {
  try {
    return canonicalJson(parseJson(text).value);
  } catch {
    return null;
  }
}

/** Members in disorder; as text their keys are ordered as they are with the colon. */
function members(count: number): string {
  return Array.from({length: count}, (_, at) => `"${((at * 7919) % count) + 10_000}":${at}`).join();
}

describe('the scan', () => {
  it('gives what the exact reader and printer give, or nothing', () => {
    let quick = 0;
    fc.assert(
      fc.property(anyJsonText, (text) => {
        const answer = quickly(text);
        if (answer === null) return;
        quick += 1;
        expect(answer).toBe(exactly(text));
      }),
      {numRuns: 20_000},
    );
    expect(quick).toBeGreaterThan(10_000);
  });

  it('gives nothing for a text that the exact reader refuses, wherever it is broken', () => {
    fc.assert(
      fc.property(damagedText(anyJsonText), (text) => {
        fc.pre(text.isWellFormed());
        const answer = quickly(text);
        if (answer !== null) expect(answer).toBe(exactly(text));
      }),
      {numRuns: 20_000},
    );
  });

  it.each([
    ['keys in disorder', '{"b":1,"a":{"d":[{"z":1,"y":2}],"c":3},"ab":4,"":5}'],
    ['keys by code point', '{"😀":1,"～":2,"é":3,"z":4,"zz":5,"Z":6,"10":7,"9":8,"__proto__":9}'],
    ['white space', ' \t\r\n{ "b" : [ 1 , 2 ] ,\n"a" : { } , "c" : [ ] } \n'],
    ['escapes that stay', String.raw`{"a":"\"\\\b\f\n\r\t"}`],
    ['escapes that go', String.raw`["\/","\u00e9\u0041","\ud83d\ude00é","\u0000\u001F"]`],
    ['lone surrogates', String.raw`["\ud800","\udfff\ud800x"]`],
    ['a backslash before the end', String.raw`["\\","\\\"",""]`],
    ['numbers as they are', '[0,-1,1.5,12345678901234567890,0.1000000000000000055,123.456]'],
    ['numbers that print otherwise', '[-0,1.50,1e2,1E-7,-0.0,1e21,1e+20,1.5e300,100e-2,0e999,12e-999]'],
    ['words', '[true,false,null]'],
    ['a scalar alone', ' "x" '],
    ['an object in disorder, much longer than the last', `{"b":"${'x'.repeat(200_000)}","a":"${'ß'.repeat(200_000)}"}`],
    ['numbers that grow', `[${'1e20,'.repeat(1000)}0]`],
    ['many members', `{${members(256)}}`],
    ['very many members in order', `{${[...members(5000).split(',')].sort().join()}}`],
    ['nesting as deep as may be', '['.repeat(900) + ']'.repeat(900)],
    ['nesting in disorder', `${'{"b":1,"a":'.repeat(800)}0${'}'.repeat(800)}`],
  ])('does by itself: %s', (_, text) => {
    expect(quickly(text)).toBe(exactly(text));
    expect(quickly(text)).not.toBeNull();
  });

  it.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['a key twice in disorder', '{"b":1,"a":1,"b":2}'],
    ['an escape in a key', String.raw`{"\u0061":1}`],
    ['nesting over the limit', '['.repeat(901) + ']'.repeat(901)],
    ['a number that may be out of range', '1e1000'],
    ['a number of many digits', '1'.repeat(301)],
    ['a bad escape', String.raw`["\x"]`],
    ['a cut escape', String.raw`["\u12"]`],
    ['control characters', '["\n"]'],
    ['a leading zero', '[01]'],
    ['a point without digits', '[1.]'],
    ['a comma too many', '[1,]'],
    ['a text that ends early', '{"a":"b'],
    ['a key that ends early', '{"a'],
    ['a word that ends early', '[tru'],
    ['a text that goes on', '{} {}'],
    ['many numbers that grow', `[${'1e20,'.repeat(40_000)}0]`],
    ['more members in disorder', `{${members(257)}}`],
    ['more members than are kept', `{${Array.from({length: 70_000}, (_, at) => `"${at + 100_000}":0`).join()}}`],
    ['nothing', ''],
  ])('leaves %s to the exact reader', (_, text) => {
    expect(quickly(text)).toBeNull();
  });

  it('gives the canonical text of a text of very many bytes, and its memory back', () => {
    const many = JSON.stringify({z: 'é'.repeat(5_000_000), a: [1, 2]});
    expect(quickly(many)).toBe(canonicalJson(parseJson(many).value));
    scan.release();
    expect(quickly('{"b":1,"a":2}')).toBe('{"a":2,"b":1}');
  });

  it('goes on after a text for which it needed more memory than it keeps', () => {
    const long = `["${'é'.repeat(10_000_000)}","\\u0000"]`;
    expect(scan.scan(Buffer.from(long))?.storableText).toBe(false);
    expect(scan.scan(long)?.storableText).toBe(false);
    expect(quickly('{"b":1,"a":2}')).toBe('{"a":2,"b":1}');
    expect(scan.scan('["a"]')?.storableText).toBe(true);
  });

  it('leaves a text that has no UTF-8 to the exact reader', () => {
    expect(scan.scan('["\ud800"]')).toBeNull();
    expect(scan.canonical(`["${'x'.repeat(1_500_000)}é"]`)?.printed.length).toBe(1_500_006);
  });

  it('is none where its code does not run', () => {
    expect(JsonScan.start({}, {code: 'AGFzbQ=='})).toBeNull();
  });

  it('tells apart what an outline names', () => {
    const text = String.raw`{"z":{"x":"\u0061","y":2},"list":[{"x":"b"},5],"x":{"no":1},"more":[1],"__proto__":1}`;
    const x = {members: {x: {}}};
    const outlined = JsonScan.start({members: {z: x, list: {elements: x}, x: {}, more: {}}}) as JsonScan;
    const {parts} = outlined.scan(text) as ScannedJson;
    const read = (part: Part | null) => (part === null ? null : parts.value(part));
    expect(read(parts.member(parts.member(parts.root, 'z'), 'x'))).toBe('a');
    expect(parts.member(parts.member(parts.root, 'z'), 'y')).toBeNull();
    const [first = null, second = null, ...rest] = parts.elements(parts.member(parts.root, 'list'));
    expect([read(parts.member(first, 'x')), read(second), rest]).toEqual(['b', new JsonNumber('5'), []]);
    expect(read(parts.member(parts.root, 'x'))).toEqual(new Map([['no', new JsonNumber('1')]]));
    expect(parts.elements(parts.member(parts.root, 'more'))).toEqual([]);
    expect(read(parts.member(parts.root, 'more'))).toEqual([new JsonNumber('1')]);
    expect(parts.member(parts.root, '__proto__')).toBeNull();
  });
});
