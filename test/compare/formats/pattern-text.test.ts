import {describe, expect, it} from '@jest/globals';
import type {PatternDocument} from '../../../src/compare/formats/documents/pattern.ts';
import {patternText} from '../../../src/compare/formats/pattern-text.ts';
import {sampleDocument} from './sample-document.ts';

const [sample] = sampleDocument.patterns;
if (sample === undefined) throw new Error('no pattern');
const missing: PatternDocument = {...sample, kind: 'missing', changes: [], shared: [], records: 5802};
const [place] = sample.changes;
if (place === undefined) throw new Error('no place');

function dates(count: number, ...ranges: readonly (readonly [from: string, to: string])[]): PatternDocument['dates'] {
  return {count, every: false, toTheEnd: false, ranges: ranges.map(([from, to]) => ({from, to}))};
}

describe('a pattern in words', () => {
  const head = (pattern: Partial<PatternDocument>): string => patternText({...missing, ...pattern}).head;
  const notes = (pattern: Partial<PatternDocument>): readonly string[] => patternText({...missing, ...pattern}).notes;

  it('says what, where and when', () => {
    const every = {...dates(3, ['2025-09-13', '2025-09-16']), every: true};
    expect(head({dates: every})).toBe(
      '5,802 records are missing in the candidate: every project, all dates (2025-09-13 to 2025-09-16)',
    );
    expect(
      head({
        kind: 'extra',
        records: 1,
        projects: {count: 1, every: false, names: ['a']},
        dates: dates(3, ['2025-09-13', '2025-09-14'], ['2025-09-16', '2025-09-16']),
      }),
    ).toBe('1 record is in the candidate alone: project a, 2025-09-13 to 2025-09-14, 2025-09-16');
    const names = ['a', 'b', 'c', 'd'];
    const many = ['13', '15', '17', '19'].map((day) => [`2025-09-${day}`, `2025-09-${day}`] as const);
    expect(head({projects: {count: 1200, every: false, names}, dates: dates(4, ...many)})).toBe(
      '5,802 records are missing in the candidate: 1,200 projects (a, b, c and 1,197 more), 4 dates from 2025-09-13 on',
    );
    const one = {projects: {count: 1, every: false, names: ['a']}, records: 2} as const;
    expect(head({...one, kind: 'superseded'})).toBe(
      '2 records are an older snapshot on one side: project a, 2025-09-13',
    );
    expect(head({...one, kind: 'unreadable', side: 'control'})).toBe(
      '2 records cannot be read by control: project a, 2025-09-13',
    );
    expect(head({...one, kind: 'misread', side: 'candidate'})).toBe(
      '2 records are misread by candidate: project a, 2025-09-13',
    );
  });

  it('says from what to what, of one place at once', () => {
    const changed = {kind: 'changed', projects: {count: 1, every: false, names: ['a']}} as const;
    expect(head({...changed, changes: [{...place, control: null, candidate: 'null'}]})).toBe(
      '5,802 records changed at $.trace.status: (absent) → null: project a, 2025-09-13',
    );
    expect(head({...changed, changes: [{...place, alike: false}]})).toContain('$.trace.status, each in its own way:');
    expect(head({...changed, changes: [{...place, masked: true}]})).toContain('$.trace.status, in what masking hides:');
    const places = ['$.a', '$.b', '$.c', '$.d', '$.e'].map((path) => ({...place, path}));
    expect(head({...changed, changes: places})).toContain('changed at $.a, $.b, $.c and 2 other places:');
    expect(notes({...changed, changes: places})).toHaveLength(3);
  });

  it('says where a side has nothing', () => {
    const whole = {wholeDays: true, dates: {...dates(1, ['2025-09-16', '2025-09-16']), toTheEnd: true}};
    expect(notes(whole)).toEqual(['The candidate has no record at all from 2025-09-16 on.']);
    expect(notes({...whole, projects: {count: 1, every: false, names: ['a']}})).toEqual([
      'The candidate has no record of this project from 2025-09-16 on.',
    ]);
    expect(notes({wholeDays: true, kind: 'extra', dates: dates(2, ['2025-09-13', '2025-09-14'])})).toEqual([
      'Control has no record at all of these projects on these dates.',
    ]);
    // By then the dates have said from when on.
    expect(notes({...whole, shared: [{trait: 'from', value: '2025-09-16 00:00:00'}]})).toHaveLength(1);
  });

  it('says what they share', () => {
    const shared: PatternDocument['shared'] = [
      {trait: 'symbol', value: 'BTC'},
      {trait: 'status', value: 'time\u001bout'},
      {trait: 'status', value: null},
      {trait: 'hour', value: '14'},
      {trait: 'from', value: '2025-09-13 14:00:00'},
      {trait: 'until', value: '2025-09-13 14:00:00'},
      {trait: 'extracted from', value: '2025-09-13 14:00:00'},
      {trait: 'extracted until', value: '2025-09-13 14:00:00'},
    ];
    expect(notes({shared})).toEqual([
      'All of them have the symbol BTC, and no other record of control has it.',
      'All of them have failing runs of the status "time\\u001bout", and no other record of control has one.',
      'None of them has a failing run, and every other record of control has one.',
      'The names of their files say 14:00 to 14:59, and no other file of control says so.',
      'By date and name of file they are from 2025-09-13 14:00:00 UTC on, and all others of control are from before.',
      'By date and name of file they are from 2025-09-13 14:00:00 UTC or before, and all others of control came later.',
      'They were extracted at 2025-09-13 14:00:00 UTC or later, and all others of control before that.',
      'They were extracted at 2025-09-13 14:00:00 UTC or before, and all others of control later.',
    ]);
    expect(notes({shared: shared.slice(0, 1), kind: 'extra'})).toEqual([
      'All of them have the symbol BTC, and no other record of the candidate has it.',
    ]);
  });
});
