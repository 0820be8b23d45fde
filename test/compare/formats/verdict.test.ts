import {describe, expect, it} from '@jest/globals';
import type {ComparisonSummary} from '../../../src/compare/comparison-summary.ts';
import type {VerificationSummary} from '../../../src/compare/formats/documents/verification.ts';
import {comparisonVerdict, type Judged, verificationVerdict} from '../../../src/compare/formats/verdict.ts';
import {emptyDocument, sampleDocument} from './sample-document.ts';

const [changed, missing] = sampleDocument.patterns;
if (changed === undefined || missing === undefined) throw new Error('no patterns');

describe('the verdict on a comparison', () => {
  const verdict = (summary: Partial<ComparisonSummary>, rest: Partial<Omit<Judged, 'summary'>> = {}): string =>
    comparisonVerdict({
      summary: {...emptyDocument.summary, controlRecords: 9, candidateRecords: 9, ...summary},
      patterns: [],
      failures: [],
      unknown: 0,
      brokenWaivers: 0,
      ...rest,
    });

  it('of the same says of how many, and of how many nothing was there', () => {
    expect(verdict({conclusion: 'the same', matched: 60})).toBe('The same: 60 of 60 questions.');
    expect(verdict({conclusion: 'the same', matched: 1, empty: 1})).toBe(
      'The same: 1 of 1 question. 1 other question has no record on either side.',
    );
    expect(verdict({conclusion: 'the same under waivers', matched: 3, mismatched: 2, waived: 2})).toBe(
      'The same under waivers: 3 of 5 questions, and waivers allow the other 2.',
    );
  });

  it('of a difference says what explains it, and what nothing does', () => {
    const different = {conclusion: 'different', matched: 50, mismatched: 10} as const;
    const patterns = [
      {...missing, records: 2},
      {...changed, changes: changed.changes.slice(0, 1), records: 5802},
    ];
    expect(verdict(different, {patterns})).toBe(
      'Different: 10 of 60 questions. 5,804 records explain all of it: 2 missing, 5,802 changed ($.trace.status).',
    );
    expect(verdict({...different, unexplained: 1}, {patterns: [missing]})).toBe(
      'Different: 10 of 60 questions. 1 record explains a part of it: 1 missing. 1 difference has no explanation.',
    );
    expect(verdict({...different, unexplained: 2})).toBe(
      'Different: 10 of 60 questions. No record explains it: 2 differences have no explanation.',
    );
    expect(verdict({...different, waived: 4}, {patterns: [missing], brokenWaivers: 1})).toBe(
      'Different: 6 of 60 questions. Waivers allow 4 other questions. 1 waiver expired, is not needed or allows too little. 1 record explains all of it: 1 missing.',
    );
  });

  it('of a side without records is one sentence', () => {
    const different = {conclusion: 'different', mismatched: 10} as const;
    expect(verdict({...different, candidateRecords: 0, controlDistinctRecords: 5802}, {patterns: [missing]})).toBe(
      'Different: 10 of 10 questions. The candidate has no record for any of these dates; control has 5,802.',
    );
    expect(verdict({...different, controlRecords: 0, candidateDistinctRecords: 3})).toBe(
      'Different: 10 of 10 questions. Control has no record for any of these dates; candidate has 3.',
    );
  });

  it('of trouble says why, and what differs all the same', () => {
    expect(
      verdict({conclusion: 'trouble', questions: 60, failed: 1, unproven: 3}, {failures: [{side: 'control'}]}),
    ).toBe(
      'Inconclusive: control could not say what it has. 1 of 60 questions has no answer of a side. 3 of 60 questions are not proven.',
    );
    expect(
      verdict({conclusion: 'trouble', questions: 3, mismatched: 1, matched: 2, unexplained: 1}, {unknown: 1}),
    ).toBe(
      'Inconclusive: 1 of 3 questions could not be explained. 1 of 3 questions differs. No record explains it: 1 difference has no explanation.',
    );
  });

  it('of nothing says what was not there', () => {
    const nothing = {conclusion: 'nothing compared'} as const;
    expect(verdict(nothing)).toBe('Nothing was compared: there is no question to ask.');
    expect(verdict({...nothing, questions: 2})).toBe(
      'Nothing was compared: neither side has a record for any of 2 questions.',
    );
    expect(verdict({...nothing, questions: 2, withoutRecords: ['a', 'b']})).toBe(
      'Nothing was compared: neither side has a record of a, b on any date asked.',
    );
    expect(verdict({...nothing, questions: 2, matched: 1, withoutRecords: ['a']})).toBe(
      'Nothing was compared: neither side has a record of a on any date asked. 1 other question is the same.',
    );
  });

  it('names two places at most', () => {
    const [place] = changed.changes;
    if (place === undefined) throw new Error('no place');
    const changes = ['$.a', '$.b', '$.c', '$.d'].map((path) => ({...place, path}));
    expect(verdict({conclusion: 'different', mismatched: 1}, {patterns: [{...changed, changes}]})).toBe(
      'Different: 1 of 1 question. 2 records explain all of it: 2 changed ($.a, $.b and 2 other places).',
    );
  });
});

describe('the verdict on a verification', () => {
  const verdict = (
    summary: Partial<VerificationSummary>,
    rest: Partial<Parameters<typeof verificationVerdict>[1]> = {},
  ): string =>
    verificationVerdict(
      {
        conclusion: 'different',
        days: 1,
        controlRecords: 60,
        candidateRecords: 60,
        records: 60,
        same: 60,
        missing: 0,
        extra: 0,
        changed: 0,
        superseded: 0,
        unreadable: 0,
        parity: 1,
        leftAlone: {days: 0, records: 0},
        ...summary,
      },
      {patterns: [], changes: 0, isPartial: false, ...rest},
    );

  it('says of how many records', () => {
    expect(verdict({conclusion: 'the same'})).toBe('The same: 60 of 60 records.');
    expect(verdict({conclusion: 'the same', leftAlone: {days: 1, records: 2}})).toBe(
      'The same: 60 of 60 records, and 2 other records, untouched since they were last the same.',
    );
    expect(verdict({conclusion: 'the same', leftAlone: {days: 1, records: 1}})).toBe(
      'The same: 60 of 60 records, and 1 other record, untouched since it was last the same.',
    );
    expect(verdict({conclusion: 'the same', records: 0, same: 0, leftAlone: {days: 4, records: 20_000}})).toBe(
      'The same: 20,000 records, untouched since they were last the same.',
    );
    expect(verdict({same: 57}, {patterns: [changed, missing]})).toBe(
      'Different: 3 of 60 records: 1 missing, 2 changed ($.trace.status, $.trace.error).',
    );
    expect(verdict({same: 0, candidateRecords: 0}, {patterns: [missing]})).toBe(
      'Different: 60 of 60 records. The candidate has no record.',
    );
    expect(verdict({same: 0, controlRecords: 0})).toBe('Different: 60 of 60 records. Control has no record.');
    expect(verdict({conclusion: 'nothing compared', records: 0, same: 0})).toBe(
      'Nothing was compared: neither side has a record.',
    );
  });

  it('says why nothing is proven', () => {
    expect(verdict({conclusion: 'trouble', same: 59}, {patterns: [missing], changes: 2, isPartial: true})).toBe(
      'Inconclusive: a side was not read whole. 2 files changed during the verification. 1 of 60 records differs: 1 missing.',
    );
  });
});
