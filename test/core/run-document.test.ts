import {describe, expect, it} from '@jest/globals';
import {readDocument} from '../../src/core/run-document.ts';

const read = (text: string | Uint8Array): ReturnType<typeof readDocument> =>
  readDocument(typeof text === 'string' ? new TextEncoder().encode(text) : text);

describe('a document', () => {
  it.each([
    ['{"trace":{"id":"a"}}', 'a', 'a'],
    ['\ufeff{"trace":{"id":"a","trace_id":"t"}}', 'a', 't'],
    ['{"metadata":{"run_id":"m"},"trace":{"trace_id":"t"}}', 'm', 't'],
    ['{"metadata":{"run_id":"m"},"trace":{"id":""}}', 'm', 'm'],
    ['{"metadata":{"run_id":"m"},"trace":{"id":5,"trace_id":5}}', 'm', 'm'],
    ['{"metadata":[],"trace":{"id":"a","trace_id":""}}', 'a', 'a'],
    [`{"trace":{"id":"${'é'.repeat(256)}"}}`, 'é'.repeat(256), 'é'.repeat(256)],
  ])('%.40s has its ids', (text, runId, traceId) => {
    expect(read(text)).toMatchObject({runId, traceId});
  });

  it.each<[string | Uint8Array, string]>([
    [new Uint8Array([0x7b, 0xff, 0x7d]), 'not valid UTF-8'],
    [new Uint8Array([0xed, 0xa0, 0x80]), 'not valid UTF-8'],
    ['\ufeff\ufeff{}', 'not JSON: an unexpected character at offset 0'],
    ['[]', 'the document is not an object'],
    ['null', 'the document is not an object'],
    ['{}', '"trace" is not an object'],
    ['{"trace":[]}', '"trace" is not an object'],
    ['{"trace":null}', '"trace" is not an object'],
    ['{"trace":{}}', 'no run id in "trace.id" or "metadata.run_id"'],
    ['{"metadata":{"run_id":""},"trace":{"id":null}}', 'no run id in "trace.id" or "metadata.run_id"'],
    ['{"trace":{"id":"a\\u0000"}}', 'the run id holds a NUL character'],
    ['{"trace":{"id":"a\\ud800"}}', 'the run id holds a lone surrogate'],
    ['{"trace":{"id":"a","trace_id":"\\u0000"}}', 'the trace id holds a NUL character'],
    ['{"trace":{"id":"a","trace_id":"\\udc00"}}', 'the trace id holds a lone surrogate'],
    [`{"trace":{"id":"${'é'.repeat(256)}x"}}`, 'the run id is 513 bytes long; the most is 512'],
    [`{"trace":{"id":"a","trace_id":"${'x'.repeat(513)}"}}`, 'the trace id is 513 bytes long; the most is 512'],
  ])('%.40s is unreadable', (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });

  it('keeps its text without the mark, and when it was extracted', () => {
    expect(read('\ufeff{"metadata":{"extracted_at":"1970-01-01T00:00:01.50"},"trace":{"id":"a"}}')).toMatchObject({
      text: '{"metadata":{"extracted_at":"1970-01-01T00:00:01.50"},"trace":{"id":"a"}}',
      extractedAt: {seconds: 1, fraction: '5'},
    });
  });
});
