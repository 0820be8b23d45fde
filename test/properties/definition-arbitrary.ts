import fc from 'fast-check';
import {stringify, type ToStringOptions} from 'yaml';
import {type FieldType, typeOf} from '../oracle/reports/field.ts';
import type {
  Operand,
  RowKind,
  WrittenColumn,
  WrittenCondition,
  WrittenMeasure,
  WrittenReport,
} from '../oracle/reports/written-report.ts';
import {hostileString} from './json-text-arbitrary.ts';
import {READABLE_IDS} from './run-arbitrary.ts';
import {PROJECTS} from './tree-arbitrary.ts';

/** Those that have a name. */
export const fieldNames: readonly string[] =
  'project day hour week month name run_type status error error_message symbol model provider start end latency first_token prompt_tokens completion_tokens total_tokens prompt_cost completion_cost total_cost tags is_root depth parent_name trace_id run_id'.split(
    ' ',
  );
/** Places that the generated trees have something at, and some at which there is never anything. */
const PAYLOAD = [
  'inputs.n',
  'inputs.crypto_symbol',
  'inputs.input_data',
  'inputs.input_data.crypto_symbol.deeper',
  'inputs."in\\"put"',
  'outputs.score',
  'outputs.llm_output.token_usage',
  'outputs.__proto__',
  'metadata."a.b"',
  'metadata.api_key',
  'metadata.tier',
];

const allFields = [...fieldNames, ...PAYLOAD];
const field = (...types: readonly FieldType[]) =>
  fc.constantFrom(...allFields.filter((name) => types.includes(typeOf(name))));

const texts = fc.oneof(
  fc.constantFrom(
    'zenrows_scraper',
    'fetch',
    'success',
    'error',
    'pending',
    'llm',
    'BTC',
    'gpt-4o',
    'prod',
    'boom',
    '5',
    '',
  ),
  fc.constantFrom(
    ...READABLE_IDS,
    ...PROJECTS.slice(0, 3),
    '2025-09-13',
    '2025-W37',
    '{"a":[2],"b":1}',
    'true',
    'No',
    '1e3',
    'a\ud800',
  ),
  hostileString,
);
const someText = texts.filter((text) => text !== '');
const numbers = fc.oneof(
  fc.constantFrom(0, 1, 2, 5, 0.1, 0.25, -3, 1000, 1e21, 1.5, 0.0000125, 2.5, -0.0625, 9007199254740991),
  fc.integer({min: -20, max: 20}),
);
const times = fc.constantFrom(
  '2025-09-13T10:00:00',
  '2025-09-13T12:00:00.001+02:00',
  '2025-09-13 10:00:02.5',
  '0001-01-01T00:00:00Z',
);
const flags = fc.boolean();

const operands: Readonly<Record<Exclude<FieldType, 'list'>, fc.Arbitrary<Operand>>> = {
  text: texts,
  number: numbers,
  time: times,
  flag: flags,
  any: fc.oneof(texts, numbers, flags),
};

/** A status is in lower case, and a definition that asks for another one is refused. */
const statuses = texts.map((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));

function testsOf(name: string): fc.Arbitrary<WrittenCondition> {
  const type = typeOf(name);
  const always = {exists: flags, text: flags};
  if (type === 'list') return someOf({...always, contains: someText});
  const operand = name === 'status' ? statuses : operands[type];
  const equal = {is: operand, not: operand, in: fc.array(operand, {minLength: 1, maxLength: 3})};
  const bound = type === 'any' ? fc.oneof(texts, numbers) : operand;
  const part = name === 'status' ? statuses.filter((text) => text !== '') : someText;
  const inTexts = {starts: part, ends: part, contains: part};
  return someOf({
    ...always,
    ...equal,
    ...(type === 'flag' ? {} : {gt: bound, gte: bound, lt: bound, lte: bound}),
    ...(type === 'text' || type === 'any' ? inTexts : {}),
  });
}

/** One or two of them. */
function someOf(tests: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .subarray(Object.keys(tests), {minLength: 1, maxLength: 2})
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, tests[name] as fc.Arbitrary<unknown>]))));
}

const test: fc.Arbitrary<WrittenCondition> = fc
  .constantFrom(...allFields, 'status', 'name', 'error_message', 'latency', 'total_cost', 'tags')
  .chain((name) => testsOf(name).map((tests) => ({[name]: tests})));

