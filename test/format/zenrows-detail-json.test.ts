import {describe, expect, it} from '@jest/globals';
import {formatDetailJson} from '../../src/format/zenrows-detail-json.ts';
import {detailModel} from './detail-model.ts';

it('holds null for a run without an id', () => {
  const report = detailModel([['BTC', [['t', ['{}']]]]]);
  expect(formatDetailJson(report, {mask: true})).toContain('"run_id": null,');
});

it('holds zeros and no details where nothing failed', () => {
  expect(formatDetailJson(detailModel([]), {mask: true})).toBe(`{
  "report_type": "zenrows_detail",
  "report_date": "2025-09-13",
  "project": "all",
  "summary": {
    "total_errors": 0,
    "total_traces": 0,
    "crypto_symbols": 0,
    "errors_by_crypto": {}
  },
  "details": {}
}
`);
});

describe('a report with failing runs', () => {
  const run =
    '{"id": "r ?key=1", "status": "x?key=S3C", "error": {"b": "?key=S3C", "a": 1.50}, "start_time": "t?key=S3C", "url": "//u:p@h"}';
  const report = detailModel(
    [
      ['__proto__', [['t?key=1', [run, '{"id": {"b": 1, "a": 2}}']]]],
      ['123', [['9', ['{"id": "", "error": "two\\nlines", "start_time": 1757757600000}']]]],
    ],
    'my-project',
  );

  it('keeps order, sorts stored objects and masks values, not keys', () => {
    expect(formatDetailJson(report, {mask: true})).toBe(`{
  "report_type": "zenrows_detail",
  "report_date": "2025-09-13",
  "project": "my-project",
  "summary": {
    "total_errors": 3,
    "total_traces": 2,
    "crypto_symbols": 2,
    "errors_by_crypto": {
      "__proto__": 2,
      "123": 1
    }
  },
  "details": {
    "__proto__": {
      "t?key=1": [
        {
          "run_id": "r ?key=1",
          "name": "zenrows_scraper",
          "status": "x?key=***",
          "error": {
            "a": 1.5,
            "b": "?key=***"
          },
          "start_time": "t?key=***",
          "target_url": "//***@h"
        },
        {
          "run_id": {
            "a": 2,
            "b": 1
          },
          "name": "zenrows_scraper",
          "status": "error",
          "error": null,
          "start_time": null,
          "target_url": null
        }
      ]
    },
    "123": {
      "9": [
        {
          "run_id": "",
          "name": "zenrows_scraper",
          "status": "error",
          "error": "two\\nlines",
          "start_time": 1757757600000,
          "target_url": null
        }
      ]
    }
  }
}
`);
  });

  it('leaves everything as stored if told so', () => {
    const text = formatDetailJson(report, {mask: false});
    expect(text).toContain('"target_url": "//u:p@h"');
    expect(text).not.toContain('***');
  });
});

it('hides what stands below the key of a secret, of any type, and nothing that hides nothing', () => {
  const error = {
    apiKey: 'S3C',
    'api%5Fkey': 'S3C',
    auth: {user: 'S3C', list: ['S3C', 1]},
    headers: [['x-api-key', 'S3C'], ['accept', '*/*'], ['password', 'email'], {name: 'x-api-key', value: 'S3C'}],
    max_tokens: 5,
    pass: 71,
    password: null,
    secret: '',
    token: true,
  };
  const report = detailModel([['BTC', [['t', [JSON.stringify({error})]]]]]);
  const printed = JSON.parse(formatDetailJson(report, {mask: true}));
  expect(printed.details.BTC.t[0].error).toEqual({
    apiKey: '***',
    'api%5Fkey': '***',
    auth: '***',
    headers: [['x-api-key', '***'], ['accept', '*/*'], ['password', 'email'], {name: 'x-api-key', value: '***'}],
    max_tokens: 5,
    pass: '***',
    password: null,
    secret: '',
    token: true,
  });
});
