import {describe, expect, it} from '@jest/globals';
import {parse} from 'csv-parse/sync';
import fc from 'fast-check';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {compileReport} from '../../../src/core/reports/compiled-report.ts';
import type {ReportDefinition} from '../../../src/core/reports/definition.ts';
import {formatTable, type TableFormat, tableFormats} from '../../../src/format/table/format.ts';
import {count, definitionOf, field, is, keys, payload} from '../../support/report-definition.ts';
import {traceValues, type WrittenRun} from '../../support/trace-values.ts';

const SCOPE = {project: null, from: '2025-09-13' as CalendarDate, to: '2025-09-14' as CalendarDate};

function print(definition: ReportDefinition, format: TableFormat, runs: readonly WrittenRun[], mask = true): string {
  const report = compileReport(definition);
  const aggregation = report.aggregate();
  for (const [at, run] of runs.entries()) {
    aggregation.add(traceValues(report, {traceId: `t${at}`, records: {[`t${at}`]: run}}));
  }
  return formatTable(aggregation.table(SCOPE), format, {mask});
}

/** Runs by name, one column. */
function cell(format: TableFormat, name: string, mask = true): string {
  const definition = definitionOf({by: keys('name'), columns: [{kind: 'key', at: 0}]});
  return print(definition, format, [{name}], mask);
}

const steps: ReportDefinition = definitionOf({
  name: 'steps',
  title: 'Steps',
  by: keys('name', 'depth'),
  measures: [
    {name: 'n', measure: count()},
    {name: 'bad', measure: count(is('status', 'error'))},
    {name: 'rate', measure: {kind: 'percent', part: 'bad', whole: 'n', digits: 1, empty: '0.0%'}},
    {name: 'cost', measure: {kind: 'sum', field: field('total_cost'), digits: null}},
    {name: 'p50', measure: {kind: 'percentile', field: field('latency'), percent: 50, digits: 2}},
    {name: 'last', measure: {kind: 'max', field: field('start'), digits: null}},
  ],
  columns: [
    {kind: 'key', at: 0},
    {kind: 'key', at: 1},
    {kind: 'measure', name: 'n', heading: 'Runs', missing: ''},
    {kind: 'measure', name: 'rate', heading: 'Error Rate', missing: ''},
    {kind: 'measure', name: 'cost', heading: 'USD', missing: '-'},
    {kind: 'measure', name: 'p50', heading: 'p50 s', missing: ''},
    {kind: 'measure', name: 'last', heading: 'Last', missing: ''},
  ],
  top: {by: 'n', rows: 2, rest: 'Other'},
});
const runs = [
  {
    name: 'fetch',
    status: 'error',
    total_cost: '0.10',
    start_time: '2025-09-13T10:00:00',
    end_time: '2025-09-13T10:00:01',
  },
  {name: 'fetch', status: 'success', total_cost: 1, start_time: '2025-09-13T10:00:00.5'},
  {status: 'ERROR'},
  {name: 'a|b', status: 'error'},
  {name: 'z'},
];

