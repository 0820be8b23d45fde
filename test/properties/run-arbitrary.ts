import fc from 'fast-check';
import {
  anyJsonText,
  hostileString,
  type JsonText,
  type Member,
  numberText,
  objectText,
  stringText,
} from './json-text-arbitrary.ts';

/** Few ids, so that records, nested copies and traces meet; two of them sort differently as UTF-16 and code points. */
export const READABLE_IDS = ['a', 'b', 'c', 'B', '～', '😀', '__proto__', '7', 'b\n', 'b '];

const ids = stringText(fc.constantFrom(...READABLE_IDS));
/** What is no id: the next place is looked at, or a nested run has none. */
const noId = fc.constantFrom('""', 'null', '5', '1.0', '["a"]', '{"b": 1, "a": 2}', 'false');
/** As a run's or a trace's id it makes the file unreadable; a nested run may bear it. */
const illegalId = fc.constantFrom('"\\u0000"', '"a\\ud800"', JSON.stringify('é'.repeat(257)));
const longestId = fc.constant(JSON.stringify('é'.repeat(256)));

export const runId = fc.oneof(
  {weight: 40, arbitrary: ids},
  {weight: 3, arbitrary: noId},
  {weight: 1, arbitrary: illegalId},
  {weight: 1, arbitrary: longestId},
);
const nestedId = fc.oneof({weight: 8, arbitrary: ids}, {weight: 3, arbitrary: noId}, {weight: 1, arbitrary: illegalId});

const name = fc.oneof(
  {weight: 12, arbitrary: fc.constant('"zenrows_scraper"')},
  {weight: 3, arbitrary: fc.constantFrom('"fetch"', '"parse"', '"=1+1"', '"a, \\"b\\""')},
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '"\\u007aenrows_scraper"',
      '"Zenrows_scraper"',
      '"zenrows_scraper\\u0000"',
      '"x"',
      'null',
    ),
  },
);
/** Each of the 128, in either dress of JSON. */
const casesOfSuccess: fc.Arbitrary<JsonText> = fc
  .array(fc.tuple(fc.boolean(), fc.boolean()), {minLength: 7, maxLength: 7})
  .map((letters) => {
    const written = letters.map(([isUpper, isEscaped], at) => {
      const letter = isUpper ? 'SUCCESS'.charAt(at) : 'success'.charAt(at);
      return isEscaped ? `\\u00${letter.charCodeAt(0).toString(16)}` : letter;
    });
    return `"${written.join('')}"`;
  });

const status = fc.oneof(
  {weight: 8, arbitrary: fc.constantFrom('"error"', '"success"', '"pending"', '""')},
  {weight: 4, arbitrary: fc.constantFrom('"SUCCESS"', '"ERROR"', '"Success"', '"sUcCeSS"', '"SUCCES\\u0053"')},
  {weight: 1, arbitrary: casesOfSuccess},
  // What Unicode or a locale takes for one of the letters, and what a pattern or an order does.
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '"\u017fuccess"',
      '"SUCCE\\u017fS"',
      '"\uff33\uff35\uff23\uff23\uff25\uff33\uff33"',
      '"SUCC\u0395SS"',
      '"SUCCE\u0301SS"',
      '"SU\u2102CESS"',
      '"succe\u00df"',
      '"succes"',
      '"SUCCESSS"',
      '" SUCCESS"',
      '"SUCCESS\u00a0"',
      '"%UCCESS"',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('"success "', '"success\\u0000"', '"\\ud800"', 'null', '5', 'true', '["error"]', '{}'),
  },
);

/** Equal instants in different dress, digits beyond a nanosecond, and much that is no time. */
export const time: fc.Arbitrary<JsonText> = fc.oneof(
  fc.constantFrom('"2025-09-13T10:00:00"', '"2025-09-13 10:00:00.000"', '"2025-09-13T12:00:00+02:00"', '1757757600000'),
  fc.constantFrom(
    '1.757757600000E12',
    '1757757600001',
    '"2025-09-13T10:00:00.0010000000000000000001"',
    '"2025-09-13T10:00:00.00100000000000000000012Z"',
    '"2025-09-13T10:00:00.001Z"',
  ),
  fc.constantFrom(
    '"2025-02-30T10:00:00"',
    '"2025-09-13T24:00:00"',
    '"2025-09-13T10:00:60Z"',
    '"2025-09-13"',
    '"None"',
    '""',
  ),
  fc.constantFrom(
    '"0000-12-31T00:00:00"',
    '"0001-01-01T00:00:00"',
    '"9999-12-31T23:59:59.9"',
    '"2025-09-13t10:00:00z"',
  ),
  fc.constantFrom(
    '-62135596800000',
    '-62135596800001',
    '253402300799999',
    '253402300800000',
    '-1',
    '-0',
    '1.5',
    '1e400',
  ),
  fc.constantFrom('null', 'true', '[]', '{"b": 1, "a": [2]}', '" 2025-09-13T10:00:00"', '"2025-09-13T10:00:00.Z"'),
  fc.constantFrom(
    '"2025-09-13T10:00:00-23:59"',
    '"2025-09-13T10:00:00+24:00"',
    '"2025-09-13T10:00:00+0200"',
    '"x \\u2003"',
  ),
  stringText(hostileString),
  numberText,
);

