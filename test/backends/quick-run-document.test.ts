import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {quickRunDocument} from '../../src/backends/file/reading/quick-run-document.ts';
import {readDocument} from '../../src/core/run-document.ts';
import {documentBytes} from '../properties/document-arbitrary.ts';

/** A piece of memory of its own, as files are read into. */
function bytesOf(text: string | Uint8Array): Buffer {
  const source = Buffer.from(text as string);
  const bytes = Buffer.allocUnsafeSlow(source.length);
  source.copy(bytes);
  return bytes;
}

/** Everything but `storableNumbers`, which is only ever more careful in the exact reader. */
function contents(document: ReturnType<typeof readDocument>) {
  const {text, bytes, runId, traceId, extractedAt, storableText} = document;
  return {
    text,
    bytes: Buffer.from(bytes).toString(),
    value: parsedValue(document),
    canonical: Buffer.from(document.canonical() as string).toString(),
    runId,
    traceId,
    extractedAt,
    storableText,
  };
}

/** The value, or why the text has none. */
function parsedValue(document: ReturnType<typeof readDocument>): unknown {
  try {
    return document.value;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the quick reader of whole documents', () => {
  it('makes of a document what the exact one makes of it, or nothing', () => {
    let quick = 0;
    fc.assert(
      fc.property(documentBytes, (source) => {
        const bytes = bytesOf(source);
        const document = quickRunDocument(bytes);
        if (document === null) return;
        quick += 1;
        expect(contents(document)).toEqual(contents(readDocument(bytes)));
      }),
      {numRuns: 3000},
    );
    // Measured: 560 to 630 of the 3,000.
    expect(quick).toBeGreaterThan(430);
  });

  it('leaves a byte order mark out of the text', () => {
    expect(quickRunDocument(bytesOf('\ufeff{"trace": {"id": "r"}}'))?.text).toBe('{"trace": {"id": "r"}}');
  });

  it('keeps its document when the memory is used for the next file', () => {
    const bytes = bytesOf('{"trace": {"id": "r"}}');
    const document = quickRunDocument(bytes);
    bytes.fill(0);
    expect(document?.text).toBe('{"trace": {"id": "r"}}');
  });

  it.each([
    ['a byte order mark', '\ufeff{"trace": {"id": "r"}}'],
    ['text beyond ASCII', '{"trace": {"id": "r", "outputs": "größer 直近 🚀"}}'],
    ['an escaped pair of surrogates', '{"trace": {"id": "r", "outputs": "\\ud83d\\ude00 \\uD83D\\uDE00"}}'],
    ['escapes of other characters', '{"trace": {"id": "r", "outputs": "\\u00fc \\u0001 \\ue000 \\uffff"}}'],
    ['a number of three digits of exponent', '{"trace": {"id": "r", "outputs": [1e999, 1.5E-999]}}'],
  ])('reads %s by itself', (_, text) => {
    const document = quickRunDocument(bytesOf(text));
    expect(document).not.toBeNull();
    expect(contents(document as NonNullable<typeof document>)).toEqual(contents(readDocument(bytesOf(text))));
  });

  it.each([
    ['NUL', '\\u0000'],
    ['a high surrogate alone', '\\ud83d'],
    ['a low surrogate alone', '\\ude00'],
    ['surrogates in the wrong order', '\\ude00\\ud83d'],
    ['one pair and one too many', '\\ud83d\\ude00\\uDE00'],
    ['a surrogate before another escape', '\\ud83d\\u0041'],
    ['a surrogate after what only looks like one', '\\\\ud83d\\ude00'],
    ['a surrogate after an escaped backslash', '\\\\\\ud83d'],
  ])('leaves %s to the exact one', (_, escapes) => {
    expect(quickRunDocument(bytesOf(`{"trace": {"id": "r", "outputs": "${escapes}"}}`))).toBeNull();
    expect(quickRunDocument(bytesOf(`{"trace": {"id": "r", "${escapes}": 1}}`))).toBeNull();
  });

  it('leaves a document without a key to the exact one, which says why', () => {
    expect(quickRunDocument(bytesOf('{"trace": {}}'))).toBeNull();
    expect(quickRunDocument(bytesOf(`{"trace": {"id": "${'x'.repeat(513)}"}}`))).toBeNull();
  });
});
