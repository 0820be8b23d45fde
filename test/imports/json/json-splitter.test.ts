import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {JsonScan} from '../../../src/core/json/json-scan.ts';
import {JsonSplitter} from '../../../src/imports/formats/json/json-splitter.ts';
import type {SplitPiece} from '../../../src/imports/formats/json/split-piece.ts';

const scan = JsonScan.start({members: {runs: {}, post: {}, id: {}}});

/** As the reader of JSON looks at lines. */
function readLine(line: Buffer): true | 'walk' | null {
  const found = scan?.scan(line) ?? null;
  if (found === null) return null;
  const isList = ['runs', 'post'].some((name) => found.parts.member(found.parts.root, name) !== null);
  return isList && found.parts.member(found.parts.root, 'id') === null ? 'walk' : true;
}

type Seen =
  | {value: string; line: number; list: string | null}
  | {fault: string; line: number; column: number | null}
  | {open: Record<string, string>}
  | {close: Record<string, string>};

function seen(piece: SplitPiece<true>): Seen {
  if (piece.kind === 'value') return {value: piece.bytes.toString('utf8'), line: piece.line, list: piece.list};
  if (piece.kind === 'fault') return {fault: piece.message, line: piece.line, column: piece.column};
  const members = Object.fromEntries([...piece.members].map(([key, value]) => [key, value.toString('utf8')]));
  return piece.kind === 'open' ? {open: members} : {close: members};
}

/** Splits a text that comes in pieces of these sizes, over and over. */
function split(text: string | Buffer, sizes: readonly number[] = [1_000_000], maxBytes = 1_000_000): Seen[] {
  const bytes = Buffer.from(text);
  const splitter = new JsonSplitter<true>(readLine, maxBytes);
  const found: Seen[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] as number;
    for (const piece of splitter.push(bytes.subarray(at, at + size), at + size >= bytes.length))
      found.push(seen(piece));
    at += size;
  }
  for (const piece of splitter.end()) found.push(seen(piece));
  return found;
}

const values = (found: Seen[]): string[] => found.flatMap((one) => ('value' in one ? [one.value] : []));
const faults = (found: Seen[]): unknown[] => found.filter((one) => 'fault' in one);

describe('what a text is split into', () => {
  it.each([
    ['lines', '{"a":1}\n{"b":[2]}\r\n\n  {"c":3}', ['{"a":1}', '{"b":[2]}', '{"c":3}']],
    ['one value', '{"a":1}', ['{"a":1}']],
    ['one over several lines', '{\n  "a": {\n    "b": 1\n  }\n}\n', ['{\n  "a": {\n    "b": 1\n  }\n}']],
    ['several over several lines', '{\n"a": {}\n}\n{\n"b": 1}', ['{\n"a": {}\n}', '{\n"b": 1}']],
    ['several on a line', '{"a":1}{"b":2} {"c":3}\n{"d":4}', ['{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}']],
    ['a line that seems to end', '{"a": {}\n, "b": {}}\n{"c":1}', ['{"a": {}\n, "b": {}}', '{"c":1}']],
    ['brackets and quotes in texts', '[{"a":"}]\\"{"},{"b":"\\\\"}]', ['{"a":"}]\\"{"}', '{"b":"\\\\"}']],
    ['an array', ' [ {"a":1} ,\n {"b":2}\n]\n', ['{"a":1}', '{"b":2}']],
    ['arrays', '[{"a":1}]\n[]\n[[1], 2.5e3,"x",null]', ['{"a":1}', '[1]', '2.5e3', '"x"', 'null']],
    ['no objects', '12\n"x" true', ['12', '"x"', 'true']],
    ['nothing', ' \n\t', []],
  ])('%s', (_, text, expected) => {
    for (const sizes of [[1_000], [1], [2, 3], [7, 1, 1]]) {
      expect(values(split(text, sizes))).toEqual(expected);
      expect(faults(split(text, sizes))).toEqual([]);
    }
  });

  it('the array of an object, with what stands around it', () => {
    const text = '{"trace_id": "t",\n "runs": [{"a": 1},\n {"a": 2}], "cursors": {"next": null}}';
    for (const sizes of [[1_000], [1], [3, 5]]) {
      expect(split(text, sizes)).toEqual([
        {open: {trace_id: '"t"'}},
        {value: '{"a": 1}', line: 2, list: 'runs'},
        {value: '{"a": 2}', line: 3, list: 'runs'},
        {close: {cursors: '{"next": null}'}},
      ]);
    }
  });

  it('both arrays of an object, on a line among others', () => {
    const found = split('{"id": 1}\n{"post": [{"a": 1}], "patch": [{"a": 2}]}\n{"id": 2}\n');
    expect(found).toEqual([
      {value: '{"id": 1}', line: 1, list: null},
      {open: {}},
      {value: '{"a": 1}', line: 2, list: 'post'},
      {value: '{"a": 2}', line: 2, list: 'patch'},
      {close: {}},
      {value: '{"id": 2}', line: 3, list: null},
    ]);
  });

  it('leaves the array of a run alone, which has an id', () => {
    expect(values(split('{\n"id": "x", "runs": [1]}'))).toEqual(['{\n"id": "x", "runs": [1]}']);
  });
});

it.each([
  ['{"a": 1}\n', true],
  ['  {\n"a": 1}\n\n ', true],
  ['5', true],
  ['{"a": 1} 5', false],
  ['{"a": 1}\n{"a": 2}', false],
  ['[{"a": 1}]', false],
])('whether a value is alone: %j', (text, expected) => {
  const splitter = new JsonSplitter<true>(readLine, 1_000);
  const found = [...splitter.push(Buffer.from(text), true), ...splitter.end()];
  expect(found.some((piece) => piece.kind === 'value' && piece.isAlone)).toBe(expected);
});

