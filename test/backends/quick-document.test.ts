import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import fastGlob from 'fast-glob';
import {Random} from '../../fixtures/generator/random.js';
import {traceFiles} from '../../fixtures/generator/trace.js';
import {quickRunDocument} from '../../src/backends/file/reading/quick-run-document.ts';
import {readings} from '../../src/backends/file/reading/record-reading.ts';
import {readDocument} from '../../src/core/run-document.ts';
import {type RunRecord, runRecord} from '../../src/core/run-record.ts';
import {documentBytes} from '../properties/document-arbitrary.ts';

/** What a reader makes of the bytes, or why it does not. */
function outcome<R>(read: () => R): R | string {
  try {
    return read();
  } catch (error) {
    return (error as Error).message;
  }
}

function exactly(bytes: Buffer): RunRecord | string {
  return outcome(() => runRecord(readDocument(bytes).value));
}

/** Null where the quick reader leaves the bytes to the exact one. */
function quickly(bytes: Buffer): RunRecord | string | null {
  return outcome(() => readings.facts.quickly(bytes));
}

/** A piece of memory of its own, as the scan reads into; the test's own buffers may begin anywhere in another one. */
function bytesOf(text: string | Uint8Array): Buffer {
  const source = Buffer.from(text as string);
  const bytes = Buffer.allocUnsafeSlow(source.length);
  source.copy(bytes);
  return bytes;
}

/** The quick readers: of what a report reads, of what a comparison knows, and of a whole document. */
const quickReaders = {
  facts: readings.facts.quickly,
  content: readings.content.quickly,
  whole: quickRunDocument,
} as const;
type Shares = Readonly<Record<keyof typeof quickReaders, number>>;

/** Of the files that have a record, the share that each quick reader decides, the exact one never asked. */
function decided(files: readonly Buffer[]): Shares {
  const readable = files.filter((bytes) => typeof exactly(bytes) !== 'string');
  const share = (read: (bytes: Buffer) => unknown): number => {
    const found = readable.map((bytes) => outcome(() => read(bytes)));
    return found.filter((answer) => answer !== null && typeof answer !== 'string').length / readable.length;
  };
  return {
    facts: share(quickReaders.facts),
    content: share(quickReaders.content),
    whole: share(quickReaders.whole),
  };
}

/** Ordinary documents, small ones, of one run or more. */
const ordinary: fc.Arbitrary<string | Uint8Array> = fc.tuple(fc.nat(), fc.nat()).map(([seed, at]) => {
  const trace = {date: '2025-09-13', runs: 3, bytes: 1000, failingShare: 0.5};
  const files = [...traceFiles(new Random(seed), trace)];
  return files[at % files.length]?.text ?? '';
});

/** As many ordinary documents as hostile ones, so that what the readers decide is much of it. */
const tried: fc.Arbitrary<string | Uint8Array> = fc.oneof(ordinary, documentBytes);

/** Stands for what is left to the exact reader. */
const EXACT = 'left to the exact reader';

const run = '"id": "r", "name": "zenrows_scraper", "status": "error"';

describe('what the quick readers decide', () => {
  const fixtures = fileURLToPath(new URL('../../fixtures/tree/', import.meta.url));

  it('is every ordinary document', () => {
    const random = new Random(7);
    const trace = {date: '2025-09-13', runs: 5, bytes: 3000, failingShare: 0.2};
    const files = Array.from({length: 100}, () => [...traceFiles(random, trace)]).flat();
    expect(files.length).toBeGreaterThan(499);
    expect(decided(files.map(({text}) => bytesOf(text)))).toEqual({facts: 1, content: 1, whole: 1});
  });

  // Measured: 99.3, 97.5 and 95.3 % of 278.
  it('is nearly all of the cases of the contract, odd as they are', () => {
    const paths = fastGlob.sync('**/*.json', {cwd: fixtures, absolute: true});
    const {facts, content, whole} = decided(paths.map((path) => bytesOf(readFileSync(path))));
    expect(facts).toBeGreaterThan(0.97);
    expect(content).toBeGreaterThan(0.94);
    expect(whole).toBeGreaterThan(0.92);
  });

  // Most of these documents have numbers or keys of which no canonical text is made quickly.
  it('is much of what is generated to be hostile, as far as reports read it', () => {
    const {facts} = decided(fc.sample(documentBytes, 3000).map(bytesOf));
    expect(facts).toBeGreaterThan(0.6);
  });

  it('is most of the documents that the readers are tried on', () => {
    const {facts, content, whole} = decided(fc.sample(tried, 3000).map(bytesOf));
    expect(facts).toBeGreaterThan(0.8);
    expect(content).toBeGreaterThan(0.5);
    expect(whole).toBeGreaterThan(0.5);
  });
});

