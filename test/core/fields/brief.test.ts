import {describe, expect, it} from '@jest/globals';
import {
  BriefReader,
  briefOf,
  briefOutline,
  canonicalBrief,
  MOST_BRIEF_BYTES,
  scannedBrief,
} from '../../../src/core/fields/brief.ts';
import {storedPaths} from '../../../src/core/fields/stored-paths.ts';
import {JsonScan} from '../../../src/core/json/json-scan.ts';
import {parseJson} from '../../../src/core/json/parse.ts';
import {canonicalJson} from '../../../src/core/json/print.ts';

const parsedOf = (document: unknown): ReturnType<typeof parseJson>['value'] =>
  parseJson(JSON.stringify(document)).value;

/** What both ways make of a document: by the exact reader, and by a scan of its bytes. */
function bothWays(document: unknown): [string | null, string | null] {
  const found = JsonScan.start(briefOutline)?.scan(Buffer.from(JSON.stringify(document))) ?? null;
  if (found === null) throw new Error('The scan leaves the document to the exact reader.');
  return [briefOf(parsedOf(document)), scannedBrief(found.parts)];
}

const place = (...path: readonly string[]): number =>
  storedPaths.findIndex((stored) => stored.join('.') === path.join('.'));

/** Reads the values at these places, as canonical texts; undefined for what is not there. */
function read(brief: string, ...places: readonly number[]): [number | null, ...(string | undefined)[]][] {
  const {runs} = new BriefReader(places).read('r', brief);
  return runs.map(({parent, values}) => [
    parent,
    ...values.map((value) => (value === undefined ? undefined : canonicalJson(value))),
  ]);
}

const run = {
  id: 'a',
  name: 'n',
  child_runs: [{id: 'b', child_runs: [{id: 'c'}]}, 5, {id: 'd', status: null, child_runs: [{id: 'e'}]}],
};

describe('a brief', () => {
  it.each<[string, unknown, string]>([
    [
      'a line for each run, with how many it stands below',
      {trace: run},
      '0\t"a"\t"n"\n1\t"b"\n2\t"c"\n1\t"d"\t\tnull\n2\t"e"',
    ],
    ['no member behind the last that is there', {trace: {name: 'n'}}, '0\t\t"n"'],
    ['nothing of a run but its depth where it has none of the members', {trace: {}}, '0'],
    ['the canonical text of what is no text', {trace: {id: {b: 1, a: [1.5, true]}}}, '0\t{"a":[1.5,true],"b":1}'],
    ['neither tabs nor line feeds of a value', {trace: {id: 'a\tb\nc'}}, '0\t"a\\tb\\nc"'],
    ['nothing where trace is no object', {trace: [run]}, ''],
    ['nothing where there is no trace', {metadata: {}}, ''],
  ])('has %s, whichever way it is made', (_what, document, brief) => {
    expect(bothWays(document)).toEqual([brief, brief]);
  });

  it('is null from one byte more than it may have, whichever way it is made', () => {
    const name = (length: number): object => ({trace: {id: 'é'.repeat(length / 2)}});
    const around = '0\t""'.length;
    expect(bothWays(name(MOST_BRIEF_BYTES - around)).map((brief) => Buffer.byteLength(brief ?? ''))).toEqual([
      MOST_BRIEF_BYTES,
      MOST_BRIEF_BYTES,
    ]);
    expect(bothWays(name(MOST_BRIEF_BYTES - around + 2))).toEqual([null, null]);
  });

  it('is read back with the run that each stands below', () => {
    const brief = briefOf(parsedOf({trace: run})) ?? '';
    expect(read(brief, place('id'), place('status'))).toEqual([
      [null, '"a"', undefined],
      [0, '"b"', undefined],
      [1, '"c"', undefined],
      [0, '"d"', 'null'],
      [3, '"e"', undefined],
    ]);
  });

  it('is read in the order that is asked for, whatever stands before and behind', () => {
    const outputs = {llm_output: {model_name: 'm', token_usage: {total_tokens: 7}}};
    const brief = briefOf(parsedOf({trace: {id: 'a', error: 'an "error"', outputs}})) ?? '';
    const model = place('outputs', 'llm_output', 'model_name');
    expect(read(brief, model, place('error'), place('tags'))).toEqual([[null, '"m"', '"an \\"error\\""', undefined]]);
    expect(read(brief)).toEqual([[null]]);
    expect(read('', model)).toEqual([]);
  });

  it('has one form, however a database wrote its values', () => {
    expect(canonicalBrief('0\t"\\u0061"\t{"b": 1.0, "a": 2}\n1')).toBe('0\t"a"\t{"a":2,"b":1}\n1');
  });
});