/** `names`: conditions of `define` that may stand here; `inner`: what may stand in `some_run`, which is nothing in it. */
function conditions(
  names: readonly string[],
  inner: fc.Arbitrary<WrittenCondition> | null,
): fc.Arbitrary<WrittenCondition> {
  return fc.letrec<{condition: WrittenCondition; list: WrittenCondition[]}>((tie) => ({
    condition: fc.oneof(
      {depthSize: 'small', maxDepth: 3},
      {weight: 4, arbitrary: test},
      ...(names.length > 0 ? [{weight: 2, arbitrary: fc.constantFrom(...names)}] : []),
      ...(inner === null ? [] : [{weight: 2, arbitrary: inner.map((some_run) => ({some_run}))}]),
      {weight: 1, arbitrary: tie('list').map((all) => ({all}))},
      {weight: 1, arbitrary: tie('list').map((any) => ({any}))},
      {weight: 1, arbitrary: tie('condition').map((not) => ({not}))},
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie('condition'), tie('condition'))
          .map(([left, right]) =>
            typeof left === 'string' || typeof right === 'string' ? {all: [left, right]} : {...left, ...right},
          ),
      },
    ),
    list: fc.array(tie('condition'), {minLength: 1, maxLength: 3}),
  })).condition;
}

/** With 15 a percentage shows the digits of its double. */
const digits = fc.option(fc.oneof(fc.constantFrom(0, 0, 1, 1, 15), fc.integer({min: 0, max: 15})), {
  nil: undefined,
  freq: 2,
});

/** Measures by name; those that divide two others are added when these are known. */
function measures(condition: fc.Arbitrary<WrittenCondition>): fc.Arbitrary<WrittenMeasure> {
  const quantity = fc.oneof(
    {weight: 3, arbitrary: fc.constantFrom('latency', 'first_token', 'total_cost', 'prompt_cost', 'inputs.n')},
    {weight: 2, arbitrary: field('number', 'any')},
  );
  const printed = (kind: string, of: fc.Arbitrary<unknown>) =>
    fc
      .tuple(of, digits)
      .map(([subject, count]) => ({[kind]: subject, ...(count === undefined ? {} : {digits: count})}));
  return fc.oneof(
    fc.constant<WrittenMeasure>('count'),
    condition.map((count) => ({count})),
    field('text', 'number', 'time', 'flag', 'any').map((distinct) => ({distinct})),
    fc.constant<WrittenMeasure>({distinct: 'trace_id'}),
    fc.constantFrom(...allFields, 'tags', 'tags', 'tags').map((known) => ({known})),
    printed('sum', quantity),
    printed('average', quantity),
    fc.constantFrom('min', 'max').chain((kind) => printed(kind, field('number', 'time', 'any'))),
    printed('percentile', fc.tuple(quantity, fc.constantFrom(0.5, 1, 25, 50, 55, 90, 95, 99.9, 100))),
  );
}

const MEASURE_NAMES = ['n', 'p95', '__proto__', 'constructor', 'A-1', 'toString', 'rate', 'part'];
const heading = fc.oneof(
  {weight: 4, arbitrary: fc.constantFrom('Step', 'Date', 'A', '10', '9', '__proto__', '=x', 'a, b', 'p95 s', 'yes')},
  {weight: 1, arbitrary: hostileString.filter((text) => /\S/.test(text))},
);
const label = fc.oneof(
  {weight: 4, arbitrary: fc.constantFrom('Unknown', '-', '', '(none)', '=0', '+1', '0.0%')},
  {weight: 1, arbitrary: hostileString},
);

function withMissing(entry: Record<string, string>, missing: string | null): Record<string, string> {
  return missing === null || Object.hasOwn(entry, 'missing') ? entry : {...entry, missing};
}

function isTime(measure: WrittenMeasure | undefined): boolean {
  const {min, max} = measure as {min?: string; max?: string};
  return typeOf(min ?? max ?? '') === 'time';
}

