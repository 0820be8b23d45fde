import {describe, expect, it} from '@jest/globals';
import type {FieldName, FieldReference} from '../../../src/core/fields/catalogue.ts';
import {unitIdentity} from '../../../src/core/fields/unit.ts';
import {type CompiledReport, compileReport} from '../../../src/core/reports/compiled-report.ts';
import type {RowKind} from '../../../src/core/reports/definition.ts';
import {definitionOf, keys, payload} from '../../support/report-definition.ts';
import {traceValues, type WrittenRun, type WrittenTrace} from '../../support/trace-values.ts';

/** The values of a field, printed, for each unit of a trace. */
function values(of: FieldName | FieldReference, trace: WrittenTrace, rows: RowKind = 'runs'): (string | null)[] {
  const report = compileReport(definitionOf({rows, by: keys(of)}));
  return report.parts(traceValues(report, trace)).map((part) => part.keys[0] ?? null);
}

/** The value for one run alone, which is the root of its trace. */
function value(of: FieldName | FieldReference, run: WrittenRun): string | null {
  const [only] = values(of, {records: {root: run}});
  return only ?? null;
}

describe('a field of a run', () => {
  it.each<[FieldName, WrittenRun, string | null]>([
    ['project', {}, 'alpha'],
    ['day', {start_time: '2025-01-01T00:00:00'}, '2025-09-13'],
    ['week', {}, '2025-W37'],
    ['month', {}, '2025-09'],
    ['trace_id', {}, 'root'],
    ['run_id', {id: 'what the record goes by counts'}, 'root'],
    ['is_root', {}, 'true'],
    ['hour', {start_time: '2025-09-13T23:59:59.9-01:30'}, '2025-09-14 01:00'],
    ['hour', {start_time: -1}, '1969-12-31 23:00'],
    ['hour', {start_time: 'None'}, null],
    ['name', {name: ''}, ''],
    ['name', {name: 5}, null],
    ['status', {status: 'SUCCESS'}, 'success'],
    ['status', {status: 'ſuccess \u212a'}, 'ſuccess \u212a'],
    ['status', {status: 'ÄError'}, 'Äerror'],
    ['status', {status: null}, null],
    ['status', {}, null],
    ['error', {error: 'a\nb'}, 'a\nb'],
    ['error', {error: {b: 1, a: [1.5]}}, '{"a":[1.5],"b":1}'],
    ['error', {error: null}, null],
    [
      'error_message',
      {error: " \nHTTPError('422 Client Error for url: https://a.example:1/x')\n"},
      '422 Client Error - a.example',
    ],
    ['error_message', {error: '  '}, null],
    ['error_message', {error: false}, 'false'],
    ['start', {start_time: '2025-09-13 12:00:00.1200+02:00'}, '2025-09-13T10:00:00.12Z'],
    ['end', {end_time: 1757757600000}, '2025-09-13T10:00:00Z'],
    ['latency', {start_time: '2025-09-13T10:00:00', end_time: '2025-09-13T10:00:01.5'}, '1.5'],
    ['latency', {start_time: '2025-09-13T10:00:01', end_time: '2025-09-13T10:00:00'}, '-1'],
    ['latency', {start_time: '2025-09-13T10:00:01'}, null],
    ['first_token', {start_time: '2025-09-13T10:00:00', first_token_time: '2025-09-13T10:00:00.2'}, '0.2'],
    ['total_cost', {total_cost: '0.0015'}, '0.0015'],
    ['total_cost', {total_cost: 'free', outputs: {usage_metadata: {total_cost: 2}}}, '2'],
    ['total_cost', {extra: {metadata: {usage_metadata: {total_cost: '1.50'}}}}, '1.5'],
    [
      'prompt_tokens',
      {outputs: {llm_output: {token_usage: {prompt_tokens: 7}}, usage_metadata: {input_tokens: 8}}},
      '7',
    ],
    [
      'prompt_tokens',
      {prompt_tokens: 6, outputs: {llm_output: {token_usage: {prompt_tokens: 7}}, usage_metadata: {input_tokens: 8}}},
      '6',
    ],
    ['completion_tokens', {outputs: {usage_metadata: {output_tokens: 8}}}, '8'],
    [
      'completion_tokens',
      {outputs: {usage_metadata: {output_tokens: 8}}, extra: {metadata: {usage_metadata: {output_tokens: 9}}}},
      '8',
    ],
    ['total_tokens', {total_tokens: null, outputs: {llm_output: {token_usage: {total_tokens: 9}}}}, '9'],
    ['model', {extra: {metadata: {ls_model_name: 5}, invocation_params: {model: 'm'}}}, 'm'],
    ['model', {extra: {metadata: {ls_model_name: 'm'}}, outputs: {llm_output: {model_name: 'n', model: 'o'}}}, 'm'],
    ['model', {outputs: {llm_output: {model: 'o', model_name: 'n'}}}, 'n'],
    ['model', {extra: {invocation_params: {model: 'm'}}, outputs: {llm_output: {model: 'n'}}}, 'n'],
    ['tags', {tags: ['b', 5, 'a']}, '["b","a"]'],
    ['tags', {tags: 'a'}, null],
  ])('%s of %j is %j', (name, run, expected) => {
    expect(value(name, run)).toBe(expected);
  });

  it.each<[FieldReference, WrittenRun, string | null]>([
    [payload('inputs', 'a', 'b'), {inputs: {a: {b: 'x'}}}, 'x'],
    [payload('inputs', 'a', 'b'), {inputs: {a: ['x']}}, null],
    [payload('inputs', 'a'), {inputs: {a: null}}, null],
    [payload('inputs', 'a'), {inputs: {a: 1.5}}, '1.5'],
    [payload('inputs', 'a'), {inputs: {a: '1.50'}}, '1.50'],
    [payload('outputs', 'a'), {outputs: {a: true}}, 'true'],
    [payload('outputs', 'a'), {outputs: {a: {z: 1, b: []}}}, '{"b":[],"z":1}'],
    [payload('extra', 'metadata', 'a'), {extra: {metadata: {a: 'm'}}}, 'm'],
  ])('of the payload: %j of %j is %j', (reference, run, expected) => {
    expect(value(reference, run)).toBe(expected);
  });

  it('says which values a source has to hand over, the id first and none twice', () => {
    const report = compileReport(definitionOf({by: keys('hour', 'latency', 'start', payload('inputs', 'a'))}));
    expect(report.paths).toEqual([['id'], ['start_time'], ['end_time'], ['inputs', 'a']]);
    expect([...report.fields].sort()).toEqual(['hour', 'latency', 'start']);
  });
});

