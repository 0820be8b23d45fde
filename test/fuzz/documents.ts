import {deepStrictEqual, ok, strictEqual} from 'node:assert/strict';
import {readings} from '../../src/backends/file/reading/record-reading.ts';
import {JsonScan} from '../../src/core/json/json-scan.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import {readDocument, UnreadableDocument} from '../../src/core/run-document.ts';
import {NotReadable} from '../oracle/json-reader.ts';
import {readRecord} from '../oracle/run-record.ts';
import {documentBytes} from '../properties/document-arbitrary.ts';
import {anyJsonText} from '../properties/json-text-arbitrary.ts';
import {damagedBytes, damagedText, ownMemory} from './damaged.ts';
import {type Fuzzed, fuzzed, outcomeOf} from './fuzzed.ts';

/** One for all inputs: what a scan leaves behind must not show in the next one. */
const scan = JsonScan.start({}) as JsonScan;

/** JSON.parse knows neither the limits on numbers nor the one on nesting, so what may be near them is left out. */
const MAY_BE_BEYOND = /[eE][+-]?0*\d{5,}|\d{9000,}/;

/** There is no negative zero among decimals. */
function parsed(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => (value === 0 ? 0 : value));
}

export const documents: readonly Fuzzed[] = [
  fuzzed('the exact reader takes what JSON.parse takes, as the same value', 5, damagedText(anyJsonText), (text) => {
    if (MAY_BE_BEYOND.test(text)) return;
    const ours = outcomeOf(() => parseJson(text).value);
    const theirs = outcomeOf(() => parsed(text));
    strictEqual('value' in ours, 'value' in theirs, 'one reader takes it, and the other does not');
    if ('value' in ours && 'value' in theirs) deepStrictEqual(parsed(canonicalJson(ours.value)), theirs.value);
  }),
  fuzzed('the scanner says what the exact reader says, or nothing', 5, damagedText(anyJsonText), (text) => {
    if (!text.isWellFormed()) return;
    const found = scan.canonical(ownMemory(Buffer.from(text)));
    if (found === null) return;
    const quickly = Buffer.from(found.printed).toString();
    strictEqual(quickly, canonicalJson(parseJson(text).value));
  }),
  ...(['facts', 'content', 'both'] as const).map((name) =>
    fuzzed(
      `the quick reading of ${name} says what the exact one says, or nothing`,
      3,
      damagedBytes(documentBytes),
      (bytes) => {
        const quickly = outcomeOf(() => readings[name].quickly(bytes));
        if ('value' in quickly && quickly.value === null) return;
        const exactly = outcomeOf(() => readings[name].exactly(bytes));
        if ('value' in quickly) deepStrictEqual(quickly, exactly);
        // It may know of a fault sooner; then it has to be the same one.
        else strictEqual(quickly.error.message, 'error' in exactly ? exactly.error.message : 'it is readable');
      },
    ),
  ),
  fuzzed(
    'a document is readable or not for the oracle, too, and has the same keys',
    4,
    damagedBytes(documentBytes),
    (bytes) => {
      const ours = outcomeOf(() => readDocument(bytes));
      const theirs = outcomeOf(() => readRecord({project: 'p', date: '2025-09-13', fileName: 'f.json', bytes}));
      if ('error' in ours)
        ok(ours.error instanceof UnreadableDocument, `an error that is none of ours: ${ours.error.stack}`);
      if ('error' in theirs) ok(theirs.error instanceof NotReadable, `the oracle failed: ${theirs.error.stack}`);
      strictEqual(
        'value' in ours,
        'value' in theirs,
        'error' in ours ? `only we refuse it: ${ours.error.message}` : 'only the oracle refuses it',
      );
      if (!('value' in ours) || !('value' in theirs)) return;
      const {runId, traceId, extractedAt} = ours.value;
      deepStrictEqual(
        {runId, traceId, extractedAt: extractedAt === null ? undefined : {...extractedAt}},
        {
          runId: theirs.value.runId,
          traceId: theirs.value.traceId,
          extractedAt: theirs.value.extractedAt,
        },
      );
    },
  ),
];