const symbol = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '"BTC"',
      '" btc\\u00a0"',
      '"eth"',
      '"straße"',
      '"STRASSE"',
      '"ŉ"',
      '"Unknown"',
      '"unknown"',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '"token=abcdef0123456789"',
      '"__proto__"',
      '"123"',
      '"9"',
      '"～"',
      '"😀"',
      '"a b"',
      '"\\u200b"',
      '"\\u180e"',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '""',
      '"  "',
      '"\\u0085\\ufeff\\u3000\\u2028"',
      '"\\t\\u000b\\f\\u1680\\u2029\\u202f\\u205f\\u200a"',
      'null',
      '5',
      '["BTC"]',
    ),
  },
  {weight: 2, arbitrary: stringText(hostileString)},
);

const LONG = 'Fehlerß😀'.repeat(21);
const error = fc.oneof(
  fc.constantFrom(
    '"boom"',
    'null',
    '""',
    '" \\n\\r\\n  second line \\rthird"',
    '"KeyError(\'x\')Traceback (most recent call last):\\n  x"',
  ),
  fc.constantFrom(
    JSON.stringify("HTTPError('422 Client Error: Unprocessable Entity for url: https://api.zenrows.com:443/v1/?x=1')"),
    JSON.stringify("HTTPError('404 for url: nowhere')"),
    JSON.stringify("HTTPError('500 for url: https://example.org/') "),
    JSON.stringify("x HTTPError('500 for url: https://example.org/')"),
    '"Traceback (most recent call last)"',
  ),
  fc.constantFrom(
    '"401 for https://someone:hunter2@example.org/page"',
    '"GET /v1?apikey=0a1b2c3d4e5f failed"',
    '{"detail": {"password": "hunter2"}, "code": 401}',
  ),
  fc.integer({min: 147, max: 153}).map((length) => JSON.stringify([...LONG].slice(0, length).join(''))),
  stringText(hostileString),
  anyJsonText,
);

const url = fc.oneof(
  fc.constantFrom('"https://example.org/page"', '""', 'null', '3', '"https://example.org/ \\u00a0"'),
  stringText(hostileString),
);

/** Each member may be missing, and now and then an earlier one of the same key is overruled by it. */
function members(texts: Readonly<Record<string, fc.Arbitrary<JsonText>>>, missing = 6): fc.Arbitrary<Member[]> {
  const written = Object.entries(texts).map(([key, text]) => {
    const once = text.map((value): Member[] => [{key, text: value}]);
    const twice = fc.tuple(text, text).map((values): Member[] => values.map((value) => ({key, text: value})));
    return fc.oneof(
      {weight: missing * 5, arbitrary: once},
      {weight: 5, arbitrary: fc.constant<Member[]>([])},
      {weight: 1, arbitrary: twice},
    );
  });
  return fc.tuple(...written).map((parts) => parts.flat());
}

function object(texts: Readonly<Record<string, fc.Arbitrary<JsonText>>>, missing = 6): fc.Arbitrary<JsonText> {
  return members(texts, missing).map(objectText);
}

const endTime = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '"2025-09-13T10:00:01"',
      '"2025-09-13T10:00:02.5Z"',
      '"2025-09-13T10:00:00.5"',
      '"2025-09-13T09:59:59.9375"',
      '1757757600250',
    ),
  },
  {weight: 2, arbitrary: time},
);

/** Tokens and costs: numbers, texts of numbers, and what is neither. */
const amount = fc.oneof(
  {weight: 4, arbitrary: fc.constantFrom('0', '1', '2', '12', '1000', '-3')},
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '0.1',
      '0.25',
      '0.5',
      '2.5',
      '-0.75',
      '0.0000125',
      '"0.0001"',
      '"12"',
      '"1e3"',
      '"-0"',
      '"0.10"',
    ),
  },
  {weight: 2, arbitrary: fc.constantFrom('null', '""', '"1."', '" 1"', '"0x1"', '"1e16001"', 'true', '[1]', '"NaN"')},
  {weight: 1, arbitrary: numberText},
);