describe('the symbol', () => {
  const btc = {inputs: {crypto_symbol: ' btc\u00a0'}};
  const eth = {inputs: {crypto_symbol: ' ', input_data: {crypto_symbol: 'eth'}}};

  it('is that of the root record, for every run of the trace', () => {
    expect(values('symbol', {records: {a: eth, root: {...btc, child_runs: [eth]}}})).toEqual(
      ['ETH', 'BTC', 'BTC'].map(() => 'BTC'),
    );
  });

  it('is else that of the record with the smallest run id that has one', () => {
    expect(values('symbol', {records: {a: {}, b: eth, c: btc, root: {}}}, 'traces')).toEqual(['ETH']);
  });

  it('is missing where no record has one; what stands in a nested run does not count', () => {
    expect(values('symbol', {records: {root: {child_runs: [btc]}, z: null}}, 'records')).toEqual([null, null]);
  });
});

describe('units', () => {
  const names = (trace: WrittenTrace, rows: RowKind) => values('name', trace, rows);

  it('are runs, each once: its own record before copies, then the smallest run id, then document order', () => {
    const copy = (name: string) => ({id: 'n', name});
    expect(
      names(
        {
          records: {
            b: {name: 'b', child_runs: [copy('in b'), copy('again')]},
            a: {name: 'a', child_runs: [copy('in a')]},
          },
        },
        'runs',
      ),
    ).toEqual(['a', 'b', 'in a']);
    expect(names({records: {a: {name: 'a', child_runs: [copy('in a')]}, n: {name: 'own'}}}, 'runs')).toEqual([
      'a',
      'own',
    ]);
  });

  it('are all runs without an id, which only a text that is not empty is', () => {
    const children = [{name: 'p', id: ''}, {name: 'q', id: 5}, {name: 'r'}, {name: 's', id: null}, {name: 't', id: ''}];
    expect(names({records: {root: {name: 'o', child_runs: children}}}, 'runs')).toEqual(['o', 'p', 'q', 'r', 's', 't']);
  });

  it('are records by their own run; one whose trace is no object has no run', () => {
    const trace = {records: {a: {name: 'a', child_runs: [{id: 'b', name: 'copy'}]}, b: null}};
    expect(names(trace, 'records')).toEqual(['a', null]);
    expect(names(trace, 'runs')).toEqual(['a', 'copy']);
    expect(values('run_id', trace, 'records')).toEqual(['a', 'b']);
  });

  it('are traces, for which the root record speaks', () => {
    expect(names({records: {a: {name: 'a'}, root: {name: 'r'}}}, 'traces')).toEqual(['r']);
    expect(names({records: {a: {name: 'a', child_runs: [{id: 'root', name: 'copy'}]}}}, 'traces')).toEqual([null]);
    expect(values('is_root', {records: {a: {}}}, 'traces')).toEqual([null]);
    expect(values('is_root', {records: {a: {child_runs: [{id: 'root'}, {}]}}})).toEqual(['false', 'true', 'false']);
  });

  it('go by what tells them from each other in any source', () => {
    const identities = (rows: RowKind) => {
      const report: CompiledReport = compileReport(definitionOf({rows}));
      const trace = traceValues(report, {records: {root: {child_runs: [{id: 'n'}, {}]}}});
      return report.parts(trace).map(({unit}) => unitIdentity(unit, rows));
    };
    const trace = {project: 'alpha', date: '2025-09-13', traceId: 'root'};
    expect(identities('traces')).toEqual([{...trace, recordRunId: null, runId: null, place: null}]);
    expect(identities('records')).toEqual([{...trace, recordRunId: 'root', runId: null, place: null}]);
    expect(identities('runs')).toEqual([
      {...trace, recordRunId: 'root', runId: 'root', place: 0},
      {...trace, recordRunId: 'root', runId: 'n', place: 1},
      {...trace, recordRunId: 'root', runId: null, place: 2},
    ]);
  });
});

