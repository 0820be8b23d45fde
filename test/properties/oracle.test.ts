import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {isBlank} from '../oracle/code-points.ts';
import {zenrowsDetailJson, zenrowsDetailText} from '../oracle/detail-report.ts';
import {zenrowsErrors} from '../oracle/errors-report.ts';
import {readJson} from '../oracle/json-reader.ts';
import {readTree} from '../oracle/run-record.ts';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {documentBytes} from './document-arbitrary.ts';
import {FIRST_DATE, LAST_DATE, treeArbitrary} from './tree-arbitrary.ts';

const trees = treeArbitrary();
const dates = {from: FIRST_DATE, to: LAST_DATE};

/** Everything that a report of all projects can say about a tree. */
function answers(files: readonly TreeFile[]): string[] {
  const question = {project: null, date: FIRST_DATE, mask: false};
  return [
    zenrowsErrors(files, {project: null, ...dates}),
    zenrowsDetailText(files, question),
    zenrowsDetailJson(files, question),
  ];
}

describe('the oracle', () => {
  test('answers the same whatever the order of the files', () => {
    fc.assert(
      fc.property(
        trees.chain((files) => fc.tuple(fc.constant(files), fc.shuffledSubarray(files, {minLength: files.length}))),
        ([files, shuffled]) => {
          expect(answers(shuffled)).toEqual(answers(files));
          expect(readTree(shuffled).unreadable).toEqual(readTree(files).unreadable);
        },
      ),
    );
  });

  test('answers the same when only the winning snapshots are left', () => {
    fc.assert(
      fc.property(trees, (files) => {
        const winners = readTree(files).records.map((record) => record.file);
        expect(answers(winners)).toEqual(answers(files));
        expect(readTree(winners).unreadable).toEqual([]);
      }),
    );
  });

  test('counts for all projects what it counts for each of them', () => {
    fc.assert(
      fc.property(trees, (files) => {
        const projects = new Set(readTree(files).records.map((record) => record.project));
        const perProject = [...projects].map((project) => counts(zenrowsErrors(files, {project, ...dates})));
        const sums = counts(zenrowsErrors([], {project: null, ...dates})).map((_zero, index) =>
          perProject.reduce((sum, row) => sum + (row[index] ?? 0), 0),
        );
        expect(counts(zenrowsErrors(files, {project: null, ...dates}))).toEqual(sums);
      }),
    );
  });

  test('counts in the detail what it counts in the summary', () => {
    fc.assert(
      fc.property(trees, (files) => {
        const {summary, details} = JSON.parse(zenrowsDetailJson(files, {project: null, date: FIRST_DATE, mask: false}));
        const [failing] = counts(zenrowsErrors(files, {project: null, from: FIRST_DATE, to: FIRST_DATE})).slice(1);
        const traces: unknown[][] = Object.values(details).flatMap((ofSymbol) => Object.values(ofSymbol as object));
        expect(summary.total_traces).toBe(failing);
        expect(summary.total_errors).toBe(traces.flat().length);
        expect(summary.crypto_symbols).toBe(Object.keys(details).length);
      }),
    );
  });

  test('prints text that neither drives a terminal nor ends a line in a blank', () => {
    fc.assert(
      fc.property(trees, (files) => {
        const lines = zenrowsDetailText(files, {project: null, date: FIRST_DATE, mask: true}).split('\n');
        for (const line of lines) {
          expect(line).not.toMatch(/[\p{Control}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
          expect(line === '' || !isBlank(line.slice(-1))).toBe(true);
        }
      }),
    );
  });

  test('reads JSON where JSON.parse does, limits apart', () => {
    fc.assert(
      fc.property(documentBytes, (bytes) => {
        const text = Buffer.from(bytes).toString();
        const [ours, theirs] = [reads(() => readJson(text)), reads(() => JSON.parse(text))];
        if (ours.value) expect(theirs.value).toBe(true);
        else expect(!theirs.value || /nested over|out of range/.test(ours.reason)).toBe(true);
      }),
      {numRuns: 500},
    );
  });
});

describe('the generated trees', () => {
  test('hold enough that counts: records, snapshots that lose, failing traces, unreadable files', () => {
    const seen = {files: 0, records: 0, unreadable: 0, failing: 0};
    for (const files of fc.sample(trees, {numRuns: 200, seed: 1})) {
      const {records, unreadable} = readTree(files);
      seen.files += files.length;
      seen.records += records.length;
      seen.unreadable += unreadable.length;
      seen.failing += counts(zenrowsErrors(files, {project: null, from: FIRST_DATE, to: FIRST_DATE}))[1] ?? 0;
      expect(new Set(files.map(pathOf)).size).toBe(files.length);
    }
    expect(seen.files).toBeGreaterThan(1000);
    expect(seen.records).toBeGreaterThan(seen.files / 3);
    expect(seen.files - seen.records - seen.unreadable).toBeGreaterThan(seen.files / 10);
    expect(seen.failing).toBeGreaterThan(200);
    expect(seen.unreadable).toBeGreaterThan(50);
  });
});

/** Totals and failing traces, row after row. */
function counts(csv: string): number[] {
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((row) => row.split(',').slice(1, 3).map(Number));
}

function reads(attempt: () => unknown): {value: boolean; reason: string} {
  try {
    attempt();
    return {value: true, reason: ''};
  } catch (error) {
    return {value: false, reason: String(error)};
  }
}