const model = fc.oneof(
  {weight: 4, arbitrary: fc.constantFrom('"gpt-4o"', '"GPT-4o"', '"local"', '""', '" local "', '"～"')},
  {weight: 1, arbitrary: fc.constantFrom('null', '4', '["gpt-4o"]', '"-5"', '"@home"')},
);

const tags = fc.oneof(
  fc.constantFrom('[]', '["prod"]', '["prod", "a"]', '["a", 5, null, "prod "]', 'null', '"prod"', '{"0": "prod"}'),
);

const usage = object(
  {
    input_tokens: amount,
    output_tokens: amount,
    total_tokens: amount,
    input_cost: amount,
    output_cost: amount,
    total_cost: amount,
  },
  1,
);

/** What a report may ask of the payload by its path. */
const asked = fc.oneof(
  fc.constantFrom(
    '5',
    '"5"',
    '5.0',
    'true',
    '"true"',
    'false',
    'null',
    '"a"',
    '""',
    '{"b": 1, "a": [2]}',
    '[]',
    '"0.5"',
  ),
  fc.constantFrom('"Authorization: Bearer abcdef0123456789"', '{"token": "abcdef0123456789"}', '["x", {"api_key": 5}]'),
  amount,
  anyJsonText,
);

const outputs = object(
  {
    llm_output: fc.oneof(
      {
        weight: 4,
        arbitrary: object(
          {
            model_name: model,
            model,
            token_usage: object({prompt_tokens: amount, completion_tokens: amount, total_tokens: amount}, 2),
          },
          2,
        ),
      },
      {weight: 1, arbitrary: fc.constantFrom('null', '[]', '"x"')},
    ),
    usage_metadata: usage,
    score: asked,
  },
  1,
);

const extra = object(
  {
    metadata: object(
      {ls_model_name: model, ls_provider: model, usage_metadata: usage, 'a.b': asked, api_key: asked, tier: asked},
      1,
    ),
    invocation_params: object({model_name: model, model}, 1),
  },
  2,
);

const runType = fc.constantFrom('"llm"', '"tool"', '"chain"', '"LLM"', 'null', '7');

/** What reports that are data read besides; each of them is as often there as not. */
const reported = {
  run_type: runType,
  parent_run_id: fc.oneof({weight: 5, arbitrary: ids}, {weight: 1, arbitrary: noId}),
  end_time: endTime,
  first_token_time: endTime,
  tags,
  prompt_tokens: amount,
  completion_tokens: amount,
  total_tokens: amount,
  prompt_cost: amount,
  completion_cost: amount,
  total_cost: amount,
};

const inputs = fc.oneof(
  {
    weight: 8,
    arbitrary: object(
      {
        crypto_symbol: symbol,
        input_data: object({crypto_symbol: symbol}),
        input: url,
        url,
        target_url: url,
        n: asked,
      },
      2,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'null',
      '[]',
      '"x"',
      '{"input_data": "BTC"}',
      '{"input_data": [{"crypto_symbol": "X"}]}',
    ),
  },
);

/** Payload that looks like failing runs and is none. */
const payload = fc.oneof(
  fc.constantFrom('null', '{}', '{"child_runs": [{"id": "x", "name": "zenrows_scraper", "status": "error"}]}'),
  anyJsonText,
);

const {child} = fc.letrec<{child: JsonText; children: JsonText}>((tie) => ({
  children: fc.oneof(
    {depthSize: 'small', maxDepth: 4},
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '[]',
        'null',
        '{"0": {"name": "zenrows_scraper", "status": "error"}}',
        '[null, 5, ["x"]]',
      ),
    },
    {weight: 4, arbitrary: fc.array(tie('child'), {maxLength: 3}).map((runs) => `[${runs.join(', ')}]`)},
  ),
  child: fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .tuple(
          members({id: nestedId, name, status, error, start_time: time, inputs, child_runs: tie('children')}),
          members({...reported, outputs, extra}, 1),
        )
        .map((parts) => objectText(parts.flat())),
    },
    {weight: 1, arbitrary: fc.constantFrom('null', '"run"', '[{"name": "zenrows_scraper", "status": "error"}]')},
  ),
}));

const childRuns = fc.array(child, {maxLength: 3}).map((runs) => `[${runs.join(',')}]`);

/** The text of a record's own run. */
export const ownRun: fc.Arbitrary<JsonText> = fc
  .tuple(
    members({
      id: runId,
      trace_id: fc.oneof({weight: 6, arbitrary: fc.constantFrom('"a"', '"b"', '"～"')}, {weight: 1, arbitrary: runId}),
      name,
      status,
      error,
      start_time: time,
      inputs,
      outputs: fc.oneof(payload, outputs),
      extra: fc.oneof(payload, extra),
      child_runs: childRuns,
    }),
    members(reported, 1),
  )
  .map((parts) => objectText(parts.flat()));