describe('what a run stands below', () => {
  const depths = (records: WrittenTrace['records']) => ({
    depth: values('depth', {records}),
    parent: values('parent_name', {records}),
  });

  it('is told by nesting', () => {
    const nested = {name: 'b', child_runs: [{name: 'c', parent_run_id: 'root'}]};
    expect(depths({root: {name: 'a', child_runs: [nested, {name: 'd'}]}})).toEqual({
      depth: ['0', '1', '2', '1'],
      parent: [null, 'a', 'b', 'a'],
    });
  });

  it('is told by parent_run_id above the own run of a record', () => {
    expect(
      depths({
        root: {name: 'a', child_runs: [{id: 'n', name: 'n'}]},
        x: {name: 'x', parent_run_id: 'n'},
        y: {name: 'y', parent_run_id: 'x', child_runs: [{name: 'z'}]},
      }),
    ).toEqual({depth: ['0', '2', '3', '1', '4'], parent: [null, 'n', 'x', 'a', 'y']});
  });

  it('is nothing where the trace does not have it', () => {
    expect(depths({a: {parent_run_id: 'elsewhere'}, b: {parent_run_id: 5}, c: {parent_run_id: ''}})).toEqual({
      depth: ['0', '0', '0'],
      parent: [null, null, null],
    });
  });

  it('is missing on a circle and below one', () => {
    expect(
      depths({
        a: {name: 'a', parent_run_id: 'b'},
        b: {name: 'b', parent_run_id: 'a'},
        c: {name: 'c', parent_run_id: 'c'},
        d: {name: 'd', parent_run_id: 'a', child_runs: [{name: 'e'}]},
        f: {name: 'f', parent_run_id: 'g', child_runs: [{id: 'g', name: 'g'}]},
      }),
    ).toEqual({depth: [null, null, null, null, null, null, null], parent: [null, null, null, null, null, null, null]});
  });
});
