import fc from 'fast-check';
import {anyJsonText, type JsonText, weighted} from './json-text-arbitrary.ts';
import {ownRun, runId, time} from './run-arbitrary.ts';

const FAILING = '"name": "zenrows_scraper", "status": "error"';

const metadata = fc.oneof(
  {weight: 9, arbitrary: fc.tuple(runId, time).map(([id, at]) => `{"run_id": ${id}, "extracted_at": ${at}}`)},
  {weight: 3, arbitrary: time.map((at) => `{"extracted_at": ${at}}`)},
  {weight: 1, arbitrary: fc.constantFrom('{}', 'null', '[]', '"x"')},
);

const plain: fc.Arbitrary<JsonText> = fc
  .tuple(metadata, ownRun, fc.option(anyJsonText, {freq: 4}))
  .map(([meta, run, extra]) => `{"metadata": ${meta},${extra === null ? '' : `"more": ${extra},`} "trace": ${run}}`);

/** A document whose deepest container is at exactly this level, the document itself being the first. */
function nested(levels: number, through: 'child_runs' | 'extra'): JsonText {
  if (through === 'extra') {
    return `{"trace": {"id": "a", ${FAILING}, "extra": ${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}}`;
  }
  // Each generation costs an array and an object; an odd level over is filled with an empty array.
  const generations = Math.floor((levels - 2) / 2);
  const last = levels % 2 === 1 ? ', "extra": []' : '';
  return `{"trace": {"id": "a"${`, "child_runs": [{"id": "b", ${FAILING}`.repeat(generations)}${last}${'}]'.repeat(generations)}}}`;
}

const deep = fc.tuple(fc.integer({min: 896, max: 903}), fc.constantFrom('child_runs' as const, 'extra' as const));

/** A file that is almost a document. */
const broken = fc.constantFrom(
  '',
  ' ',
  '[]',
  'null',
  '"x"',
  '{}',
  '{"trace": null}',
  '{"trace": [{"id": "a"}]}',
  '{"trace": {}, "metadata": {"run_id": ""}}',
  `{"trace": {"id": "a", ${FAILING},}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": NaN}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": 01}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": 1.}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": 1e16001}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": 2e16000}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": 9e-16001}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": 1.${'1'.repeat(400)}e-16000}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": "\t"}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": "\\x"}}`,
  `{"trace": {"id": "a", ${FAILING}, "error": "\\u12"}}`,
  `{"trace": {"id": "a", ${FAILING}}} x`,
  `{'trace': {"id": "a", ${FAILING}}}`,
  `{"trace": {"id": "a", ${FAILING}} /* no */}`,
  `{"trace": {"id": "a", ${FAILING}, "error": TRUE}}`,
  `\u00a0{"trace": {"id": "a", ${FAILING}}}`,
);

const text: fc.Arbitrary<JsonText> = fc.oneof(
  {weight: 40, arbitrary: plain},
  {weight: 2, arbitrary: broken},
  {weight: 1, arbitrary: deep.map(([levels, through]) => nested(levels, through))},
);

type Damage = 'none' | 'mark' | 'two marks' | 'bad byte' | 'surrogate bytes' | 'cut';
const damage = weighted<Damage>(
  [60, 'none'],
  [3, 'mark'],
  [1, 'two marks'],
  [1, 'bad byte'],
  [1, 'surrogate bytes'],
  [1, 'cut'],
);

const MARK = [0xef, 0xbb, 0xbf];
/** U+D800 as if it could be encoded, and a byte that UTF-8 never holds. */
const SURROGATE_BYTES = [0xed, 0xa0, 0x80];
const BAD_BYTES = [0xff];

/** The bytes of one file. */
export const documentBytes: fc.Arbitrary<Uint8Array> = fc.tuple(text, damage).map(([json, how]) => {
  const bytes = [...Buffer.from(json)];
  if (how === 'mark') return Uint8Array.from([...MARK, ...bytes]);
  if (how === 'two marks') return Uint8Array.from([...MARK, ...MARK, ...bytes]);
  if (how === 'cut') return Uint8Array.from(bytes.slice(0, -2));
  if (how === 'none') return Uint8Array.from(bytes);
  // Inside the first string that there is, where any other bytes would do.
  const at = bytes.indexOf(0x22) + 1;
  const bad = how === 'bad byte' ? BAD_BYTES : SURROGATE_BYTES;
  return Uint8Array.from([...bytes.slice(0, at), ...bad, ...bytes.slice(at)]);
});
