import {describe, expect, it} from '@jest/globals';
import {JsonNumber, type JsonValue} from '../../../src/core/json/value.ts';
import {ExtractionTimes, extractionRule} from '../../../src/imports/extraction/extraction-time.ts';
import {LocalZone} from '../../../src/imports/extraction/local-zone.ts';

const place = {file: 'a.json', line: 1};
const MODIFIED = '2025-01-01T00:00:00Z';

function times(extractedAt: string | null, extractedZone: string | null): ExtractionTimes {
  return new ExtractionTimes(extractionRule({as: null, extractedAt, extractedZone, maxFileBytes: 1}));
}

function utc(zone: string, local: string): [string, string | null] {
  const {seconds, doubt} = LocalZone.named(zone)?.toUtc(Date.parse(`${local}Z`) / 1000) ?? {seconds: 0, doubt: null};
  return [new Date(seconds * 1000).toISOString().slice(0, 19), doubt];
}

describe('a local time', () => {
  it.each([
    ['Europe/Berlin', '2025-09-13T10:00:00', '2025-09-13T08:00:00', null],
    ['Europe/Berlin', '2025-01-13T00:30:00', '2025-01-12T23:30:00', null],
    ['Europe/Berlin', '2025-10-26T02:30:00', '2025-10-26T00:30:00', 'twice'],
    ['Europe/Berlin', '2025-10-26T01:59:59', '2025-10-25T23:59:59', null],
    ['Europe/Berlin', '2025-10-26T03:00:00', '2025-10-26T02:00:00', null],
    ['Europe/Berlin', '2025-03-30T02:30:00', '2025-03-30T01:30:00', 'never'],
    ['America/New_York', '2025-11-02T01:15:00', '2025-11-02T05:15:00', 'twice'],
    ['Australia/Lord_Howe', '2025-04-06T01:45:00', '2025-04-05T14:45:00', 'twice'],
    ['Asia/Kathmandu', '2025-09-13T05:45:00', '2025-09-13T00:00:00', null],
    ['UTC', '2025-09-13T10:00:00', '2025-09-13T10:00:00', null],
    ['Z', '2025-09-13T10:00:00', '2025-09-13T10:00:00', null],
    ['+02:00', '2025-09-13T10:00:00', '2025-09-13T08:00:00', null],
    ['-09:30', '2025-09-13T10:00:00', '2025-09-13T19:30:00', null],
  ])('of %s, %s', (zone, local, expected, doubt) => {
    expect(utc(zone, local)).toEqual([expected, doubt]);
  });

  it.each(['', 'Nowhere', '+2', '+0200', '+24:00', '+02:60', 'Europe/', '2'])('has no zone %s', (name) => {
    expect(LocalZone.named(name)).toBeNull();
  });
});

describe('when a run was extracted', () => {
  it.each<[string, string | null, string | null, JsonValue | undefined, string | null, string, string]>([
    [
      'by the flag before all',
      '2025-09-13T10:00:00+02:00',
      null,
      '2024-01-01T00:00:00Z',
      null,
      '2025-09-13T08:00:00Z',
      'export',
    ],
    [
      'by the flag in its zone',
      '2025-09-13T10:00:00.5',
      'Europe/Berlin',
      undefined,
      null,
      '2025-09-13T08:00:00.5Z',
      'export',
    ],
    [
      'by the document',
      null,
      null,
      '2025-09-13T10:00:00.123456789Z',
      '2024-01-01T00:00:00',
      '2025-09-13T10:00:00.123456789Z',
      'document',
    ],
    [
      'by the document in its zone',
      null,
      'Europe/Berlin',
      '2025-09-13T10:00:00.123',
      null,
      '2025-09-13T08:00:00.123Z',
      'document',
    ],
    [
      'by a number of the document',
      null,
      'Europe/Berlin',
      new JsonNumber('1757757600000'),
      null,
      '2025-09-13T10:00:00Z',
      'document',
    ],
    ['by the path', null, '+02:00', 'None', '2025-09-13T10:11:12', '2025-09-13T08:11:12Z', 'export'],
    ['by the file', null, '+02:00', undefined, null, MODIFIED, 'file'],
  ])('%s', (_, flag, zone, stated, named, extractedAt, extractedBy) => {
    const found = times(flag, zone).of(stated, named, MODIFIED, place);
    expect(found).toEqual({extractedAt, extractedBy});
  });

  it('is in doubt without a zone, which is said once', () => {
    const found = times(null, null);
    for (const file of ['a', 'a', 'b', 'c']) found.of('2025-09-13T10:00:00', null, MODIFIED, {file, line: null});
    expect([...found.gaps()]).toEqual([
      {
        kind: 'gap',
        place: {file: 'a', line: null},
        what: expect.stringMatching(
          /^and 2 other files have times of extraction without a time zone.*--extracted-zone/,
        ),
      },
    ]);
    const one = times(null, null);
    one.of('2025-09-13T10:00:00', null, MODIFIED, place);
    expect([...one.gaps()].map(({what}) => what)).toEqual([expect.stringMatching(/^has a time of extraction/)]);
  });

  it('is in doubt where clocks were put back or forward', () => {
    const found = times(null, 'Europe/Berlin');
    found.of('2025-10-26T02:30:00', null, MODIFIED, place);
    found.of('2025-03-30T02:30:00', null, MODIFIED, place);
    expect([...found.gaps()].map(({what}) => what)).toEqual([
      expect.stringContaining('showed twice'),
      expect.stringContaining('never showed'),
    ]);
  });

  it('is refused where the flags say nothing that can be read, all at once', () => {
    expect(() => times('yesterday', 'Nowhere')).toThrow(
      "Unknown time zone 'Nowhere'. Invalid time of extraction 'yesterday'.",
    );
  });
});
