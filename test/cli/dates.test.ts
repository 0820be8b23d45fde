import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest} from '@jest/globals';
import {parsePruneScope} from '../../src/cli/prune-scope.ts';
import {parseDay, parseLast, parseOptionalRange} from '../../src/cli/scope.ts';
import {today} from '../../src/cli/today.ts';
import {type CalendarDate, daysBefore} from '../../src/core/calendar-date.ts';
import {Backends} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {failingDocument} from '../support/trace-tree.ts';

const NOW = '2025-03-02' as CalendarDate;

describe('dates that count from today', () => {
  it.each([
    [{last: '1d'}, NOW, NOW],
    [{last: '7d'}, '2025-02-24', NOW],
    [{last: '2w'}, '2025-02-17', NOW],
    [{since: '2025-02-28'}, '2025-02-28', NOW],
    [{since: NOW}, NOW, NOW],
    [{yesterday: true}, '2025-03-01', '2025-03-01'],
    // As oclif gives flags of this kind that were not given.
    [{date: '2025-01-01', yesterday: false}, '2025-01-01', '2025-01-01'],
  ])('%j', (flags, from, to) => {
    expect(parseOptionalRange(flags, NOW)).toEqual({from, to});
  });

  it.each([
    [{last: '7d', date: NOW}, '--date does not go with --last.'],
    [{last: '7d', since: NOW}, '--last does not go with --since.'],
    [{since: NOW, to: NOW}, '--to does not go with --since.'],
    [{since: NOW, yesterday: true}, '--since does not go with --yesterday.'],
    [{from: NOW, to: NOW, yesterday: true}, '--from does not go with --yesterday.'],
    [{since: '2025-03-03'}, '--since 2025-03-03 is in the future; today is 2025-03-02 in UTC.'],
    [{since: '2025-02-29'}, "Invalid date format '2025-02-29'."],
    [{last: '7'}, "Invalid number of days '7'."],
    [{last: '0d'}, "Invalid number of days '0d'."],
    [{last: '-1d'}, "Invalid number of days '-1d'."],
    [{last: '1h'}, "Invalid number of days '1h'."],
    [{last: '99999w'}, "Invalid number of days '99999w'."],
  ])('are refused as %j', (flags, message) => {
    expect(() => parseOptionalRange(flags, NOW)).toThrow(message);
  });

  it('are days of UTC, whatever the zone of the machine', () => {
    const at = (text: string): CalendarDate => today(() => new Date(text));
    expect(at('2025-03-01T23:30:00-05:00')).toBe('2025-03-02');
    expect(at('2025-03-02T00:30:00+02:00')).toBe('2025-03-01');
  });

  it('go over months, leap days and the first year', () => {
    expect(daysBefore('2024-03-01' as CalendarDate, 1)).toBe('2024-02-29');
    expect(daysBefore('2025-01-01' as CalendarDate, 366)).toBe('2024-01-01');
    expect(daysBefore('0099-01-01' as CalendarDate, 1)).toBe('0098-12-31');
    expect(daysBefore('0001-01-05' as CalendarDate, 9)).toBe('0001-01-01');
    expect(parseLast('52w')).toBe(364);
  });

  it('are one for a command that takes one', () => {
    expect(parseDay({date: NOW})).toBe(NOW);
    expect(() => parseDay({})).toThrow('No date was given.');
    expect(() => parseDay({date: NOW, yesterday: true})).toThrow('--date does not go with --yesterday.');
  });

  it('say what stays when records are pruned', () => {
    expect(parsePruneScope({keep: '7d'}, NOW)).toEqual({before: '2025-02-24', project: null});
    expect(parsePruneScope({before: NOW, project: 'a'}, NOW)).toEqual({before: NOW, project: 'a'});
    expect(() => parsePruneScope({}, NOW)).toThrow('Nothing says what must stay.');
    expect(() => parsePruneScope({before: NOW, keep: '7d'}, NOW)).toThrow('--before does not go with --keep.');
    expect(() => parsePruneScope({keep: '7'}, NOW)).toThrow("Invalid number of days '7'.");
  });
});

describe('the commands', () => {
  let backends: Backends;
  const run = (...args: string[]): Promise<Outcome> =>
    lse(args, {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls.sqlite});
  const dates = ({stdout}: Outcome): string[] => stdout.match(/^\d{4}-\d\d-\d\d/gm) ?? [];

  beforeAll(async () => {
    backends = await Backends.create();
    const days = ['2025-02-23', '2025-02-24', '2025-03-01', NOW, '2025-03-03'];
    await backends.useTree(Object.fromEntries(days.map((date) => [`a/${date}/${date}.json`, failingDocument(date)])));
  });

  afterAll(() => backends.destroy());

  beforeEach(() => {
    jest.spyOn(Date, 'now').mockImplementation(() => Date.parse(`${NOW}T23:59:59Z`));
  });

  afterEach(() => {
    jest.spyOn(Date, 'now').mockRestore();
  });

  it('take them for reports', async () => {
    const errors = await run('report', 'zenrows-errors', '--last', '7d');
    expect(dates(errors)[0]).toBe('2025-02-24');
    expect(dates(errors)).toHaveLength(7);
    expect(dates(await run('report', 'zenrows-errors', '--since', '2025-03-01'))).toEqual(['2025-03-01', NOW]);
    const detail = await run('report', 'zenrows-detail', '--yesterday');
    expect(detail).toMatchObject({code: 0, stdout: expect.stringContaining('2025-03-01:\n')});
    expect((await run('report', 'zenrows-detail')).stderr).toBe(
      'Error: No date was given. Give one of: --date YYYY-MM-DD, or --yesterday.\n',
    );
    const failing = await run('report', 'run', 'top-errors', '--last', '2d', '--format', 'json');
    expect(failing).toMatchObject({code: 0, stderr: ''});
  });

  it('take them for what is loaded, compared, exported and pruned', async () => {
    expect(await run('db', 'load', '--last', '7d', '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"inserted": 3'),
    });
    expect(await run('db', 'verify', '--since', '2025-02-24')).toMatchObject({code: 0});
    expect(await run('db', 'verify', '--last', '8d')).toMatchObject({code: 1});
    expect(await run('report', 'compare', '--yesterday')).toMatchObject({code: 0});
    const pruned = await run('db', 'prune', '--keep', '2d', '--apply', '--json');
    expect(JSON.parse(pruned.stdout)).toMatchObject({before: '2025-03-01'});
    expect((await run('db', 'verify', '--since', '2025-02-24')).code).toBe(1);
  });
});