describe('the quick reader', () => {
  it('says what the exact one says, or nothing', () => {
    let quick = 0;
    fc.assert(
      fc.property(tried, (source) => {
        const bytes = bytesOf(source);
        const answer = quickly(bytes);
        if (answer === null) return;
        quick += 1;
        expect(answer).toEqual(exactly(bytes));
      }),
      {numRuns: 3000},
    );
    expect(quick).toBeGreaterThan(2000);
  });

  it('digests what the exact one digests, or nothing', () => {
    let quick = 0;
    fc.assert(
      fc.property(tried, (source) => {
        const bytes = bytesOf(source);
        const answer = outcome(() => readings.content.quickly(bytes) ?? EXACT);
        if (answer === EXACT) return;
        quick += 1;
        expect(answer).toEqual(outcome(() => readings.content.exactly(bytes)));
      }),
      {numRuns: 3000},
    );
    expect(quick).toBeGreaterThan(1300);
  });

  it.each([
    ['a failing run', `{"trace": {${run}, "error": "E", "start_time": "2025-09-13T10:00:00"}}`],
    ['a byte order mark', `\ufeff{"trace": {${run}}}`],
    ['text beyond ASCII in what no report reads', `{"trace": {${run}, "outputs": "größer 直近 🚀"}}`],
    ['nested runs', `{"trace": {"id": "r", "child_runs": [{"child_runs": [{${run}}]}, null, 5, {"name": "x"}]}}`],
    [
      'a symbol of an own run alone',
      `{"trace": {"id": "r", "inputs": {"crypto_symbol": "btc"}, "child_runs": [{"inputs": {"crypto_symbol": "eth"}, ${run}}]}}`,
    ],
    ['keys that are no own ones', '{"trace": {"id": "r", "__proto__": {"name": "zenrows_scraper"}}}'],
    ['a key twice', '{"trace": {"id": "a", "id": "r"}}'],
    ['a hexadecimal id with an e', '{"trace": {"id": "4e12345-3e9999-1", "trace_id": "0e2025"}}'],
    ['many brackets that are not deep', `{"trace": {"id": "r", "outputs": [${'[],'.repeat(2000)}0]}}`],
    ['brackets in a text', `{"trace": {"id": "r", "outputs": "${'[{'.repeat(2000)}\\"${'['.repeat(2000)}"}}`],
    ['an id beyond ASCII', '{"trace": {"id": "ü"}}'],
    ['an escape in an id that is not ASCII', '{"trace": {"id": "\\u00fc"}}'],
    ['an error beyond ASCII', `{"trace": {${run}, "error": "größer"}}`],
    ['a number that is printed', `{"trace": {${run}, "start_time": 1757757600000.0000001}}`],
    ['a time of extraction that is a number', '{"metadata": {"extracted_at": 1757757600000}, "trace": {"id": "r"}}'],
    ['an error that is an object', `{"trace": {${run}, "error": {"n": 1.10}}}`],
  ])('answers %s by itself', (_, text) => {
    const bytes = bytesOf(text);
    expect(quickly(bytes)).toEqual(exactly(bytes));
    expect(quickly(bytes)).toMatchObject({runId: expect.any(String)});
    const digest = expect.stringMatching(/^.{43}=$/);
    expect(readings.content.exactly(bytes)).toMatchObject({runId: expect.any(String), content: {digest}});
  });

  it.each([
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from('{"trace": {"id": "r", "x": "'), Buffer.from([0xff]), Buffer.from('"}}')]),
    ],
    [
      'invalid UTF-8 in a long text',
      Buffer.concat([
        Buffer.from('{"trace": {"id": "r", "x": "'),
        Buffer.from([0xff]),
        Buffer.from(`${'-'.repeat(100)}"}}`),
      ]),
    ],
    ['NaN', '{"trace": {"id": "r", "x": NaN}}'],
    ['a trace that is no object', '{"trace": []}'],
    ['an escape in a key', '{"tr\\u0061ce": {"id": "r"}, "trace": {"id": "x"}}'],
    ['an exponent out of range', '{"trace": {"id": "r", "x": 1e16001}}'],
    ['one below it', '{"trace": {"id": "r", "x": [1, -1.5E-16001]}}'],
    ['one that a key overrules', '{"trace": {"id": "r", "x": 1e99999, "x": 1}}'],
    ['a number of many digits', `{"trace": {"id": "r", "x": 0.${'1'.repeat(17_000)}}}`],
    ['deep nesting', `{"trace": {"id": "r", "x": ${'['.repeat(900)}${']'.repeat(900)}}}`],
    [
      'deep nesting that a key overrules',
      `{"trace": {"id": "r", "x": ${'{"a":'.repeat(900)}1${'}'.repeat(900)}, "x": 1}}`,
    ],
  ])('leaves %s to the exact one', (_, text) => {
    expect(quickly(bytesOf(text))).toBeNull();
  });

  it.each([0, 1, 2, 3])('sees a number out of range wherever its digits lie (%d)', (shift) => {
    expect(quickly(bytesOf(`{"trace": {"id": "r", "x": ${' '.repeat(shift)}1e+016001}}`))).toBeNull();
    expect(quickly(bytesOf(`{"trace": {"id": "r", "x": ${' '.repeat(shift)}1e1234}}`))).toBeNull();
  });
});
