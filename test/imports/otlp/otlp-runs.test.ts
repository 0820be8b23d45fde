import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import {parseJson} from '../../../src/core/json/parse.ts';
import type {JsonObject} from '../../../src/core/json/value.ts';
import {learnFirstSpans, otlpRuns} from '../../../src/imports/formats/otlp/otlp-runs.ts';
import {FirstSpans} from '../../../src/imports/formats/otlp/span-ids.ts';
import type {Given} from '../../../src/imports/given.ts';

const EXTRACTION = {extractedAt: '2025-10-01T00:00:00.000Z', extractedBy: 'file'} as const;

/** Each line of a fixture, once all of them were looked at for first spans. */
function runsOf(name: string): Given[] {
  const path = fileURLToPath(new URL(`../../../fixtures/imports/otlp/source/${name}`, import.meta.url));
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const values = lines.map((line) => parseJson(line).value as JsonObject);
  const firstSpans = new FirstSpans();
  for (const value of values) learnFirstSpans(value, firstSpans);
  return values.flatMap((value, at) => [...otlpRuns(value, {file: name, line: at + 1}, EXTRACTION, firstSpans)]);
}

/** The runs of one message with these spans, and what was passed over. */
function given(...spans: object[]): Given[] {
  const message = JSON.stringify({resourceSpans: [{scopeSpans: [{spans}]}]});
  return [...otlpRuns(parseJson(message).value as JsonObject, {file: 'a.jsonl', line: 1}, EXTRACTION)];
}

/** A run as JavaScript has JSON: for numbers of few digits alone. */
// biome-ignore lint/suspicious/noExplicitAny: of any shape
function runOf(one: Given | undefined): any {
  if (one?.kind !== 'run') throw new Error(`No run, but ${JSON.stringify(one)}`);
  return JSON.parse(Buffer.from(one.json).toString('utf8'));
}

/** A span with some attributes, each a value of OTLP or a text. */
function span(attributes: Record<string, object | string> = {}, changes: object = {}): object {
  return {
    traceId: '0e01bf5000094000800000000000000a',
    spanId: '00000000000000f1',
    name: 'a',
    startTimeUnixNano: '1757757600000000000',
    endTimeUnixNano: '1757757601000000000',
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? {stringValue: value} : value,
    })),
    ...changes,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: of any shape
const oneRun = (attributes: Record<string, object | string> = {}, changes: object = {}): any =>
  runOf(given(span(attributes, changes))[0]);

