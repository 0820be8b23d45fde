import {describe, expect, it} from '@jest/globals';
import {formatDetailText} from '../../src/format/zenrows-detail-text.ts';
import {detailModel} from './detail-model.ts';

const HEADING = 'Zenrows Error Detail Report\n========================================\n\n';

function runLines(run: string, mask = true): string {
  const text = formatDetailText(detailModel([['BTC', [['t', [run]]]]]), {mask});
  expect(text.startsWith(`${HEADING}BTC:\n  t:\n`)).toBe(true);
  return text.slice(`${HEADING}BTC:\n  t:\n`.length);
}

describe('the layout', () => {
  it('is that of the contract, an empty line after each block', () => {
    const run =
      '{"error": "HTTPError(\'422 Client Error: Unprocessable Entity for url: https://api.zenrows.com/\')", "start_time": "2025-09-13T10:00:00.9", "url": "https://example.org/page"}';
    const report = detailModel([
      ['BTC', [['7c9e6679-7425-40de-944b-e07fc1f90ae7', [run, '{}']]]],
      ['ETH', [['t2', ['{}']]]],
    ]);
    expect(formatDetailText(report, {mask: true})).toBe(
      `${HEADING}BTC:
  7c9e6679-7425-40de-944b-e07fc1f90ae7:
    Error: 422 Client Error: Unprocessable Entity - api.zenrows.com
      Time: 2025-09-13 10:00:00 UTC
      URL: https://example.org/page
    Error: Unknown error
      Time: unknown
      URL: -

ETH:
  t2:
    Error: Unknown error
      Time: unknown
      URL: -

`,
    );
  });

  it('is one sentence where nothing failed', () => {
    expect(formatDetailText(detailModel([]), {mask: true})).toBe('No zenrows errors found for 2025-09-13.\n');
  });
});

describe('the time', () => {
  it.each([
    ['"2025-09-13T10:00:00+02:00"', '2025-09-13 08:00:00 UTC'],
    ['1757757600999', '2025-09-13 10:00:00 UTC'],
    ['"None"', 'None'],
    ['"None \\n"', 'None \\u000a'],
    ['"None \\u3000"', 'None'],
    ['1.5', 'unknown'],
    ['""', 'unknown'],
    ['null', 'unknown'],
    ['{}', 'unknown'],
  ])('of %s is %s', (time, printed) => {
    expect(runLines(`{"start_time": ${time}}`)).toContain(`\n      Time: ${printed}\n`);
  });
});

describe('what is stored', () => {
  const run = '{"error": "e ?key=S3C", "start_time": "t ?key=S3C", "url": "https://u:p@h/?key=S3C"}';

  it('is masked', () => {
    expect(runLines(run)).toBe('    Error: e ?key=***\n      Time: t ?key=***\n      URL: https://***@h/?key=***\n\n');
  });

  it('is not masked if told so', () => {
    expect(runLines(run, false)).toBe(
      '    Error: e ?key=S3C\n      Time: t ?key=S3C\n      URL: https://u:p@h/?key=S3C\n\n',
    );
  });

  it('drives no terminal and breaks no line, and symbols and ids stay unmasked', () => {
    const report = detailModel([['B\u001b?KEY=1', [['t\n?key=1 ', ['{"url": "x\\n\\u009b \\u00a0"}']]]]]);
    expect(formatDetailText(report, {mask: true})).toBe(
      `${HEADING}B\\u001b?KEY=1:\n  t\\u000a?key=1 :\n    Error: Unknown error\n      Time: unknown\n      URL: x\\u000a\\u009b\n\n`,
    );
  });
});