function definition(rows: RowKind): fc.Arbitrary<WrittenReport> {
  const plain = conditions([], null);
  const inner = conditions(['failed', 'and 2'], null);
  const outer = rows === 'runs' ? inner : conditions(['failed', 'and 2', 'some_run'], inner);
  const define = fc.record({
    failed: fc.oneof(fc.constant<WrittenCondition>({status: {text: true, not: 'success'}}), plain),
    'and 2': conditions(['failed'], null),
    ...(rows === 'runs' ? {} : {some_run: conditions(['and 2'], inner)}),
  });
  const keyFields = fc.oneof(
    {weight: 1, arbitrary: fc.constant<string[]>(['day'])},
    {
      weight: 4,
      arbitrary: fc.uniqueArray(
        fc.oneof(
          field('text', 'number', 'time', 'flag', 'any'),
          fc.constantFrom('name', 'status', 'symbol', 'model', 'error_message', 'inputs.n', 'total_tokens', 'depth'),
        ),
        {maxLength: 3},
      ),
    },
  );
  const parts = fc.record({
    define,
    where: fc.oneof({weight: 3, arbitrary: fc.constant(null)}, {weight: 2, arbitrary: outer}),
    by: keyFields,
    headings: fc.uniqueArray(heading, {minLength: 8, maxLength: 8}),
    labels: fc.array(fc.option(label), {minLength: 8, maxLength: 8}),
    measures: fc.array(measures(outer), {minLength: 1, maxLength: 5}),
    names: fc.shuffledSubarray(MEASURE_NAMES, {minLength: 8}),
    quotient: fc.record({kind: fc.constantFrom('percent', 'share'), digits, empty: fc.option(label)}),
    places: fc.array(fc.nat({max: 1000}), {minLength: 8, maxLength: 8}),
    title: fc.option(heading),
    chosen: fc.record({
      columns: flags,
      top: fc.constantFrom(true, true, false),
      rest: fc.option(label),
      most: fc.constantFrom(1, 1, 2, 3),
      fill: flags,
    }),
    order: fc.array(fc.constantFrom('asc' as const, 'desc' as const), {maxLength: 3}),
  });
  return parts.map(({define, where, by, headings, labels, names, places, title, chosen, order, quotient, ...found}) => {
    const left = [...places];
    const pick = <T>(list: readonly T[]): T => list[(left.pop() ?? 0) % list.length] as T;
    const written = found.measures.map((measure, at): [string, WrittenMeasure] => [names[at] as string, measure]);
    const numeric = written.filter(([, measure]) => !isTime(measure)).map(([name]) => name);
    if (numeric.length > 0) {
      const {kind, digits: shown, empty} = quotient;
      const of = {[kind]: [pick(numeric), pick(numeric)]};
      const how = {...(shown === undefined ? {} : {digits: shown}), ...(empty === null ? {} : {empty})};
      const name = names[written.length] as string;
      written.splice(pick([0, written.length]), 0, [name, {...of, ...how}]);
      numeric.push(name);
    }
    const measureNames = written.map(([name]) => name);
    const free = headings.filter((each) => !measureNames.includes(each));
    const keys = by.map((_, at) => free[at] as string);
    const keyColumns: WrittenColumn[] = [...keys];
    const columns = measureNames.map((name, at): WrittenColumn => {
      return withMissing({[name]: free[by.length + at] ?? `${name} ${at}`}, labels[at] ?? null);
    });
    const ordered = [...keys, ...measureNames];
    const {rest} = chosen;
    return {
      lse: 1,
      name: 'generated',
      ...(title === null ? {} : {title}),
      rows,
      define,
      ...(where === null ? {} : {where}),
      ...(by.length === 0
        ? {}
        : {by: by.map((name, at) => withMissing({[name]: keys[at] as string}, labels[7 - at] ?? null))}),
      measures: Object.fromEntries(written),
      ...(chosen.columns ? {columns: [...columns.slice(1), ...keyColumns, ...columns.slice(0, 1)]} : {}),
      order: order.map((direction) => ({[pick(ordered)]: direction})),
      ...(chosen.top && keys.length > 0 && numeric.length > 0
        ? {
            top: {
              by: pick(numeric),
              rows: chosen.most,
              ...(rest !== null && /\S/.test(rest) ? {rest} : {}),
            },
          }
        : {}),
      ...(chosen.fill && by.length === 1 && by[0] === 'day' ? {fill: 'dates' as const} : {}),
    };
  });
}

/** Definitions that are in order, of all kinds of rows, conditions, keys and measures. */
export const definitionArbitrary: fc.Arbitrary<WrittenReport> = fc
  .constantFrom<RowKind>('runs', 'records', 'traces')
  .chain(definition)
  .map(readable);

/** Ways to write the same. */
export const yamlStyles = {
  block: {},
  flow: {collectionStyle: 'flow'},
  quoted: {defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_SINGLE', indent: 4},
  folded: {lineWidth: 40},
} as const satisfies Readonly<Record<string, ToStringOptions>>;

export function yamlOf(report: WrittenReport, style: keyof typeof yamlStyles = 'block'): string {
  return stringify(report, {version: '1.2', schema: 'core', lineWidth: 0, ...yamlStyles[style]});
}

/** A failing property prints definitions as they would be written. */
function readable(report: WrittenReport): WrittenReport {
  return Object.defineProperty(report, fc.toStringMethod, {value: () => `\n${yamlOf(report)}`});
}
