import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {zenrowsErrors} from '../../src/core/reports/zenrows-errors.ts';
import {readReport} from '../../src/definitions/report-text.ts';
import {faultText} from '../../src/yaml/fault.ts';

const SHIPPED = new URL('../../reports/', import.meta.url);

const base = `lse: 1
name: steps
rows: runs
define:
  failed: {status: {text: true, not: success}}
by: [{name: Step}, {day: Date}]
measures:
  runs: count
  failed: {count: failed}
  rate: {percent: [failed, runs]}
  p95: {percentile: [latency, 95]}
  last: {max: end}
columns: [Step, Date, {runs: Runs}, {rate: Rate}, {p95: p95 s}, {last: Last}]
order: [{p95: desc}]
top: {by: runs, rows: 20, rest: Other}
`;

/** What is said of the text in which `from` became `to`. */
function faultsOf(from: string, to: string): string {
  expect(base).toContain(from);
  return textOf(base.replace(from, to));
}

function textOf(text: string): string {
  const read = readReport(text);
  return 'faults' in read ? read.faults.map((fault) => faultText('steps.yaml', text, fault)).join('\n') : 'no fault';
}

describe('reading a definition', () => {
  it.each(readdirSync(SHIPPED))('reads reports/%s, which has examples and the name of its file', (file) => {
    const text = readFileSync(new URL(file, SHIPPED), 'utf8');
    const read = readReport(text);
    if ('faults' in read) throw new Error(textOf(text));
    expect(`${read.report.definition.name}.yaml`).toBe(file);
    expect(read.report.examples.length).toBeGreaterThan(0);
  });

  it('puts the conditions of define in place, and fills in what is left out', () => {
    const read = readReport(base);
    if ('faults' in read) throw new Error(textOf(base));
    const {definition} = read.report;
    const status = {kind: 'field', name: 'status'};
    expect(definition.measures[1]).toEqual({
      name: 'failed',
      measure: {
        kind: 'count',
        condition: {
          kind: 'all',
          conditions: [
            {kind: 'test', field: status, test: {kind: 'text', operand: true}},
            {kind: 'not', condition: {kind: 'test', field: status, test: {kind: 'is', operand: 'success'}}},
          ],
        },
      },
    });
    expect(definition.title).toBe('steps');
    expect(definition.by[0]).toEqual({field: {kind: 'field', name: 'name'}, heading: 'Step', missing: 'Unknown'});
    expect(definition.measures[2]?.measure).toEqual({
      kind: 'percent',
      part: 'failed',
      whole: 'runs',
      digits: 1,
      empty: '',
    });
    expect(definition.columns[0]).toEqual({kind: 'key', at: 0});
    expect(definition.order).toEqual([{column: {kind: 'measure', name: 'p95'}, direction: 'desc'}]);
  });

  it('reads paths of the payload, with quotes around what holds a dot', () => {
    const read = readReport(base.replace('{name: Step}', `{'metadata."a.b".c': Step}`));
    if ('faults' in read) throw new Error('faults');
    expect(read.report.definition.by[0]?.field).toEqual({kind: 'payload', path: ['extra', 'metadata', 'a.b', 'c']});
  });

  it('keeps the digits of numbers in examples', () => {
    const example = `examples: [{documents: [{id: a, n: 0.10}], rows: [[a, b, 1.50, 4, 5, ""]]}]\n`;
    const read = readReport(base + example);
    if ('faults' in read) throw new Error('faults');
    expect(read.report.examples[0]?.rows).toEqual([['a', 'b', '1.50', '4', '5', '']]);
    expect(read.report.examples[0]?.documents[0]?.get('trace')).toEqual(
      new Map<string, unknown>([
        ['id', 'a'],
        ['n', {lexeme: '0.10'}],
      ]),
    );
  });

  it('shows where a fault stands', () => {
    expect(faultsOf('[latency, 95]', '[latenc, 95]')).toBe(
      [
        `steps.yaml:11:22: There is no field 'latenc'. Did you mean 'latency'?`,
        '    p95: {percentile: [latenc, 95]}',
        '                       ^^^^^^',
      ].join('\n'),
    );
  });

  it('names all faults at once, in the order of the text', () => {
    const faults = textOf(base.replace('{name: Step}', '{nam: Step}').replace('count: failed', 'count: faild'));
    expect(faults.match(/^steps\.yaml:.*/gm)).toEqual([
      `steps.yaml:6:7: There is no field 'nam'. Did you mean 'name'?`,
      `steps.yaml:9:19: There is no condition 'faild' in define. Did you mean 'failed'?`,
    ]);
  });

  it.each([
    ['lse: 1', 'lse: 2', "reads definitions with 'lse: 1'"],
    ['lse: 1\n', '', "'lse' is missing"],
    ['name: steps', 'name: Steps', 'A name has a-z'],
    ['name: steps', 'name: zenrows-detail', 'is taken'],
    ['rows: runs', 'rows: run', 'Here stands one of runs, records, traces.'],
    ['rows: runs', 'row: runs', "There is no 'row' here. Did you mean 'rows'?"],
    ['rows: runs', 'rows: [runs', 'This is not YAML'],
    ['name: steps', 'name: steps\nname: steps', 'This is not YAML: Map keys must be unique.'],
    ['name: steps', 'name: &a [*a, *a]', 'steps.yaml:2:'],
    ['define:', 'define:\n  1: failed', 'A key is a text'],
    ['not: success', 'no: success', "There is no 'no' here. Did you mean 'not'?"],
    ['not: success', 'not: SUCCESS', "'status' is in lower case"],
    ['not: success', 'in: [error, Pending]', "'status' is in lower case"],
    ['not: success', 'starts: S', "'status' is in lower case"],
    ['not: success', 'not: 200', `write "200" in quotes`],
    ['not: success', 'gt: 5', "'status' is a text, and 5 is not"],
    ['{text: true, not: success}', '{}', 'Here stand 1 key or more.'],
    ['{status: {text: true, not: success}}', '{latency: {starts: a}}', "'starts' is for texts"],
    ['{status: {text: true, not: success}}', '{tags: {is: a}}', "'tags' is a list"],
    ['{status: {text: true, not: success}}', '{start: {gt: yesterday}}', "'start' is a time"],
    ['{status: {text: true, not: success}}', '{is_root: {gt: 1}}', "'is_root' is true or false"],
    ['{status: {text: true, not: success}}', '{some_run: failed}', 'here each row is a run'],
    ['{status: {text: true, not: success}}', '{not: failed}', "'failed' is defined by itself: failed → failed."],
    ['{status: {text: true, not: success}}', '{inputs: {is: a}}', 'is all of the inputs'],
    ['{status: {text: true, not: success}}', '{inputs..a: {is: a}}', 'is no path'],
    ['{name: Step}', '{name: Step, day: Day}', 'Each key is {field: heading}.'],
    ['{name: Step}', '{tags: Step}', "'tags' is a list: no key."],
    ['{name: Step}', '{name: Date}', "There are two keys 'Date'."],
    ['{name: Step}', '{name: runs}', "'runs' is the name of a measure, too"],
    ['runs: count', '2: count', 'A key is a text'],
    ['runs: count', '"2": count', 'begins with a letter'],
    ['runs: count', 'missing: count', "In columns, 'missing' is no measure"],
    ['runs: count', 'runs: counts', 'A measure is count'],
    ['runs: count', 'runs: {sum: latency, max: latency}', 'not sum and max'],
    ['runs: count', 'runs: {digits: 1}', 'A measure is one of'],
    ['{count: failed}', '{count: failed, digits: 1}', 'A count is a whole number'],
    ['{max: end}', '{sum: end}', "'end' has no sum"],
    ['{max: end}', '{max: end, empty: a}', "'empty' goes with percent and share."],
    ['[latency, 95]', '[latency, 0]', 'above 0 and up to 100'],
    ['[latency, 95]', '[latency, 99.99999999999999999]', 'with 15 digits that count at most'],
    ['{status: {text: true, not: success}}', '{inputs.n: {is: 9007199254740993}}', 'A number here is finite, with 15'],
    ['{status: {text: true, not: success}}', '{inputs.n: {is: .nan}}', 'A number here is finite'],
    ['[latency, 95]', '[95, latency]', 'Here stands a field'],
    ['[failed, runs]', '[failed, run]', "There is no measure 'run'. Did you mean 'runs'?"],
    ['[failed, runs]', '[failed, rate]', "'rate' is a percent itself."],
    ['[failed, runs]', '[failed, last]', "'last' is a time, not a number."],
    ['columns: [Step, Date', 'columns: [Step, Dat', "There is no key 'Dat' in by. Did you mean 'Date'?"],
    ['columns: [Step, Date, {', 'columns: [Step, {', "The key 'Date' is not shown"],
    ['{rate: Rate}', 'rate', 'A measure has a heading: {rate: …}.'],
    ['{rate: Rate}', '{rate: Runs}', "There are two columns 'Runs'."],
    ['{rate: Rate}', '{rates: Rate}', "There is no measure 'rates'. Did you mean 'rate'?"],
    ['order: [{p95: desc}]', 'order: [{p99: desc}]', "There is no key or measure 'p99'"],
    ['order: [{p95: desc}]', 'order: [{p95: down}]', 'Here stands one of asc, desc.'],
    ['by: runs, rows: 20', 'by: last, rows: 20', "'last' is a time, not a number."],
    ['rows: 20', 'rows: 0', 'out of range'],
    ['top: ', 'fill: dates\ntop: ', "'fill: dates' is for a report by day alone"],
    ['top: ', 'examples: [{documents: [], rows: [[1]]}]\ntop: ', 'has 6 columns, and this row has 1'],
    ['top: ', 'examples: [{documents: [], day: "2025-02-30", rows: []}]\ntop: ', 'is no date'],
  ])('refuses %s → %s', (from, to, said) => {
    const faults = faultsOf(from, to);
    expect(faults).not.toBe('no fault');
    expect(faults).toContain(said);
  });

  it('never fails otherwise, whatever the text', () => {
    for (const text of [
      '',
      '\0',
      '- a',
      '"a"',
      '42',
      '? {a: b}\n: c',
      '!!binary x',
      '%YAML 9',
      '---\n---\n',
      '\u{1F600}: *x',
    ])
      expect(textOf(text)).toMatch(/^steps\.yaml:\d+:\d+: /);
  });
});

describe('a report that comes with lse and is asked for by a command of its own', () => {
  it('is written down as the command has it', () => {
    const read = readReport(readFileSync(new URL('../../reports/zenrows-errors.yaml', import.meta.url), 'utf8'));
    expect('report' in read && read.report.definition).toEqual(zenrowsErrors);
  });
});
