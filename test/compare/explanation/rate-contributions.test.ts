import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import Fraction from 'fraction.js';
import type {Blamed} from '../../../src/compare/explanation/blame.ts';
import {rateContributions} from '../../../src/compare/explanation/rate-contributions.ts';
import type {ErrorRow} from '../../../src/core/reports/zenrows-errors.ts';
import {DAY} from '../../support/memory-source.ts';

function blamed(runId: string): Blamed {
  const key = {project: 'p', date: DAY, runId};
  return {kind: 'extra', key, difference: {key, kind: 'extra', control: null, candidate: null, unreadable: null}};
}

const rows = fc
  .tuple(fc.nat(50), fc.nat(50))
  .map(([failing, others]): ErrorRow => ({date: DAY, zenrowsErrors: failing, totalTraces: failing + others}));

function rate({zenrowsErrors, totalTraces}: ErrorRow): Fraction {
  return totalTraces === 0 ? new Fraction(0) : new Fraction(zenrowsErrors * 100, totalTraces);
}

/** The changes of both counts, each shared among two records. */
function parts(control: ErrorRow, candidate: ErrorRow) {
  const split = (change: number, names: [string, string]) =>
    names.map((name, at) => ({blamed: blamed(name), amount: new Fraction(change * (at + 1), 3)}));
  const traces = split(candidate.totalTraces - control.totalTraces, ['1', '2']);
  const failing = split(candidate.zenrowsErrors - control.zenrowsErrors, ['2', '3']);
  return rateContributions(control, candidate, {traces, failing});
}

describe('the contributions to a rate', () => {
  it('add up to its change exactly', () => {
    fc.assert(
      fc.property(rows, rows, (control, candidate) => {
        const sum = parts(control, candidate).reduce((all, {amount}) => all.add(amount), new Fraction(0));
        expect(sum.toFraction()).toBe(rate(candidate).sub(rate(control)).toFraction());
      }),
    );
  });

  it('turn round where the sides are swapped', () => {
    fc.assert(
      fc.property(rows, rows, (control, candidate) => {
        const text = (found: ReturnType<typeof parts>, sign: number) =>
          found.map(({blamed: {key}, amount}) => [key.runId, amount.mul(sign).toFraction()]).sort();
        expect(text(parts(candidate, control), -1)).toEqual(text(parts(control, candidate), 1));
      }),
    );
  });

  it('are none where traces come or go and none of them fails', () => {
    const row = (totalTraces: number): ErrorRow => ({date: DAY, zenrowsErrors: 0, totalTraces});
    for (const [before, after] of [
      [0, 0],
      [0, 2],
      [2, 0],
    ] as const) {
      expect(parts(row(before), row(after))).toEqual([]);
    }
  });

  it('let a trace that does not fail lower the rate', () => {
    const row = (zenrowsErrors: number, totalTraces: number): ErrorRow => ({date: DAY, zenrowsErrors, totalTraces});
    const found = rateContributions(row(1, 1), row(1, 2), {
      traces: [{blamed: blamed('1'), amount: new Fraction(1)}],
      failing: [],
    });
    expect(found.map(({amount}) => amount.toFraction())).toEqual(['-50']);
  });

  it('let a trace that fails raise it', () => {
    const row = (zenrowsErrors: number): ErrorRow => ({date: DAY, zenrowsErrors, totalTraces: 3});
    const found = rateContributions(row(1), row(2), {
      traces: [],
      failing: [{blamed: blamed('1'), amount: new Fraction(1)}],
    });
    expect(found.map(({amount}) => amount.toFraction())).toEqual(['100/3']);
  });
});