describe('a fault', () => {
  it('says where it is, and takes one line alone', () => {
    const found = split('{"a": 1}\n{"a": "né, "x}\n{"b": 2}\n{"c": \n{"d": 3}\n');
    expect(values(found)).toEqual(['{"a": 1}', '{"b": 2}', '{"d": 3}']);
    expect(faults(found)).toEqual([
      {fault: 'is not JSON: an unexpected character', line: 2, column: 13},
      {fault: 'is not JSON: the text ends early', line: 6, column: 1},
    ]);
  });

  it('in a line that was cut within a text takes no other line', () => {
    for (const sizes of [[1_000], [1], [4, 9]]) {
      const found = split('{"a": 1}\n{"b": "x\n{"c": 3}\n{"runs": [{"d": "\n{"e": 5}', sizes);
      expect(values(found)).toEqual(['{"a": 1}', '{"c": 3}', '{"e": 5}']);
      expect(faults(found)).toEqual([
        {fault: 'is not JSON: a string has no end', line: 2, column: 9},
        {fault: 'is not JSON: a string has no end', line: 4, column: 18},
      ]);
    }
  });

  it('in an array ends it: what stood before counts', () => {
    const found = split('[\n{"a": 1},\n{"b": 2},\n{"c" 3},\n{"d": 4}\n]\n');
    expect(values(found)).toEqual(['{"a": 1}', '{"b": 2}']);
    expect(faults(found)).toEqual([{fault: 'is not JSON: an unexpected character', line: 4, column: 6}]);
    expect(split('[{"a": 1}, {"b": ')).toEqual([
      {value: '{"a": 1}', line: 1, list: '[]'},
      {fault: 'is not JSON: the text ends early', line: 1, column: 18},
    ]);
  });

  it.each([
    ['a comma too many', '{"a": 1,}'],
    ['brackets that do not match', '{"a": [1}]'],
    ['no colon', '{"a" 1}'],
    ['two values for a key', '{"a": 1 2}'],
    ['a closing bracket by itself', ']'],
    ['a control character', '{"a": "\u0001"}'],
    ['single quotes', "{'a': 1}"],
    ['a backslash at the end of a line', '{"a": "\\\n"}'],
  ])('is %s', (_, text) => {
    for (const sizes of [[1_000], [1]]) expect(faults(split(`${text}\n{"next": 1}`, sizes))).toHaveLength(1);
    expect(values(split(`${text}\n{"next": 1}`))).toEqual(['{"next": 1}']);
  });

  it('is a value that is too large, of which nothing is kept', () => {
    const large = `{"a": "${'x'.repeat(5_000)}"}`;
    const tooLarge = (line: number) => ({fault: expect.stringContaining('is longer than'), line, column: null});
    for (const sizes of [[100], [1_000_000]]) {
      expect(split(`{"b": 1}\n${large}\n{"c": 2}`, sizes, 1_000)).toMatchObject([
        {value: '{"b": 1}'},
        tooLarge(2),
        {value: '{"c": 2}'},
      ]);
      expect(split(`[{"b": 1}, ${large}, {"c": 2}]`, sizes, 1_000)).toMatchObject([
        {value: '{"b": 1}'},
        tooLarge(1),
        {value: '{"c": 2}'},
      ]);
      expect(split(`{"x": "${'x'.repeat(5_000)}", "runs": [{"c": 2}]}`, sizes, 1_000)).toMatchObject([
        {open: {}},
        {value: '{"c": 2}'},
        {close: {}},
      ]);
    }
  });

  it('does not make a text be read over and over', () => {
    // Once for each line would be 160 GB, for which no test has the time.
    expect(values(split('{"a": [\n'.repeat(200_000), [65_536], 10_000_000))).toEqual([]);
  });
});

describe('any values', () => {
  const value = fc.json({maxDepth: 4}).map((text) => text);
  const object = fc
    .dictionary(fc.string(), fc.jsonValue({maxDepth: 3}), {maxKeys: 5})
    .filter((members) => !['runs', 'items', 'post', 'patch'].some((name) => Object.hasOwn(members, name)));
  const sizes = fc.array(fc.integer({min: 1, max: 40}), {minLength: 1, maxLength: 5});
  const indent = fc.constantFrom(undefined, 0, 1, 2, '\t');

  it('come back as they were, in an array, in lines and one behind the other, whatever the pieces', () => {
    fc.assert(
      fc.property(fc.array(object, {maxLength: 6}), indent, sizes, (objects, space, pieces) => {
        const texts = objects.map((one) => JSON.stringify(one, null, space));
        const read = (text: string): unknown[] => values(split(text, pieces)).map((one) => JSON.parse(one));
        const plain = JSON.parse(JSON.stringify(objects)) as unknown[];
        expect(read(texts.join('\n'))).toEqual(plain);
        expect(read(texts.join(''))).toEqual(plain);
        expect(read(`[${texts.join(',\n')}]`)).toEqual(plain);
        expect(read(`{"x": [1], "runs": [${texts.join(', ')}], "y": "]"}`)).toEqual(plain);
      }),
    );
  });

  it('are found or refused as JSON.parse does, byte for byte', () => {
    fc.assert(
      fc.property(value, sizes, (text, pieces) => {
        const found = split(text, pieces);
        const parsed = JSON.parse(text) as unknown;
        const expected = Array.isArray(parsed) ? parsed.map((one) => JSON.stringify(one)) : [JSON.stringify(parsed)];
        if (typeof parsed === 'object' && parsed !== null && ['runs', 'items'].some((name) => name in parsed)) return;
        expect(values(found).map((one) => JSON.stringify(JSON.parse(one)))).toEqual(expected);
      }),
    );
  });
});
