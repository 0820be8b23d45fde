import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parseJson} from '../../../src/core/json/parse.ts';
import {writtenJson} from '../../../src/core/json/print.ts';
import {type JsonObject, member} from '../../../src/core/json/value.ts';
import {learnFirstSpans, otlpRuns} from '../../../src/imports/formats/otlp/otlp-runs.ts';
import {FirstSpans} from '../../../src/imports/formats/otlp/span-ids.ts';

/** A span as it was made, whatever it is written like. */
interface Made {
  readonly trace: string;
  readonly span: string;
  /** Null of the first span of its trace. */
  readonly parent: string | null;
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: readonly (readonly [key: string, value: string, json: string])[];
}

const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), {minLength: length, maxLength: length})
    .map((digits) => digits.join(''))
    .filter((digits) => !/^0*$/.test(digits));

const texts = fc.string({unit: 'binary', maxLength: 8});
/** An attribute under a name that no rule knows, as OTLP writes its value, and that value as JSON. */
const attribute = fc.tuple(
  fc.nat(99).map((number) => `own.${number}`),
  fc.oneof(
    texts.map((text) => [`{"stringValue": ${JSON.stringify(text)}}`, JSON.stringify(text)] as const),
    fc
      .bigInt({min: -(2n ** 63n), max: 2n ** 63n - 1n})
      .map((whole) => [`{"intValue": "${whole}"}`, `${whole}`] as const),
    fc
      .constantFrom('0.1000000000000000055', '1e400', '-0', '1.50')
      .map((one) => [`{"doubleValue": ${one}}`, one] as const),
    fc.boolean().map((flag) => [`{"boolValue": ${flag}}`, `${flag}`] as const),
  ),
);

const NANOSECONDS = {min: 1n, max: 2n ** 63n - 1n};

/** Traces that are trees: each span but the first stands below one that was made before it. */
const traces = fc
  .uniqueArray(hex(32), {maxLength: 4})
  .chain((ids) =>
    fc.tuple(
      ...ids.map((trace) =>
        fc.uniqueArray(hex(16), {minLength: 1, maxLength: 6}).chain((spans) =>
          fc.tuple(
            ...spans.map((span, at) =>
              fc.record({
                trace: fc.constant(trace),
                span: fc.constant(span),
                parent: at === 0 ? fc.constant(null) : fc.constantFrom(...spans.slice(0, at)),
                start: fc.bigInt(NANOSECONDS),
                end: fc.bigInt(NANOSECONDS),
                attributes: fc
                  .uniqueArray(attribute, {selector: ([key]) => key, maxLength: 3})
                  .map((found) => found.map(([key, [value, json]]) => [key, value, json] as const)),
              }),
            ),
          ),
        ),
      ),
    ),
  )
  .map((all): Made[] => all.flat());

interface Writing {
  readonly isBase64: boolean;
  readonly isSnakeCase: boolean;
  readonly areTimesNumbers: boolean;
}

const writing: fc.Arbitrary<Writing> = fc.record({
  isBase64: fc.boolean(),
  isSnakeCase: fc.boolean(),
  areTimesNumbers: fc.boolean(),
});

function written({trace, span, parent, start, end, attributes}: Made, how: Writing): string {
  const id = (digits: string): string =>
    `"${how.isBase64 ? Buffer.from(digits, 'hex').toString('base64') : digits.toUpperCase()}"`;
  const time = (count: bigint): string => (how.areTimesNumbers ? `${count}` : `"${count}"`);
  const name = (camel: string): string =>
    `"${how.isSnakeCase ? camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : camel}"`;
  const members = [
    `${name('traceId')}: ${id(trace)}`,
    `${name('spanId')}: ${id(span)}`,
    ...(parent === null ? [] : [`${name('parentSpanId')}: ${id(parent)}`]),
    `${name('startTimeUnixNano')}: ${time(start)}`,
    `${name('endTimeUnixNano')}: ${time(end)}`,
    `"attributes": [${attributes.map(([key, value]) => `{"key": "${key}", "value": ${value}}`).join(', ')}]`,
  ];
  return `{${members.join(', ')}}`;
}

/** The spans in an order of their own, cut into messages. */
const sources = traces.chain((made) =>
  fc.record({
    made: fc.shuffledSubarray(made, {minLength: made.length}),
    cuts: fc.array(fc.nat(made.length), {maxLength: 4}),
    how: writing,
  }),
);

function messagesOf(made: readonly Made[], cuts: readonly number[], how: Writing): JsonObject[] {
  const ends = [...cuts, made.length].sort((left, right) => left - right);
  return ends.map((end, at) => {
    const spans = made.slice(ends[at - 1] ?? 0, end).map((one) => written(one, how));
    const names = how.isSnakeCase ? ['resource_spans', 'scope_spans'] : ['resourceSpans', 'scopeSpans'];
    return parseJson(`{"${names[0]}": [{"${names[1]}": [{"spans": [${spans.join(', ')}]}]}]}`).value as JsonObject;
  });
}

/** By the text of the digits alone. */
function uuid(digits: string): string {
  const all = '0'.repeat(32 - digits.length) + digits;
  return [all.slice(0, 8), all.slice(8, 12), all.slice(12, 16), all.slice(16, 20), all.slice(20)].join('-');
}

function iso(nanoseconds: bigint): string {
  const digits = nanoseconds.toString().padStart(10, '0');
  return `${new Date(Number(digits.slice(0, -9)) * 1000).toISOString().slice(0, 19)}.${digits.slice(-9)}Z`;
}

describe('generated spans', () => {
  it('are runs with their ids, times, nesting and attributes, in whatever order and form they were written', () => {
    fc.assert(
      fc.property(sources, ({made, cuts, how}) => {
        const messages = messagesOf(made, cuts, how);
        const firstSpans = new FirstSpans();
        for (const message of messages) learnFirstSpans(message, firstSpans);
        const extraction = {extractedAt: '2025-10-01T00:00:00Z', extractedBy: 'file'} as const;
        const runs = messages
          .flatMap((message) => [...otlpRuns(message, {file: 'a', line: 1}, extraction, firstSpans)])
          .map((given) => {
            if (given.kind !== 'run') throw new Error(JSON.stringify(given));
            return parseJson(Buffer.from(given.json).toString('utf8')).value as JsonObject;
          });
        const idOf = (trace: string, span: string): string => {
          const isFirst = made.some((one) => one.trace === trace && one.span === span && one.parent === null);
          return uuid(isFirst ? trace : span);
        };
        expect(
          runs.map((run) => ['id', 'trace_id', 'parent_run_id', 'start_time', 'end_time'].map((name) => run.get(name))),
        ).toEqual(
          made.map(({trace, span, parent, start, end}) => [
            idOf(trace, span),
            uuid(trace),
            parent === null ? null : idOf(trace, parent),
            iso(start),
            iso(end),
          ]),
        );
        for (const [at, {attributes}] of made.entries()) {
          for (const [key, , json] of attributes) {
            expect(writtenJson(member(runs[at], 'extra', 'metadata', key) ?? 'missing')).toBe(json);
          }
        }
      }),
      {numRuns: Number(process.env.LSE_TEST_TREES ?? 100)},
    );
  });
});
