import {expect} from '@jest/globals';
import fc from 'fast-check';
import type {ComparisonDocument} from '../../src/compare/formats/documents/comparison.ts';
import type {RecordDocument} from '../../src/compare/formats/documents/explanation.ts';
import {expectClosed} from '../compare/attack-support.ts';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {treeArbitrary} from './tree-arbitrary.ts';

/** Two trees that have much in common: of the second, some files are those of the first (`kept`), the others its own. */
export function treePair(kept: fc.Arbitrary<boolean>, own = treeArbitrary()): fc.Arbitrary<[TreeFile[], TreeFile[]]> {
  return fc.tuple(treeArbitrary(), own, fc.array(kept, {minLength: 25, maxLength: 25})).map(([left, right, isKept]) => {
    const common = left.filter((_, at) => isKept[at]);
    const paths = new Set(common.map(pathOf));
    return [left, [...common, ...right.filter((file) => !paths.has(pathOf(file)))]];
  });
}

export function recordName({
  kind,
  project,
  date,
  runId,
}: Pick<RecordDocument, 'kind' | 'project' | 'date' | 'runId'>): string {
  return JSON.stringify([kind, project, date, runId]);
}

/**
 * Every difference has its whole amount in records, each of which a verification found to differ as well (`differing`, by
 * `recordName`), and no side is said to be at fault. Gives how many differences there are.
 */
export function expectAccounted({results}: ComparisonDocument, differing: ReadonlySet<string>): number {
  let differences = 0;
  for (const {explanation, verdict} of results) {
    expect(explanation !== null).toBe(verdict === 'mismatched');
    if (explanation === null) continue;
    expect(explanation).toMatchObject({error: null, cause: 'data', unexplained: 0});
    expect(explanation.differences).not.toEqual([]);
    for (const difference of explanation.differences) expectClosed(difference, explanation.records.length);
    expect(explanation.records.map(recordName).filter((name) => !differing.has(name))).toEqual([]);
    differences += explanation.differences.length;
  }
  return differences;
}

/** An amount as it is seen from the other side; a line is one from either. */
export function turnedAmount(amount: string, unit: string): string {
  if (unit === 'line' || amount === '0') return amount;
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`;
}
