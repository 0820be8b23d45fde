import {access} from 'node:fs/promises';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {sizeOf, standardBounds} from '../../../src/rollout/ledger/bounds.ts';
import type {Entry, Outcome} from '../../../src/rollout/ledger/entry.ts';
import type {Budget, Ledger} from '../../../src/rollout/ledger/ledger.ts';
import {type LedgerLocation, type LedgerOptions, withLedger} from '../../../src/rollout/ledger/opened-ledger.ts';
import {countsSince, isSecondHold} from '../../../src/rollout/ledger/second-hold.ts';
import {actOf, DAY, entryOf, holdOf, ledgerKinds, mismatchOf, moment, Places, questionOf} from './ledgers.ts';

let places: Places;

beforeAll(async () => {
  places = await Places.create();
});

// On a cluster many databases are dropped, each from every node.
afterAll(() => places.destroy(), 180_000);

describe.each(ledgerKinds)('a ledger in %s', (kind) => {
  let location: LedgerLocation;

  beforeEach(async () => {
    location = await places.next(kind);
  });

  const use = <T>(work: (ledger: Ledger) => Promise<T>, options?: LedgerOptions): Promise<T> =>
    withLedger(location, work, options);

  const ids = (found: readonly {readonly id: string}[]): string[] => found.map(({id}) => id);

  describe('before anybody wrote to it', () => {
    it('is empty, and is not made by reading', async () => {
      expect(
        await use(async (ledger) => [
          await ledger.entries({}),
          await ledger.mismatches(null),
          await ledger.acts({}),
          await ledger.holds(),
          await ledger.lifted('alpha', moment(0)),
        ]),
      ).toEqual([[], [], [], [], []]);
      if (location.kind === 'sqlite') await expect(access(location.path)).rejects.toMatchObject({code: 'ENOENT'});
    });

    it('says where it is without a password', async () => {
      const shown = await use(async (ledger) => ledger.location);
      expect(shown).toContain(location.kind === 'sqlite' ? `sqlite:${location.path}` : 'postgres');
      expect(shown).not.toMatch(/:[^/@]+@/);
    });
  });

  describe('of comparisons', () => {
    it('gives every part back as it was', async () => {
      const whole = entryOf('one', {
        at: '2026-11-29T06:19:37.123Z',
        origin: 'live',
        report: 'top-errors',
        project: `it's "β" [市場] *`,
        to: '2025-09-15' as CalendarDate,
        outcome: 'mismatched',
        reason: '40001',
        cause: 'data and logic',
        unexplained: 3,
        records: {control: 4_000_000_000, candidate: 0},
        milliseconds: {control: 0.1, candidate: 1234.5678},
        fingerprint: 'print',
      });
      const bare = entryOf('two', {
        at: '2026-11-29T06:19:37.124Z',
        project: null,
        dataDigest: null,
        records: {control: null, candidate: null},
        failing: null,
        milliseconds: {control: null, candidate: 0},
      });
      await use(async (ledger) => {
        await ledger.append(whole);
        await ledger.append(bare);
      });
      expect(await use((ledger) => ledger.entries({}))).toEqual([whole, bare]);
    });

    it('orders by moment and then by id, by code point', async () => {
      await use(async (ledger) => {
        for (const id of ['b', 'a', 'B', 'é', '\uff5e', '😀']) await ledger.append(entryOf(id, {at: moment(1)}));
        await ledger.append(entryOf('z', {at: moment(0)}));
      });
      expect(ids(await use((ledger) => ledger.entries({})))).toEqual(['z', 'B', 'a', 'b', 'é', '\uff5e', '😀']);
    });

    it('tells a project from all together, and takes what is not before a moment', async () => {
      await use(async (ledger) => {
        await ledger.append(entryOf('alpha 1', {at: moment(1)}));
        await ledger.append(entryOf('alpha 2', {at: moment(2)}));
        await ledger.append(entryOf('together', {at: moment(2), project: null}));
        await ledger.append(entryOf('beta', {at: moment(3), project: 'beta'}));
      });
      await use(async (ledger) => {
        expect(ids(await ledger.entries({project: 'alpha'}))).toEqual(['alpha 1', 'alpha 2']);
        expect(ids(await ledger.entries({project: null}))).toEqual(['together']);
        expect(ids(await ledger.entries({since: moment(2)}))).toEqual(['alpha 2', 'together', 'beta']);
        expect(ids(await ledger.entries({project: 'alpha', since: moment(2)}))).toEqual(['alpha 2']);
      });
    });

    it('has an entry once that is written twice, as it was first', async () => {
      await use(async (ledger) => {
        await ledger.append(mismatchOf('one', 'print'), 'why');
        await ledger.append(mismatchOf('one', 'print', {report: 'another'}), 'because');
      });
      await use(async (ledger) => {
        expect(await ledger.entries({})).toEqual([mismatchOf('one', 'print')]);
        expect(await ledger.mismatches(null)).toMatchObject([{count: 1, explanation: 'why', report: 'zenrows-errors'}]);
      });
    });

    it('lets one call follow the other when they are made at once', async () => {
      await use((ledger) =>
        Promise.all(
          Array.from({length: 20}, (_, at) => ledger.append(entryOf(`${at}`), null)).concat([
            ledger.note(actOf('act')),
          ]),
        ),
      );
      expect(await use((ledger) => ledger.entries({}))).toHaveLength(20);
    });

    it('takes what no text of PostgreSQL may hold', async () => {
      await use((ledger) => ledger.append(mismatchOf('one', 'print', {reason: 'a\0b\ud800c'}), 'x\0y'));
      await use(async (ledger) => {
        expect((await ledger.entries({}))[0]?.reason).toBe('a\ufffdb\ufffdc');
        expect((await ledger.mismatches(null))[0]?.explanation).toBe('x\ufffdy');
      });
    });

    it.each<[string, Partial<Entry>]>([
      ['a moment without milliseconds', {at: '2026-11-29T06:19:37Z'}],
      ['a day that is none', {at: '2026-02-30T06:19:37.000Z'}],
      ['a time that is no number', {milliseconds: {control: Number.NaN, candidate: 1}}],
      ['a time without end', {milliseconds: {control: 1, candidate: Number.POSITIVE_INFINITY}}],
      ['half a record', {records: {control: 0.5, candidate: 1}}],
      ['fewer than no failing traces', {failing: -1}],
      ['differences that are no number', {unexplained: Number.NaN}],
      ['an empty id', {id: ''}],
      ['an empty project', {project: ''}],
    ])('refuses %s, and keeps nothing of it', async (_, wrong) => {
      await use(async (ledger) => {
        await expect(ledger.append(entryOf('one', wrong))).rejects.toThrow(/\.$/);
        expect(await ledger.entries({})).toEqual([]);
        await ledger.append(entryOf('two'));
      });
    });
  });

  describe('of mismatches', () => {
    it('keeps the first explanation, and counts exactly', async () => {
      await use(async (ledger) => {
        await ledger.append(mismatchOf('1', 'one', {at: moment(5)}), null);
        await ledger.append(mismatchOf('2', 'one', {at: moment(3)}), 'first');
        await ledger.append(mismatchOf('3', 'one', {at: moment(4)}), 'second');
        await ledger.append(mismatchOf('4', 'two', {at: moment(9)}));
        await ledger.append(mismatchOf('5', 'one', {at: moment(1), project: null}), 'together');
        await ledger.append(mismatchOf('6', 'one', {at: moment(2), report: 'top-errors'}), 'of another report');
      });
      const one = {fingerprint: 'one', project: 'alpha', report: 'zenrows-errors'};
      const ofAlpha = [
        {...one, fingerprint: 'two', first: moment(9), last: moment(9), count: 1, explanation: null},
        {...one, first: moment(3), last: moment(5), count: 3, explanation: 'first'},
        {...one, report: 'top-errors', first: moment(2), last: moment(2), count: 1, explanation: 'of another report'},
      ];
      const together = {...one, project: null, first: moment(1), last: moment(1), count: 1, explanation: 'together'};
      expect(await use((ledger) => ledger.mismatches('alpha'))).toEqual(ofAlpha);
      expect(await use((ledger) => ledger.mismatches(null))).toEqual([...ofAlpha, together]);
      expect(await use((ledger) => ledger.mismatches('beta'))).toEqual([]);
    });

    it('keeps a hundred explanations of a project, those that were seen last, and explains one again that comes back', async () => {
      await use(async (ledger) => {
        for (let at = 0; at < 103; at += 1)
          await ledger.append(mismatchOf(`${at}`, `print ${at}`, {at: moment(at)}), `why ${at}`);
        await ledger.append(mismatchOf('of beta', 'print', {project: 'beta'}), 'why');
        const found = await ledger.mismatches('alpha');
        expect(found).toHaveLength(103);
        const without = found.filter(({explanation}) => explanation === null).map(({fingerprint}) => fingerprint);
        expect(without).toEqual(['print 2', 'print 1', 'print 0']);

        await ledger.append(mismatchOf('again', 'print 1', {at: moment(200)}), 'why again');
        const [again, ...others] = await ledger.mismatches('alpha');
        expect(again).toMatchObject({fingerprint: 'print 1', first: moment(1), count: 2, explanation: 'why again'});
        expect(others.filter(({explanation}) => explanation !== null)).toHaveLength(99);
        expect(await ledger.mismatches('beta')).toMatchObject([{explanation: 'why'}]);
      });
    });

    it('cuts an explanation that is too long, between characters, and says so', async () => {
      const bounds = {...standardBounds, explanationBytes: 32};
      const cut = 'ab€€\n… (38 bytes in all)';
      await use(
        async (ledger) => {
          await ledger.append(mismatchOf('1', 'one'), `ab${'€'.repeat(12)}`);
          await ledger.append(mismatchOf('2', 'two', {at: moment(1)}), `ab${'€'.repeat(10)}`);
          await ledger.append(mismatchOf('3', 'three', {at: moment(2)}), cut);
        },
        {bounds},
      );
      const found = await use((ledger) => ledger.mismatches(null));
      expect(found.map(({explanation}) => explanation)).toEqual([cut, `ab${'€'.repeat(10)}`, cut]);
    });
  });

  describe('within its bounds', () => {
    it('lets the oldest entries of a project go, and no count of a mismatch', async () => {
      const entry = (at: number, rest: Partial<Entry> = {}): Entry =>
        mismatchOf(`id ${at + 100}`, 'print', {at: moment(at), ...rest});
      const size = sizeOf(entry(0));
      const bounds = {...standardBounds, bytes: size * 3 + 10};
      await use(
        async (ledger) => {
          await ledger.append(entry(0, {id: 'of beta', project: 'beta'}));
          for (let at = 1; at <= 5; at += 1) await ledger.append(entry(at));
          // Older than all that are there: the first to go.
          await ledger.append(entry(0));
          expect(ids(await ledger.entries({project: 'alpha'}))).toEqual(['id 103', 'id 104', 'id 105']);
          expect(await ledger.mismatches('alpha')).toMatchObject([{first: moment(0), last: moment(5), count: 6}]);
          expect(await ledger.entries({project: 'beta'})).toHaveLength(1);
          // An explanation takes the room of an entry.
          await ledger.append(entry(6, {fingerprint: 'other'}), 'twelve bytes');
          expect(ids(await ledger.entries({project: 'alpha'}))).toEqual(['id 105', 'id 106']);
        },
        {bounds},
      );
    });

    it('keeps no more than 10 MB of a project', async () => {
      // As long as none is, so that the test takes no time.
      const long = 'x'.repeat(1_000_000);
      await use(async (ledger) => {
        for (let at = 0; at < 12; at += 1) await ledger.append(entryOf(`${at}`, {at: moment(at), reason: long}));
        expect((await ledger.entries({})).map(({id}) => id)).toEqual(['3', '4', '5', '6', '7', '8', '9', '10', '11']);
      });
    });

    it('deletes what is older than its days, now and then', async () => {
      let now = moment(0);
      const options: LedgerOptions = {keepDays: 10, clock: () => new Date(now)};
      const day = (days: number): string => moment(days * 86_400);
      const left = (): Promise<string[]> => use(async (ledger) => ids(await ledger.entries({})));
      await use(async (ledger) => {
        await ledger.append(mismatchOf('old', 'gone', {at: day(-11), project: 'beta'}), 'why');
        await ledger.append(mismatchOf('kept', 'seen', {at: day(-9)}), 'why');
        await ledger.note(actOf('fell back', {at: day(-9), kind: 'fell back'}));
        await ledger.note(actOf('stale', {at: day(-9), kind: 'stale'}));
        await ledger.note(actOf('promoted', {at: day(-9)}));
        await ledger.hold(holdOf('hold', {since: day(-9)}));
      }, options);
      expect(await left()).toEqual(['kept']);
      expect(await use((ledger) => ledger.mismatches(null))).toMatchObject([{fingerprint: 'seen'}]);

      now = moment(1800);
      await use((ledger) => ledger.append(entryOf('too old', {at: day(-20)})), options);
      expect(await left()).toEqual(['too old', 'kept']);

      now = day(5);
      await use((ledger) => ledger.append(mismatchOf('new', 'seen', {at: day(5)}), 'why'), options);
      expect(await left()).toEqual(['new']);
      await use(async (ledger) => {
        expect(await ledger.mismatches(null)).toMatchObject([{fingerprint: 'seen', first: day(-9), count: 2}]);
        expect(ids(await ledger.acts({}))).toEqual(['promoted']);
        expect(ids(await ledger.holds())).toEqual(['hold']);
      });
      // Without such a wish nothing is too old.
      now = day(100);
      await use((ledger) => ledger.append(entryOf('much later', {at: day(100)})));
      expect(await left()).toEqual(['new', 'much later']);
    });

    it('goes on with what is too old when it is too much at a time, and knows its sizes afterwards', async () => {
      const options: LedgerOptions = {keepDays: 10, clock: () => new Date(moment(86_400 * 100))};
      await use(async (ledger) => {
        for (let at = 0; at < 1001; at += 1) await ledger.append(entryOf(`${at}`, {at: moment(at)}));
      });
      await use((ledger) => ledger.append(entryOf('new', {at: moment(86_400 * 100)})), options);
      expect(await use((ledger) => ledger.entries({}))).toHaveLength(2);
      await use((ledger) => ledger.append(entryOf('newer', {at: moment(86_400 * 100)})), options);
      expect(ids(await use((ledger) => ledger.entries({})))).toEqual(['new', 'newer']);
      const bounds = {...standardBounds, bytes: 3 * sizeOf(entryOf('newest', {at: moment(86_400 * 100)}))};
      await use((ledger) => ledger.append(entryOf('newest', {at: moment(86_400 * 100)})), {bounds});
      expect(await use((ledger) => ledger.entries({}))).toHaveLength(3);
    });

    it('forgets a project whole, and no other', async () => {
      await use(async (ledger) => {
        for (const project of ['alpha', 'beta']) {
          await ledger.append(mismatchOf(`1 ${project}`, 'print', {project}), 'why');
          await ledger.append(entryOf(`2 ${project}`, {project}));
          await ledger.note(actOf(project, {project}));
          await ledger.hold(holdOf(project, {project}));
          await ledger.enqueue(questionOf(project, {project}));
        }
        expect(await ledger.forget('alpha')).toBe(2);
        expect(await ledger.forget('alpha')).toBe(0);
        expect(ids(await ledger.entries({}))).toEqual(['1 beta', '2 beta']);
        expect(await ledger.mismatches(null)).toMatchObject([{project: 'beta'}]);
        expect(ids(await ledger.acts({}))).toEqual(['beta']);
        expect(ids(await ledger.holds())).toEqual(['beta']);
        expect(ids(await ledger.dequeue(10))).toEqual(['beta']);
      });
    });
  });

  describe('of acts', () => {
    it('gives every part back as it was, in order', async () => {
      const first = actOf('b', {kind: 'rehearsed', from: null, to: null, reason: 'it did not', succeeded: false});
      const second = actOf('a', {at: moment(1), forced: true, project: 'beta', reason: 'a "reason"'});
      await use(async (ledger) => {
        for (const act of [second, first, {...first, reason: 'another'}]) await ledger.note(act);
        expect(await ledger.acts({})).toEqual([first, second]);
        expect(await ledger.acts({project: 'beta'})).toEqual([second]);
        expect(await ledger.acts({project: 'alpha', since: moment(1)})).toEqual([]);
        expect(await ledger.acts({since: moment(1)})).toEqual([second]);
      });
    });
  });

  describe('of holds', () => {
    const days = {from: DAY, to: '2025-09-14' as CalendarDate};

    it('has one that is open for the same project and days', async () => {
      await use(async (ledger) => {
        const whole = holdOf('whole', {fingerprint: 'print', needsPerson: true});
        expect(await ledger.hold(whole)).toEqual(whole);
        expect(await ledger.hold(holdOf('again', {reason: 'another', since: moment(9)}))).toEqual(whole);
        const ofDays = holdOf('days', {days, since: moment(1)});
        expect(await ledger.hold(ofDays)).toEqual(ofDays);
        expect(await ledger.hold(holdOf('days again', {days}))).toEqual(ofDays);
        const oneDay = holdOf('one day', {days: {from: DAY, to: DAY}, since: moment(2)});
        const ofBeta = holdOf('beta', {project: 'beta', since: moment(3)});
        for (const hold of [oneDay, ofBeta]) expect(await ledger.hold(hold)).toEqual(hold);
        expect(await ledger.holds('alpha')).toEqual([whole, ofDays, oneDay]);
        expect(await ledger.holds()).toEqual([whole, ofDays, oneDay, ofBeta]);
      });
    });

    it('lifts all of a project, and remembers when', async () => {
      const [first, second] = [holdOf('1'), holdOf('2', {days, since: moment(1)})];
      await use(async (ledger) => {
        await ledger.hold(first);
        await ledger.hold(second);
        await ledger.hold(holdOf('beta', {project: 'beta'}));
        expect(await ledger.release('alpha', moment(60))).toEqual([first, second]);
        expect(await ledger.release('alpha', moment(70))).toEqual([]);
        expect(ids(await ledger.holds())).toEqual(['beta']);
        expect(await ledger.lifted('alpha', moment(60))).toEqual([
          {...first, releasedAt: moment(60)},
          {...second, releasedAt: moment(60)},
        ]);
        expect(await ledger.lifted('alpha', moment(61))).toEqual([]);
        expect(await ledger.lifted('beta', moment(0))).toEqual([]);
      });
    });

    it('says when the next one is a second one', async () => {
      await use(async (ledger) => {
        await ledger.hold(holdOf('1'));
        await ledger.release('alpha', moment(0));
        const isSecond = async (seconds: number): Promise<boolean> => {
          const at = moment(seconds);
          return isSecondHold(await ledger.lifted('alpha', countsSince(at, 7)), at, 7);
        };
        expect([await isSecond(60), await isSecond(7 * 86_400), await isSecond(7 * 86_400 + 1)]).toEqual([
          true,
          true,
          false,
        ]);
        const again = holdOf('2', {since: moment(60), needsPerson: true});
        expect(await ledger.hold(again)).toEqual(again);
        expect(await ledger.holds()).toEqual([again]);
      });
    });
  });

  describe('of a budget', () => {
    const budget: Budget = {comparisonsAMinute: 2, failures: 3, restMilliseconds: 300_000};

    it('admits so many a minute, in any minute', async () => {
      const asked: string[] = [];
      await use(async (ledger) => {
        for (const seconds of [0, 30, 59.999, 60, 61, 90, 91]) asked.push(await ledger.admit(moment(seconds), budget));
      });
      expect(asked).toEqual(['admitted', 'admitted', 'too many', 'admitted', 'too many', 'admitted', 'too many']);
    });

    it('is not stopped by a clock that is far ahead', async () => {
      await use(async (ledger) => {
        for (const seconds of [1e6, 1e6, 1e6 + 1]) await ledger.admit(moment(seconds), budget);
        await ledger.append(entryOf('ahead', {at: moment(1e6), outcome: 'candidate failed'}));
        const strict = {...budget, failures: 1};
        expect(await ledger.admit(moment(0), strict)).toBe('admitted');
        expect(await ledger.admit(moment(1), strict)).toBe('admitted');
        expect(await ledger.admit(moment(2), strict)).toBe('too many');
      });
    });

    it.each<[string, readonly (Outcome | Partial<Entry>)[], string]>([
      ['three failures', ['candidate failed', 'timed out', 'harness error'], 'resting'],
      ['failures of both sides', ['both failed', 'both failed', 'both failed'], 'resting'],
      ['two failures', ['timed out', 'timed out'], 'admitted'],
      ['failures with an answer between', ['timed out', 'timed out', 'mismatched', 'timed out'], 'admitted'],
      ['failures and an answer', ['timed out', 'timed out', 'timed out', 'empty'], 'admitted'],
      ['failures, then skipped ones', ['timed out', 'timed out', 'timed out', 'skipped', 'skipped'], 'resting'],
      [
        'failures of which one is no shadow',
        ['timed out', 'timed out', {origin: 'compare', outcome: 'timed out'}],
        'admitted',
      ],
      [
        'failures with a comparison by hand between',
        ['timed out', 'timed out', {origin: 'compare', outcome: 'matched'}, {origin: 'live', outcome: 'timed out'}],
        'resting',
      ],
      ['failures of control', ['control failed', 'control failed', 'control failed'], 'admitted'],
    ])('after %s', async (_, outcomes, expected) => {
      await use(async (ledger) => {
        for (const [at, each] of outcomes.entries()) {
          const rest = typeof each === 'string' ? {outcome: each} : each;
          await ledger.append(entryOf(`${at}`, {at: moment(at), project: at % 2 === 0 ? 'alpha' : 'beta', ...rest}));
        }
        expect(await ledger.admit(moment(10), budget)).toBe(expected);
        expect(await ledger.admit(moment(10), {...budget, failures: 0})).toBe('admitted');
      });
    });

    it('rests for a while after the last failure, and again after the next', async () => {
      await use(async (ledger) => {
        for (const at of [0, 1, 2]) await ledger.append(entryOf(`${at}`, {at: moment(at), outcome: 'timed out'}));
        expect(await ledger.admit(moment(301.999), budget)).toBe('resting');
        expect(await ledger.admit(moment(302), budget)).toBe('admitted');
        await ledger.append(entryOf('3', {at: moment(303), outcome: 'timed out'}));
        expect(await ledger.admit(moment(304), budget)).toBe('resting');
        await ledger.append(entryOf('4', {at: moment(305), outcome: 'matched'}));
        expect(await ledger.admit(moment(306), budget)).toBe('admitted');
      });
    });
  });

  describe('of a queue', () => {
    it('gives each question once, the oldest first', async () => {
      const [first, second, third] = [
        questionOf('z'),
        questionOf('a', {at: moment(1), project: null, report: 'top-errors'}),
        questionOf('b', {at: moment(1), to: '2025-09-20' as CalendarDate}),
      ];
      await use(async (ledger) => {
        expect(await ledger.dequeue(5)).toEqual([]);
        for (const question of [third, first, second, first]) await ledger.enqueue(question);
        expect(await ledger.dequeue(0)).toEqual([]);
        expect(await ledger.dequeue(2)).toEqual([first, second]);
        expect(await ledger.dequeue(2)).toEqual([third]);
        expect(await ledger.dequeue(2)).toEqual([]);
      });
    });
  });
});
