import {describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {SourceError} from '../../../src/core/errors.ts';
import type {ListedDay, StoredDay} from '../../../src/core/stored-day.ts';
import {LateAnswer} from '../../../src/rollout/serving/candidate-session.ts';
import {reachOf} from '../../../src/rollout/serving/data-state.ts';
import {reasonOf} from '../../../src/rollout/serving/failure-reason.ts';

const date = '2025-09-13' as CalendarDate;
const DAY = {project: 'a', date};
const files = (count: number, listing: string | null = 'now'): ListedDay => ({...DAY, files: count, listing});
const rows = (count: number, listing: string | null, filesWithoutRow = 0): StoredDay => ({
  ...DAY,
  rows: count,
  state: 'x',
  load: listing === null ? null : {listing: `1.0 ${listing}`, filesWithoutRow},
});

describe('how far a load reaches', () => {
  const NOTHING = {notLoaded: [], loadedFromOthers: [], treeBehind: []};
  it.each<[string, ListedDay[], StoredDay[], object]>([
    ['both alike', [files(3)], [rows(3, 'now')], {}],
    ['files that have no row of their own', [files(5)], [rows(3, 'now', 2)], {}],
    ['a day that the database does not have', [files(1)], [], {notLoaded: [DAY]}],
    ['a directory without files', [files(0)], [], {}],
    ['more files than were loaded', [files(4)], [rows(3, 'then')], {notLoaded: [DAY], loadedFromOthers: [DAY]}],
    ['as many files, and others', [files(3)], [rows(3, 'then')], {loadedFromOthers: [DAY]}],
    ['files that were changed just now', [files(3, null)], [rows(3, 'now')], {loadedFromOthers: [DAY]}],
    ['fewer files than were loaded', [files(2)], [rows(3, 'then')], {loadedFromOthers: [DAY], treeBehind: [DAY]}],
    ['a day without files', [], [rows(3, 'then')], {loadedFromOthers: [DAY], treeBehind: [DAY]}],
    ['rows that somebody touched', [files(4)], [rows(3, null)], {}],
    ['rows that somebody added', [files(2)], [rows(3, null)], {treeBehind: [DAY]}],
  ])('tells %s', (_, listed, stored, expected) => {
    expect(reachOf(listed, stored)).toEqual({...NOTHING, ...expected});
  });
});

describe('the reason of a failure', () => {
  it.each<[unknown, string]>([
    [
      new SourceError('LSE_DATABASE', 'a', 'b', {
        cause: Object.assign(new Error('c'), {code: '42501', severity: 'ERROR'}),
      }),
      '42501',
    ],
    [
      new SourceError('LSE_CONNECTION', 'a', 'b', {cause: Object.assign(new Error('c'), {code: 'ECONNREFUSED'})}),
      'ECONNREFUSED',
    ],
    [new SourceError('LSE_SCHEMA', 'a', 'b', {cause: Object.assign(new Error('c'), {code: 'ENOENT'})}), 'LSE_SCHEMA'],
    [new SourceError('LSE_DATABASE', 'a', 'b'), 'LSE_DATABASE'],
    [new LateAnswer('sqlite:x', 1000), 'LATE'],
    [new TypeError('password=secret'), 'TypeError'],
    [Object.assign(new Error('x'), {code: 'a secret'}), 'Error'],
    ['a text', 'UNKNOWN'],
    [undefined, 'UNKNOWN'],
  ])('is a code and nothing that a user wrote: %s', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });

  it('ends with causes that lead in a circle', () => {
    const error = new Error('a');
    error.cause = error;
    expect(reasonOf(error)).toBe('Error');
  });
});
