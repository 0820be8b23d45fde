import {describe, expect, it} from '@jest/globals';
import {detailsOf} from '../../src/cli/detail-flags.ts';
import {fixCommands, type GivenFlags} from '../../src/cli/fix-commands.ts';
import type {SourceLocation} from '../../src/cli/source-location.ts';

const files: SourceLocation = {kind: 'file', directory: '/data'};
const database: SourceLocation = {kind: 'sqlite', path: '/home/me/lse.db'};

describe('the commands that correct a difference', () => {
  const repairs = (flags: GivenFlags, pruned: readonly string[] = [], candidate = database, control = files) =>
    fixCommands(flags, {control, candidate})?.repair(['a', 'b'], new Set(pruned));

  it('have the flags that were given, as a shell takes them', () => {
    expect(repairs({})).toEqual(['lse db repair']);
    expect(repairs({date: '2025-09-13', 'data-dir': 'my data', 'database-url': 'sqlite:x y.db'}, ['a'])).toEqual([
      "lse db repair --date 2025-09-13 --prune --data-dir 'my data' --database-url 'sqlite:x y.db'",
    ]);
    expect(repairs({from: '2025-09-13', to: '2025-09-14', 'exclude-project': ["it's", 'b']})).toEqual([
      "lse db repair --from 2025-09-13 --to 2025-09-14 --exclude-project 'it'\\''s' --exclude-project b",
    ]);
    expect(repairs({last: '7d'})).toEqual(['lse db repair --last 7d']);
    expect(repairs({yesterday: true, project: '-odd'})).toEqual([]);
    expect(fixCommands({yesterday: true, project: '-odd'}, {control: files, candidate: database})?.load).toEqual([
      'lse db load --yesterday --project=-odd',
    ]);
  });

  it('are one for each project that was named and differs, and delete only where something is extra', () => {
    expect(repairs({project: ['a', 'b', 'same']}, ['b'])).toEqual([
      'lse db repair --project a',
      'lse db repair --project b --prune',
    ]);
    expect(repairs({}, ['b'])).toEqual(['lse db repair --prune']);
  });

  it('go to the sides that were compared, and show no password', () => {
    const named = {control: 'file:/data', candidate: 'postgres://me:hunter2@host/db'};
    const other: SourceLocation = {kind: 'postgres', url: named.candidate};
    expect(repairs(named, [], other)).toEqual([
      "lse db repair --data-dir '/data' --database-url 'postgres://me:***@host/db'",
    ]);
    expect(fixCommands(named, {control: files, candidate: other})?.inspect).toEqual([
      "lse db status --database-url 'postgres://me:***@host/db'",
      "lse db verify --data-dir '/data' --database-url 'postgres://me:***@host/db'",
    ]);
  });

  it('are not there for what lse does not write, or not from there', () => {
    expect(repairs({}, [], files, database)).toBeUndefined();
    expect(repairs({}, [], database, database)).toBeUndefined();
    expect(repairs({}, [], {...database, table: 'runs'})).toBeUndefined();
  });
});

describe('how many are told in full', () => {
  it('is a number, all, or what nobody said', () => {
    expect(detailsOf({summary: false})).toBeNull();
    expect(detailsOf({summary: true})).toBe(0);
    expect(detailsOf({summary: false, details: 'all'})).toBe('all');
    expect(detailsOf({summary: false, details: '12'})).toBe(12);
  });

  it.each(['', 'some', '-1', '1.5', '1e3'])('is not %j', (details) => {
    expect(() => detailsOf({summary: false, details})).toThrow(`Invalid number of details '${details}'.`);
  });
});
