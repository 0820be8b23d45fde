import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {counted} from '../../../src/compare/formats/count.ts';
import {
  amountText,
  amountWords,
  causeSentence,
  kindWords,
  parityText,
  questionName,
  reasonSentence,
  waiverFault,
  waiverName,
} from '../../../src/compare/formats/wording.ts';
import {sampleDocument} from './sample-document.ts';

const {results, waivers} = sampleDocument;
const explanations = results.flatMap(({explanation}) => (explanation === null ? [] : [explanation]));

describe('parity', () => {
  const parity = (matched: number, mismatched: number): string =>
    parityText({
      matched,
      mismatched,
      parity: matched + mismatched === 0 ? null : matched / (matched + mismatched),
    });

  it('has its denominator, and is none of nothing', () => {
    expect(parityText({matched: 1999, mismatched: 1, parity: 1999 / 2000})).toContain('99.9% (1999 of 2000');
    expect(parity(5, 1)).toBe('83.3% (5 of 6 compared questions matched)');
    expect(parity(0, 0)).toBe('none (0 of 0 compared questions matched)');
    expect(parity(0, 3)).toBe('0.0% (0 of 3 compared questions matched)');
  });

  it('is 100.0% only where all match', () => {
    expect(parity(100_000, 0)).toBe('100.0% (100000 of 100000 compared questions matched)');
    const number = fc.integer({min: 1, max: 1_000_000_000});
    fc.assert(
      fc.property(number, number, (matched, mismatched) => {
        expect(parity(matched, mismatched)).not.toContain('100.0%');
      }),
    );
  });
});

it('names a question by its report, date and project', () => {
  expect(results.slice(0, 3).map(questionName)).toEqual([
    'zenrows-errors 2025-09-13 (all projects)',
    'zenrows-detail 2025-09-13 (all projects)',
    'zenrows-errors 2025-09-13 shop',
  ]);
});

it('gives every reason in a sentence', () => {
  const sentences = new Map(results.map((result) => [result.reason, reasonSentence(result)]));
  expect(Object.fromEntries(sentences)).toEqual({
    null: '',
    output: 'the output differs (records: control 12, candidate 12).',
    'one-sided': 'only one side has records (control 0, candidate 1).',
    failed:
      'control could not answer: The directory ./data is gone. Restore it. candidate could not answer: The database is locked. Try again.',
    unstable: 'files or rows changed while they were compared, so this proves nothing; run the comparison again.',
    noise: 'control does not give the same answer twice, so nothing can be compared with it.',
    empty: 'neither side has a record, so nothing was compared.',
  });
});

it('names only the side that failed', () => {
  const [matched] = results;
  const failed = results.find(({reason}) => reason === 'failed');
  if (matched === undefined || failed === undefined) throw new Error('the sample has both');
  expect(reasonSentence({...failed, candidate: matched.candidate})).toBe(
    'control could not answer: The directory ./data is gone. Restore it.',
  );
});

it('says of every cause which side is at fault', () => {
  expect([...new Set(explanations.map(causeSentence))]).toEqual([
    'Cause: data. Each side answers what its own records give; the records differ.',
    'Cause: data and logic. The records differ, and candidate answers something else than its own records give.',
    'It could not be explained: The documents of the day cannot be read. Look at the disk.',
    'Cause: logic. The records give the same, but both sides answer something else than their own records give.',
  ]);
  const [data] = explanations;
  if (data === undefined) throw new Error('the sample has one');
  const proof = {controlFollows: false, candidateFollows: true, recordsAgree: true};
  expect(causeSentence({...data, cause: 'logic', proof})).toBe(
    'Cause: logic. The records give the same, but control answers something else than its own records give.',
  );
});

it('has words for every kind of record', () => {
  expect([...new Set(explanations.flatMap(({records}) => records.map(kindWords)))]).toEqual([
    'missing in candidate',
    'changed',
    'superseded snapshot',
    'misread by candidate',
    'unreadable file on candidate: shop/2025-09-13/run-5_trace-1.json (not JSON at line 1)',
    'not in control',
  ]);
});

it('says what is wrong with a waiver, and of which questions it is', () => {
  expect(waivers.map((waiver) => [waiver.status, waiverFault(waiver)])).toEqual([
    ['used', ''],
    ['unused', 'none of the questions that it is about needs it. Remove it.'],
    ['exceeded', 'a difference is larger than the 1 that it allows, or is not explained to the last digit.'],
    ['expired', 'it expired: its last day was 2025-09-30. Remove it, or have it renewed.'],
    ['not asked', ''],
  ]);
  expect(waivers.slice(0, 2).map(waiverName)).toEqual([
    'zenrows-errors 2025-09-13 to 2025-09-13 crawler',
    'zenrows-detail 2025-09-13 to 2025-09-13 (all projects)',
  ]);
});

it('gives amounts with their sign, exactly, and in the number of their unit', () => {
  expect(amountText('-1/3', 'points')).toBe('-1/3 (about -0.333)');
  expect(amountText('1/3', 'points')).toBe('+1/3 (about +0.333)');
  expect(amountText('1/2', 'line')).toBe('1/2 (about 0.5)');
  expect(amountText('0', 'traces')).toBe('0');
  expect(amountWords({amount: '-1', unit: 'traces'})).toBe('-1 trace');
  expect(amountWords({amount: '2', unit: 'records'})).toBe('+2 records');
  expect(amountWords({amount: '1', unit: 'line'})).toBe('1 line');
});

it('counts in the right number', () => {
  expect([0, 1, 2].map((count) => counted(count, 'diff'))).toEqual(['0 diffs', '1 diff', '2 diffs']);
});
