import {JsonNumber, jsonText, number, object} from './json-text.js';
import {bidirectionalError, errors, inputs, starts, statuses} from './run-values.js';

/**
 * @typedef {import('./json-text.js').Json} Json
 * @typedef {import('./json-text.js').Style} Style
 * @typedef {import('../random.js').Random} Random
 *
 * @typedef {object} FailingRun one failing run as its document has it
 * @property {string | null} id null: it has none
 * @property {boolean} isOwn whether it is the record's own run
 * @property {Json} status
 * @property {import('./run-values.js').ErrorValue} error
 * @property {import('./run-values.js').StartValue} start
 * @property {string | null} url
 *
 * @typedef {object} Meaning what a document says, known because it was made so
 * @property {string} content tells its JSON value from every other: it stands in the document as `metadata.revision`
 * @property {string} runId
 * @property {string} traceId
 * @property {number | null} extractedAt seconds since 1970
 * @property {string | null} symbol as printed
 * @property {readonly FailingRun[]} failing depth first
 * @property {boolean} isExact false: `jsonb` refuses it as it is, so that `raw` is needed
 * @property {boolean} isRecord false: its trace is no object, so that only a database can hold it
 *
 * @typedef {{meaning: Meaning, value: Json}} Document
 * @typedef {{runId: string, traceId: string, extractedAt: number | null, content: string}} Identity
 */

/** What may be in a document besides. Each can be left out by its name. */
export const contents = /** @type {const} */ ({
  'nul-string': 'a string with NUL in what no report reads; a database keeps it in `raw`',
  'lone-surrogate': 'half of a surrogate pair in what no report reads',
  'deep-nesting': 'arrays nested to 880 levels',
  'huge-number': 'numbers of hundreds of digits and exponents up to 16,000',
  'bidirectional-text': 'an error with U+202E and U+2028, which text has to escape',
});

/**
 * @param {Random} random
 * @param {Identity} identity
 * @param {{has: (name: string) => boolean, otherIds: readonly string[]}} options `otherIds`: run ids of other records, for nested copies
 * @returns {Document}
 */
export function makeDocument(random, {runId, traceId, extractedAt, content}, {has, otherIds}) {
  /** @type {FailingRun[]} */
  const failing = [];
  const symbolSource = random.pick(inputs);
  const trace = makeRun(
    random,
    {id: runId, traceId, isOwn: true, ownInputs: symbolSource, depth: 0, has, otherIds},
    failing,
  );
  const isNul = has('nul-string') && random.chance(0.08);
  const isLone = has('lone-surrogate') && random.chance(0.05);
  const zone = random.pick(['', 'Z', '+00:00']);
  const value = object({
    metadata: object({
      revision: content,
      extracted_at: extractedAt === null ? random.pick([undefined, null, 'yesterday']) : `${iso(extractedAt)}${zone}`,
    }),
    trace: object({
      ...trace,
      outputs: outputs(random, {isNul, isLone, isLarge: random.chance(0.1)}),
      extra: extra(random, has),
    }),
  });
  const {symbol} = symbolSource;
  return {
    value,
    meaning: {content, runId, traceId, extractedAt, symbol, failing, isExact: !(isNul || isLone), isRecord: true},
  };
}

/** A row of another program that is no trace at all. @param {Identity} identity @returns {Document} */
export function makeTraceless({runId, traceId, content}) {
  const value = object({metadata: object({revision: content}), trace: 'none'});
  const meaning = {
    content,
    runId,
    traceId,
    extractedAt: null,
    symbol: null,
    failing: [],
    isExact: true,
    isRecord: false,
  };
  return {value, meaning};
}

/** @param {number} seconds */
function iso(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

/**
 * @param {Random} random
 * @param {{id: string | null, traceId: string, isOwn: boolean, ownInputs: typeof inputs[number], depth: number, has: (name: string) => boolean, otherIds: readonly string[]}} about
 * @param {FailingRun[]} failing gets the run if it fails, then those below it
 * @returns {Record<string, Json | undefined>}
 */
function makeRun(random, {id, traceId, isOwn, ownInputs, depth, has, otherIds}, failing) {
  const name = random.weighted([
    [6, 'zenrows_scraper'],
    [1, 'Zenrows_Scraper'],
    [1, 'planner'],
    [1, 'zenrows_scraper '],
  ]);
  const status = random.pick(statuses);
  const error = has('bidirectional-text') && random.chance(0.05) ? bidirectionalError : random.pick(errors);
  const start = random.pick(starts);
  if (name === 'zenrows_scraper' && status.fails) {
    failing.push({id, isOwn, status: status.stored ?? null, error, start, url: ownInputs.url});
  }
  const children = depth < 3 && random.chance(0.3) ? random.integer(1, 3) : 0;
  return {
    id: id ?? undefined,
    trace_id: traceId,
    name,
    run_type: 'tool',
    status: status.stored,
    error: error.stored,
    inputs: ownInputs.stored,
    start_time: start.stored,
    child_runs:
      children === 0
        ? random.pick([undefined, null, [], 'none'])
        : Array.from({length: children}, () => {
            if (random.chance(0.1)) return random.pick([null, 'no run', number(1)]);
            // Without an id, with one of its own, or with that of a record: then it is a copy of that record's own run.
            const childId = random.weighted([
              [1, null],
              [2, `child-${random.integer(1, 40)}`],
              [1, otherIds.length > 0 ? random.pick(otherIds) : null],
            ]);
            const about = {
              id: childId,
              traceId,
              isOwn: false,
              ownInputs: random.pick(inputs),
              depth: depth + 1,
              has,
              otherIds,
            };
            return object(makeRun(random, about, failing));
          }),
  };
}

/** @param {Random} random @param {{isNul: boolean, isLone: boolean, isLarge: boolean}} parts */
function outputs(random, {isNul, isLone, isLarge}) {
  return object({
    text: `${random.pick(['', 'größer 直近 🚀 ', '\\" \u2028'])}${'page '.repeat(random.magnitude(1, isLarge ? 20_000 : 400))}`,
    nul: isNul ? 'a\u0000b' : undefined,
    lone: isLone ? '\ud800' : undefined,
    // A look-alike in the payload is no run.
    child_runs: [object({name: 'zenrows_scraper', status: 'error'})],
  });
}

/** @param {Random} random @param {(name: string) => boolean} has */
function extra(random, has) {
  /** @type {Json} */
  let deep = number(random.integer(0, 9));
  if (has('deep-nesting') && random.chance(0.03)) for (let level = 0; level < 880; level += 1) deep = [deep];
  const huge = has('huge-number') && random.chance(0.1);
  return object({
    deep,
    exact: new JsonNumber('0.1000000000000000055'),
    huge: huge
      ? new JsonNumber(random.pick(['1e15999', '-1.5E-15990', `${'9'.repeat(400)}.${'1'.repeat(400)}`]))
      : undefined,
  });
}

/** @param {Document} document @param {Style} style @param {boolean} hasMark a byte order mark @returns {Buffer} */
export function documentBytes({value}, style, hasMark) {
  return Buffer.from(`${hasMark ? '\ufeff' : ''}${jsonText(value, style)}\n`);
}
