import {describe, expect, it} from '@jest/globals';
import {parse} from 'csv-parse/sync';
import fc from 'fast-check';
import {formatHistoryCsv, formatHistoryJson} from '../../../src/rollout/formats/history.ts';
import {trendDays, trendText} from '../../../src/rollout/formats/trend.ts';
import type {Act} from '../../../src/rollout/ledger/act.ts';
import {outcomes} from '../../../src/rollout/ledger/entry.ts';
import {entryOf} from './sample-status.ts';

const ACT: Act = {
  id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  at: '2026-11-29T06:19:37.123Z',
  kind: 'promoted',
  project: '=1+1',
  by: '@ann',
  from: 'shadow',
  to: 'live',
  reason: 'ticket 12, "now"',
  forced: true,
  succeeded: true,
};
const HISTORY = {
  entries: [
    entryOf({
      at: '2026-11-28T00:00:00.000Z',
      outcome: 'timed out',
      reason: '57014',
      milliseconds: {control: 10, candidate: null},
    }),
    entryOf({at: '2026-11-30T00:00:00.000Z', project: null, outcome: 'mismatched', cause: 'data', fingerprint: '-f'}),
  ],
  acts: [ACT],
  mismatches: [],
};

describe('the history', () => {
  it('is JSON in the order of time', () => {
    const {history} = JSON.parse(formatHistoryJson(HISTORY));
    expect(history.map(({kind}: {kind: string}) => kind)).toEqual(['comparison', 'promoted', 'comparison']);
    expect(history[1]).toEqual(ACT);
    expect(history[2]).toEqual({kind: 'comparison', ...HISTORY.entries[1]});
  });

  it('is CSV, of which no spreadsheet runs anything', () => {
    const rows = parse(formatHistoryCsv(HISTORY), {columns: true}) as Record<string, string>[];
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({
      Kind: 'comparison',
      Outcome: 'timed out',
      Reason: '57014',
      'Control ms': '10',
      'Candidate ms': '',
      By: '',
    });
    expect(rows[1]).toMatchObject({
      Kind: 'promoted',
      Project: "'=1+1",
      By: "'@ann",
      Reason: ACT.reason,
      'To Stage': 'live',
      Forced: 'true',
      Outcome: '',
    });
    expect(rows[2]).toMatchObject({Project: '', Cause: 'data', Fingerprint: "'-f", Unexplained: '0'});
    expect(formatHistoryCsv({entries: [], acts: [], mismatches: []})).toMatch(/^At,Kind,Project,.*\n$/);
  });
});

describe('the trend', () => {
  const day = (at: string, matched: number, mismatched: number) => [
    ...Array.from({length: matched}, () => entryOf({at: `${at}T10:00:00.000Z`})),
    ...Array.from({length: mismatched}, () => entryOf({at: `${at}T10:00:00.000Z`, outcome: 'mismatched'})),
  ];

  it('has a bar a day, full only without exception, and a dot where nothing was compared', () => {
    const entries = [
      ...day('2026-11-24', 0, 3),
      ...day('2026-11-25', 1, 1),
      ...day('2026-11-27', 999, 1),
      entryOf({at: '2026-11-28T10:00:00.000Z', outcome: 'timed out'}),
      ...day('2026-11-29', 5, 0),
    ];
    expect(trendText(entries)).toBe('Parity 2026-11-24 to 2026-11-29: 99.5% (1005 of 1010)\n▁▄·▇·█\n');
    expect(trendText(day('2026-11-29', 1, 0))).toBe('Parity 2026-11-29: 100.0% (1 of 1)\n█\n');
    expect(trendText([])).toBe('No comparison yet.\n');
  });

  it('has the newest days, one after the other, and every comparison of them', () => {
    const at = fc
      .date({min: new Date('2024-01-01'), max: new Date('2026-12-31'), noInvalidDate: true})
      .map((date) => date.toISOString());
    const entry = fc.record({at, outcome: fc.constantFrom(...outcomes)}).map(entryOf);
    fc.assert(
      fc.property(fc.array(entry, {minLength: 1}), (entries) => {
        const days = trendDays(entries);
        const last = entries
          .map((each) => each.at.slice(0, 10))
          .sort()
          .at(-1);
        expect(days.at(-1)?.day).toBe(last);
        expect(days.length).toBeLessThanOrEqual(60);
        for (const [index, {day}] of days.entries()) {
          const before = days[index - 1]?.day ?? day;
          expect(Date.parse(day) - Date.parse(before)).toBe(index === 0 ? 0 : 86_400_000);
        }
        for (const {day, matched, compared} of days) {
          const ofDay = entries.filter((each) => each.at.startsWith(day));
          expect(matched).toBe(ofDay.filter(({outcome}) => outcome === 'matched').length);
          expect(compared - matched).toBe(ofDay.filter(({outcome}) => outcome === 'mismatched').length);
        }
      }),
    );
  });
});