describe("spans with LangSmith's attributes", () => {
  it('are runs with the ids of LangSmith: the first span has that of its trace, and the others know it', () => {
    const [scraper, model, agent] = runsOf('langsmith.jsonl').map(runOf);
    expect([agent.id, agent.trace_id, agent.parent_run_id]).toEqual([
      '0e01bf50-0007-4000-8000-00000000000a',
      '0e01bf50-0007-4000-8000-00000000000a',
      null,
    ]);
    // It stands in a line before that of the first span, which ended later.
    expect([scraper.id, scraper.trace_id, scraper.parent_run_id]).toEqual([
      '00000000-0000-0000-eee1-9b7ec3c1b174',
      '0e01bf50-0007-4000-8000-00000000000a',
      '0e01bf50-0007-4000-8000-00000000000a',
    ]);
    expect(model.parent_run_id).toBe('0e01bf50-0007-4000-8000-00000000000a');
  });

  it('keep every digit of times and attributes', () => {
    const [scraper] = runsOf('langsmith.jsonl');
    const text = scraper?.kind === 'run' ? Buffer.from(scraper.json).toString('utf8') : '';
    expect(text).toContain('"start_time":"2025-09-13T10:00:01.234567891Z","end_time":"2025-09-13T10:00:02.000000000Z"');
    expect(text).toContain('"inputs":{"input":"https://example.org/page","limit":0.1000000000000000055}');
    expect(text).toContain('"attempt":9007199254740993');
  });

  it('fail by an exception, whose message and stack are the error', () => {
    const [scraper, model] = runsOf('langsmith.jsonl').map(runOf);
    expect(scraper.status).toBe('error');
    expect(scraper.error).toBe(
      "HTTPError('422 Client Error: Unprocessable Entity for url: https://api.zenrows.com/v1/?apikey=fixture-secret')\n\n" +
        'Stacktrace:\nTraceback (most recent call last):\n  File "scraper.py", line 7',
    );
    expect(scraper.events).toEqual([
      {
        name: 'exception',
        time: '2025-09-13T10:00:01.900000001Z',
        kwargs: expect.objectContaining({'exception.type': 'HTTPError'}),
      },
    ]);
    expect([model.status, model.error]).toEqual(['success', null]);
  });

  it('have their type, tags, model, parameters, messages and usage', () => {
    const [scraper, model, agent] = runsOf('langsmith.jsonl').map(runOf);
    expect([scraper.run_type, scraper.tags]).toEqual(['tool', ['scrape', 'retried']]);
    expect(model).toMatchObject({
      run_type: 'llm',
      inputs: {messages: [{role: 'user', content: 'To the moon?'}]},
      outputs: {
        messages: [{role: 'assistant', content: '🚀'}],
        usage_metadata: {input_tokens: 120, output_tokens: 30},
      },
    });
    expect(model.extra.metadata).toEqual({
      OTEL_TRACE_ID: '0e01bf5000074000800000000000000a',
      OTEL_SPAN_ID: 'eee19b7ec3c1b175',
      ls_provider: 'openai',
      ls_model_name: 'gpt-4o',
      'gen_ai.operation.name': 'chat',
    });
    expect(model.extra.invocation_params).toEqual({model: 'gpt-4o', temperature: 0.7});
    expect(model.extra.otel).toEqual({
      kind: 3,
      status: {code: 'STATUS_CODE_OK'},
      scope: {name: 'langsmith', version: '0.4.25'},
      resource: {'service.name': 'crypto-agent'},
    });
    expect([agent.inputs, agent.outputs]).toEqual([{crypto_symbol: 'btc'}, {text: 'done'}]);
  });

  it('say around them of which project they are and what was worked out', () => {
    const [, model] = runsOf('langsmith.jsonl');
    expect(model).toMatchObject({
      part: 'whole',
      place: {file: 'langsmith.jsonl', line: 2},
      around: {
        projectName: 'crypto',
        projectId: null,
        ...EXTRACTION,
        derived: {
          id: 'the ids of the span',
          trace_id: 'the trace id of the span',
          status: 'the status and the events of the span',
        },
      },
    });
  });

  it('have the ids that attributes name', () => {
    const [one] = given(
      span({
        'langsmith.trace.id': 'f1c6cfef-6341-4369-a3af-e720eb6579ef',
        'langsmith.span.id': '9067e67a-c5da-4fd8-8d7d-16f34edd564c',
        'langsmith.span.parent_id': 'f1c6cfef-6341-4369-a3af-e720eb6579ef',
        'langsmith.span.dotted_order': '20250519T195501187802Zf1c6cfef-6341-4369-a3af-e720eb6579ef',
        'langsmith.trace.session_id': 'b5f0e6a0-0000-4000-8000-000000000001',
        'langsmith.reference_example_id': '9fb06aaa-105f-4c87-845f-47d62ffd7ee6',
      }),
    );
    expect(runOf(one)).toMatchObject({
      id: '9067e67a-c5da-4fd8-8d7d-16f34edd564c',
      trace_id: 'f1c6cfef-6341-4369-a3af-e720eb6579ef',
      parent_run_id: 'f1c6cfef-6341-4369-a3af-e720eb6579ef',
      dotted_order: '20250519T195501187802Zf1c6cfef-6341-4369-a3af-e720eb6579ef',
      session_id: 'b5f0e6a0-0000-4000-8000-000000000001',
      reference_example_id: '9fb06aaa-105f-4c87-845f-47d62ffd7ee6',
    });
    expect(one).toMatchObject({around: {projectId: 'b5f0e6a0-0000-4000-8000-000000000001'}});
    expect(one?.kind === 'run' && one.around.derived).not.toHaveProperty('id');
  });

  it('are first of their trace below a span of another kind, where they say so', () => {
    const [root, child] = given(
      span({'langsmith.is_root': {boolValue: true}}, {parentSpanId: '00000000000000aa'}),
      span({}, {spanId: '00000000000000f2', parentSpanId: '00000000000000f1'}),
    ).map(runOf);
    expect([root.id, root.parent_run_id]).toEqual(['0e01bf50-0009-4000-8000-00000000000a', null]);
    expect(child.parent_run_id).toBe('0e01bf50-0009-4000-8000-00000000000a');
  });
});

