import {describe, expect, it} from '@jest/globals';
import Fraction from 'fraction.js';
import type {Blamed} from '../../../src/compare/explanation/blame.ts';
import {countContributions, Shares} from '../../../src/compare/explanation/shares.ts';
import {DAY} from '../../support/memory-source.ts';

function blamed(runId: string): Blamed {
  const key = {project: 'p', date: DAY, runId};
  return {
    kind: 'missing',
    key,
    difference: {key, kind: 'missing', control: null, candidate: null, unreadable: null},
  };
}

function amounts(contributions: readonly {blamed: Blamed; amount: Fraction}[]): [string, string][] {
  return contributions.map(({blamed: {key}, amount}) => [key.runId, amount.toFraction()]);
}

describe('shares', () => {
  it('are equal and exact, and add up over everything that a record is part of', () => {
    const shares = new Shares();
    shares.add(new Fraction(1), [blamed('1'), blamed('2'), blamed('3')]);
    shares.add(new Fraction(-1), [blamed('1')]);
    shares.add(new Fraction(2), [blamed('4')]);
    shares.add(new Fraction(-2), [blamed('4')]);
    shares.add(new Fraction(1), []);
    expect(amounts(shares.contributions())).toEqual([
      ['1', '-2/3'],
      ['2', '1/3'],
      ['3', '1/3'],
    ]);
  });
});

describe('the contributions to a count', () => {
  it('are those of what only one side counts: less for control, more for candidate', () => {
    const behind = (runId: string) => [{project: 'p', traceId: 't', runIds: [runId]}];
    const control = new Map([
      ['both', behind('1')],
      ['left', behind('2')],
    ]);
    const candidate = new Map([
      ['both', behind('1')],
      ['right', behind('3')],
    ]);
    const found = countContributions(control, candidate, (of) => of.flatMap(({runIds}) => runIds.map(blamed)));
    expect(amounts(found)).toEqual([
      ['2', '-1'],
      ['3', '1'],
    ]);
  });
});