describe('a table', () => {
  it('prints as CSV', () => {
    expect(print(steps, 'csv', runs)).toBe(
      [
        'name,depth,Runs,Error Rate,USD,p50 s,Last',
        'a|b,0,1,100.0%,-,,',
        'fetch,0,2,50.0%,1.1,1.00,2025-09-13T10:00:00.5Z',
        'Other,,2,50.0%,-,,',
        '',
      ].join('\n'),
    );
  });

  it('prints as text', () => {
    expect(print(steps, 'text', runs)).toBe(
      [
        'Steps',
        '=====',
        '',
        'name   depth  Runs  Error Rate  USD  p50 s                    Last',
        '-----  -----  ----  ----------  ---  -----  ----------------------',
        'a|b        0     1      100.0%    -',
        'fetch      0     2       50.0%  1.1   1.00  2025-09-13T10:00:00.5Z',
        'Other            2       50.0%    -',
        '',
      ].join('\n'),
    );
    expect(print(definitionOf({by: keys('name')}), 'text', [])).toBe(
      'Test\n====\n\nname  count\n----  -----\nNo rows.\n',
    );
  });

  it('prints as Markdown, what was stored in code spans', () => {
    expect(print(steps, 'markdown', runs)).toBe(
      [
        '### Steps',
        '',
        '| name | depth | Runs | Error Rate | USD | p50 s | Last |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
        '| `a\\|b` | 0 | 1 | 100.0% | - |  |  |',
        '| `fetch` | 0 | 2 | 50.0% | 1.1 | 1.00 | 2025-09-13T10\\:00\\:00.5Z |',
        '| Other |  | 2 | 50.0% | - |  |  |',
        '',
      ].join('\n'),
    );
    expect(print(definitionOf({by: keys('name')}), 'markdown', [])).toBe(
      '### Test\n\n| name | count |\n| --- | ---: |\n\nNo rows.\n',
    );
  });

  it('prints as JSON: exact decimals, null for what is missing, the rest apart', () => {
    expect(print(steps, 'json', runs)).toBe(`{
  "report": "steps",
  "title": "Steps",
  "scope": {
    "project": null,
    "from": "2025-09-13",
    "to": "2025-09-14"
  },
  "columns": [
    "name",
    "depth",
    "Runs",
    "Error Rate",
    "USD",
    "p50 s",
    "Last"
  ],
  "rows": [
    {
      "name": "a|b",
      "depth": 0,
      "Runs": 1,
      "Error Rate": 100,
      "USD": null,
      "p50 s": null,
      "Last": null
    },
    {
      "name": "fetch",
      "depth": 0,
      "Runs": 2,
      "Error Rate": 50,
      "USD": 1.1,
      "p50 s": 1,
      "Last": "2025-09-13T10:00:00.5Z"
    }
  ],
  "rest": {
    "name": "Other",
    "depth": null,
    "Runs": 2,
    "Error Rate": 50,
    "USD": null,
    "p50 s": null,
    "Last": null
  }
}
`);
  });

  it('prints what the definition has for missing values, and JSON null all the same', () => {
    const share = {kind: 'share', part: 'n', whole: 'bad', digits: 1} as const;
    const definition = definitionOf({
      by: [{field: field('name'), heading: 'Name', missing: 'no name'}],
      measures: [
        {name: 'n', measure: count()},
        {name: 'bad', measure: count(is('status', 'error'))},
        {name: 'a', measure: {...share, empty: 'none'}},
        {name: 'b', measure: {...share, empty: ''}},
      ],
      columns: [
        {kind: 'key', at: 0},
        {kind: 'measure', name: 'a', heading: 'A', missing: '?'},
        {kind: 'measure', name: 'b', heading: 'B', missing: '?'},
      ],
    });
    expect(print(definition, 'csv', [{}])).toBe('Name,A,B\nno name,none,?\n');
    expect(JSON.parse(print(definition, 'json', [{}])).rows).toEqual([{Name: null, A: null, B: null}]);
  });

  it('rounds the double of two counts as zenrows-errors does, and any other percentage from its exact value', () => {
    const percent = (part: string, whole: string) => ({kind: 'percent', part, whole, digits: 1, empty: ''}) as const;
    const sum = (name: 'total_cost' | 'total_tokens') => ({kind: 'sum', field: field(name), digits: null}) as const;
    const definition = definitionOf({
      measures: [
        {name: 'n', measure: count()},
        {name: 'bad', measure: count(is('status', 'error'))},
        {name: 'cost', measure: sum('total_cost')},
        {name: 'tokens', measure: sum('total_tokens')},
        {name: 'ofCounts', measure: percent('bad', 'n')},
        {name: 'ofSums', measure: percent('cost', 'tokens')},
      ],
    });
    const good = Array.from({length: 1999}, () => ({}));
    // Both are 0.05 %, a tie, which the double is not.
    expect(print(definition, 'csv', [{status: 'error', total_cost: 1, total_tokens: 2000}, ...good])).toBe(
      'n,bad,cost,tokens,ofCounts,ofSums\n2000,1,1,2000,0.1%,0.0%\n',
    );
  });

  it('gives a flag as one in JSON', () => {
    expect(JSON.parse(print(definitionOf({by: keys('is_root')}), 'json', [{}])).rows).toEqual([
      {is_root: true, count: 1},
    ]);
  });
});