describe("spans with OpenInference's attributes", () => {
  it('are read with ids in base64, names in snake case and numbers for texts', () => {
    const [search, call] = runsOf('openinference.jsonl').slice(0, 2).map(runOf);
    expect(search).toMatchObject({
      id: '0e01bf50-0008-4000-8000-000000000001',
      name: 'search',
      run_type: 'retriever',
      start_time: '2025-09-14T09:59:59.999999999Z',
      inputs: {query: 'price of eth'},
      outputs: {documents: [{page_content: 'ETH', metadata: {page: 1}, type: 'Document', score: 0.25}]},
      tags: ['a', 'b'],
    });
    expect(search.extra.metadata).toMatchObject({
      session_id: 'session-1',
      user: 'u-1',
      'attributes.user': 'someone else',
      'openinference.span.kind': 'RETRIEVER',
    });
    expect(call).toMatchObject({
      id: '00000000-0000-0000-0000-000000000002',
      parent_run_id: '0e01bf50-0008-4000-8000-000000000001',
      name: 'zenrows_scraper',
      run_type: 'tool',
      inputs: {url: 'https://example.org/'},
      end_time: null,
      status: 'pending',
    });
    expect(call.extra.metadata).toMatchObject({
      'input.mime_type': 'application/json',
      headers: {accept: '*/*', retries: 3},
    });
  });

  it('have the project that their resource names', () => {
    expect(runsOf('openinference.jsonl')[0]).toMatchObject({around: {projectName: 'research'}});
  });

  it('are passed over without ids', () => {
    expect(runsOf('openinference.jsonl')[2]).toEqual({
      kind: 'skip',
      place: {file: 'openinference.jsonl', line: 2},
      reason: 'has a span "lost" without a trace id of 16 and a span id of 8 bytes',
    });
  });
});

describe('the type of a run', () => {
  it.each([
    ['chain', {}],
    ['tool', {'langsmith.span.kind': 'Tool'}],
    ['chain', {'langsmith.span.kind': 'nothing known'}],
    ['llm', {'gen_ai.operation.name': 'chat'}],
    ['embedding', {'gen_ai.operation.name': 'embeddings'}],
    ['llm', {'llm.request.type': 'chat'}],
    ['embedding', {'llm.request.type': 'embedding'}],
    ['llm', {'openinference.span.kind': 'LLM'}],
    ['chain', {'openinference.span.kind': 'GUARDRAIL'}],
    ['chain', {'openinference.span.kind': 'constructor'}],
    ['chain', {'traceloop.span.kind': 'workflow'}],
    ['tool', {'gen_ai.tool.name': 'search', 'openinference.span.kind': 'LLM'}],
    ['prompt', {'llm.prompt_template.variables': '{}'}],
  ])('is %s for %j', (runType, attributes) => {
    expect(oneRun(attributes as Record<string, string>).run_type).toBe(runType);
  });
});

describe('what went in and came out', () => {
  it('is a text under a name where it is no object', () => {
    expect(oneRun({'input.value': '[1]', 'output.value': 'b'})).toMatchObject({
      inputs: {input: '[1]'},
      outputs: {text: 'b'},
    });
    expect(oneRun()).toMatchObject({inputs: null, outputs: null});
  });

  it('is found in events of models', () => {
    const event = (name: string, attributes: Record<string, string>): object => ({
      name,
      attributes: Object.entries(attributes).map(([key, stringValue]) => ({key, value: {stringValue}})),
    });
    const events = [
      event('gen_ai.system.message', {role: 'system', content: 'be kind'}),
      event('gen_ai.user.message', {'gen_ai.event.content': '{"role": "user", "content": "hello"}'}),
      event('gen_ai.tool.message', {content: '7', id: 'call-1'}),
      event('gen_ai.choice', {finish_reason: 'stop', 'message.content': 'hi', 'tool_calls.0.function.name': 'f'}),
    ];
    expect(oneRun({}, {events})).toMatchObject({
      inputs: {
        messages: [
          {role: 'system', content: 'be kind'},
          {role: 'user', content: 'hello'},
        ],
      },
      outputs: {
        messages: [{content: '7', tool_call_id: 'call-1'}],
        choices: [{finish_reason: 'stop', message: {content: 'hi'}, tool_calls: [{function: {name: 'f'}}]}],
      },
    });
    const whole = [
      event('gen_ai.content.prompt', {'gen_ai.prompt': '{"a": 1}'}),
      event('gen_ai.content.completion', {'gen_ai.completion': 'b'}),
    ];
    expect(oneRun({}, {events: whole})).toMatchObject({inputs: {a: 1}, outputs: {output: 'b'}});
  });

  it('is put together of messages, in the order of their numbers, with all that they have', () => {
    const run = oneRun({
      'llm.input_messages.10.message.content': 'last',
      'llm.input_messages.2.message.role': 'user',
      'llm.input_messages.2.message.tool_calls.0.tool_call.id': 'c',
      'llm.output_messages.0.message.content': 'out',
      'llm.input_messages.none': 'left',
    });
    expect(run.inputs).toEqual({
      messages: [{role: 'user', tool_calls: {'0': {tool_call: {id: 'c'}}}}, {content: 'last'}],
    });
    expect(run.outputs).toEqual({messages: [{content: 'out'}]});
    expect(run.extra.metadata['llm.input_messages.none']).toBe('left');
  });

  it('does not lose a value that is also the beginning of a name', () => {
    const {inputs} = oneRun({
      'gen_ai.prompt.0.content': 'whole',
      'gen_ai.prompt.0.content.part': 'part',
      'gen_ai.prompt.0.role.name': 'inner',
      'gen_ai.prompt.0.role': 'outer',
    });
    expect(inputs).toEqual({
      messages: [{content: 'whole', 'content.part': 'part', role: {name: 'inner'}, 'role.': 'outer'}],
    });
  });

  it('has its usage in the metadata where nothing came out, or what came out says it itself', () => {
    const usage = {'llm.token_count.prompt': {intValue: '5'}, 'llm.token_count.total': {intValue: '7'}};
    expect(oneRun(usage).extra.metadata.usage_metadata).toEqual({input_tokens: 5, total_tokens: 7});
    const said = oneRun({...usage, 'output.value': '{"usage_metadata": {"input_tokens": 1}}'});
    expect(said.outputs.usage_metadata).toEqual({input_tokens: 1});
    expect(said.extra.metadata.usage_metadata).toEqual({input_tokens: 5, total_tokens: 7});
  });
});

