import {describe, expect, it} from '@jest/globals';
import {evidenceOf, isSameEntry} from '../../../src/rollout/gate/evidence.ts';
import type {GateQuestion} from '../../../src/rollout/gate/gate.ts';
import type {Entry} from '../../../src/rollout/ledger/entry.ts';
import {anEntry, DATES, NOW, REPORTS, REQUIREMENTS} from './gate-question.ts';

const entry = anEntry();
const reversed = Object.fromEntries(Object.entries(entry).reverse()) as unknown as Entry;

describe('two entries with one id', () => {
  it('say the same, whatever the order of their members', () => {
    expect(Object.keys(reversed)).not.toEqual(Object.keys(entry));
    expect(isSameEntry(entry, {...reversed, records: {...entry.records}, milliseconds: {...entry.milliseconds}})).toBe(
      true,
    );
    expect(isSameEntry({...entry, failing: Number.NaN}, {...entry, failing: Number.NaN})).toBe(true);
  });

  it.each<[string, Partial<Entry>]>([
    ['a count', {failing: 3}],
    ['a count that is not known', {failing: null}],
    ['a count that is none', {failing: Number.NaN}],
    ['a text', {reason: '40001'}],
    ['records of control', {records: {control: 11, candidate: 10}}],
    ['records of candidate', {records: {control: 10, candidate: null}}],
    ['a time of control', {milliseconds: {control: null, candidate: 90}}],
    ['a time of candidate', {milliseconds: {control: 100, candidate: 91}}],
    ['a member more', {more: 1} as Partial<Entry>],
  ])('differ in %s', (_what, change) => {
    expect(isSameEntry(entry, {...entry, ...change})).toBe(false);
    expect(isSameEntry({...entry, ...change}, entry)).toBe(false);
  });

  it('are there once for each thing that they say', () => {
    const other = {...entry, failing: 5};
    const question: GateQuestion = {
      ...{project: 'alpha', from: 'shadow', to: 'live', now: NOW, requirements: REQUIREMENTS, knownDates: DATES},
      evidenceKeys: new Map(REPORTS.map((report) => [report, 'key'])),
      entries: [entry, reversed, other, {...other}, {...entry, failing: 6}, anEntry()],
      ...{acts: [], holds: []},
    };
    expect(evidenceOf(question)?.proofs.map(({failing}) => failing)).toEqual([2, 2, 5, 6]);
  });
});