describe('a stored text', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a "b"', '"a ""b"""'],
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("https://a.example","x")', '"\'=HYPERLINK(""https://a.example"",""x"")"'],
    ['+1', "'+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-x', "'-x"],
    ['-', '-'],
    ['-5', '-5'],
    ['-1.5e3', '-1.5e3'],
    ['-1+1', "'-1+1"],
    [' \t\r=1+1', "'=1+1"],
    ['a\r\nb', 'a\\u000d\\u000ab'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['', '""'],
    ['a\ud800', 'a\ufffd'],
  ])('%j stands in CSV as %j', (name, expected) => {
    expect(cell('csv', name)).toBe(`name\n${expected}\n`);
  });

  it('is read back from CSV by any reader, and never begins as a formula', () => {
    const text = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', '"', ',', "'", ' ', '\t', '\r', '\n', 'a', '1', '😀'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(text, {minLength: 1, maxLength: 5}), (names) => {
        const printed = print(
          definitionOf({by: keys('name')}),
          'csv',
          names.map((name) => ({name})),
          false,
        );
        const read = parse(printed) as string[][];
        expect(read.length).toBe(names.length + 1);
        for (const [name = ''] of read) expect(name).not.toMatch(/^(?:[=+@]|-(?![0-9]+$)).|^[\t\r]/s);
      }),
    );
  });

  it.each(tableFormats)('is masked in %s unless that is not wanted; ids and symbols are keys', (format) => {
    const secret = 'https://a.example/?apikey=0123456789abcdef';
    expect(cell(format, secret)).not.toContain('0123456789abcdef');
    expect(cell(format, secret, false)).toContain('0123456789abcdef');
    const definition = definitionOf({by: keys('symbol')});
    expect(print(definition, format, [{inputs: {crypto_symbol: secret}}])).toContain('0123456789ABCDEF');
  });

  it('is hidden whole at a place whose name says that it is a secret', () => {
    const definition = definitionOf({by: keys(payload('inputs', 'api_key')), columns: [{kind: 'key', at: 0}]});
    expect(print(definition, 'csv', [{inputs: {api_key: 'short'}}])).toBe('inputs.api_key\n***\n');
  });

  it('is cut for a person only', () => {
    const long = 'ß'.repeat(151);
    const cut = `${'ß'.repeat(147)}...`;
    expect(cell('text', long)).toContain(`\n${cut}\n`);
    expect(cell('markdown', long)).toContain(`| \`${cut}\` |`);
    expect(cell('csv', long)).toBe(`name\n${long}\n`);
    expect(cell('json', long)).toContain(`"${long}"`);
  });

  it('is trimmed but in JSON, and drives no terminal', () => {
    expect(cell('csv', ' \u00a0a ')).toBe('name\na\n');
    expect(cell('json', ' a ')).toContain('" a "');
    expect(cell('json', 'a\u0085\u202e')).toContain('"a\\u0085\\u202e"');
    expect(cell('text', 'a\nb\u001b')).toContain('\na\\u000ab\\u001b\n');
    expect(cell('markdown', 'a\nb`')).toContain('| ``` a\\u000ab` ``` |'.replaceAll('```', '``'));
  });

  it('is no heading of a Markdown table; what the definition says is no markup', () => {
    const definition = definitionOf({
      title: '[x](y) *b*',
      by: [{field: field('name'), heading: 'a|b', missing: '<b>'}],
    });
    expect(print(definition, 'markdown', [{}])).toBe(
      '### \\[x\\]\\(y\\) \\*b\\*\n\n| a\\|b | count |\n| --- | ---: |\n| \\<b\\> | 1 |\n',
    );
  });
});