describe('whether a span failed', () => {
  it.each([
    ['success', null, {}],
    ['success', null, {status: {}}],
    ['success', null, {status: {code: 0}}],
    ['error', null, {status: {code: 2}}],
    ['error', 'it broke', {status: {code: 'STATUS_CODE_ERROR', message: 'it broke'}}],
    [
      'error',
      'OSError',
      {events: [{name: 'exception', attributes: [{key: 'exception.type', value: {stringValue: 'OSError'}}]}]},
    ],
    [
      'error',
      'Stacktrace:\nat a',
      {events: [{name: 'exception', attributes: [{key: 'exception.stacktrace', value: {stringValue: 'at a'}}]}]},
    ],
    ['pending', null, {endTimeUnixNano: '0'}],
    ['error', null, {endTimeUnixNano: 0, status: {code: 2}}],
  ])('is %s, %j for %j', (status, error, changes) => {
    expect(oneRun({}, changes)).toMatchObject({status, error});
  });
});

describe('attributes of every type', () => {
  it('are kept as they are', () => {
    const run = oneRun({
      whole: {intValue: '-9223372036854775808'},
      number: {doubleValue: 1.5},
      none: {doubleValue: 'NaN'},
      yes: {boolValue: false},
      bytes: {bytesValue: 'AP8='},
      list: {arrayValue: {values: [{intValue: 1}, {stringValue: 'b'}, {}]}},
      empty: {},
    });
    expect(run.extra.metadata).toMatchObject({
      number: 1.5,
      none: 'NaN',
      yes: false,
      bytes: 'AP8=',
      list: [1, 'b', null],
      empty: null,
    });
    const [one] = given(span({whole: {intValue: '-9223372036854775808'}}));
    expect(one?.kind === 'run' && Buffer.from(one.json).toString()).toContain('"whole":-9223372036854775808');
  });
});

describe('a message that is not as it should be', () => {
  it.each([
    {resourceSpans: null},
    {resourceSpans: [null, 5, {scopeSpans: 'x'}, {scopeSpans: [{spans: {}}]}]},
    {resourceSpans: [{scopeSpans: [{spans: [null, 7]}]}]},
  ])('has no runs: %j', (message) => {
    const value = parseJson(JSON.stringify(message)).value as JsonObject;
    expect([...otlpRuns(value, {file: 'a', line: null}, EXTRACTION)]).toEqual([]);
  });

  it('is read under the older name of scopes', () => {
    const value = parseJson(
      JSON.stringify({
        resourceSpans: [{instrumentationLibrarySpans: [{instrumentationLibrary: {name: 'x'}, spans: [span()]}]}],
      }),
    ).value as JsonObject;
    const [one] = otlpRuns(value, {file: 'a', line: null}, EXTRACTION);
    expect(runOf(one).extra.otel.scope).toEqual({name: 'x'});
  });
});
