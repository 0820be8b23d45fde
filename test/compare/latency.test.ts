import {describe, expect, it} from '@jest/globals';
import {dayQuestion} from '../../src/asking/question.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import {calibrate} from '../../src/compare/calibration.ts';
import {compareSources} from '../../src/compare/comparison.ts';
import {comparisonDocument} from '../../src/compare/formats/documents/comparison.ts';
import {excluding} from '../../src/core/excluding-source.ts';
import {DAY, memorySource} from '../support/memory-source.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf, writeTree} from '../support/trace-tree.ts';

const questions = [
  dayQuestion('zenrows-errors', null, DAY),
  dayQuestion('zenrows-detail', null, DAY),
  dayQuestion('zenrows-errors', 'a', DAY),
];

describe('what an answer costs', () => {
  it('is measured once, and not of what a side answers from what it had read', async () => {
    await withTemporaryDirectory(async (directory) => {
      await writeTree(directory, {[`a/${DAY}/1.json`]: documentOf('1'), [`b/${DAY}/2.json`]: documentOf('2')});
      const open = async () => new FileSource(await TraceTree.open(directory, 1_000_000));
      // Another source keeps nothing, so that each of its answers is measured; one behind others keeps what the other does.
      const candidate = memorySource({a: {'1.json': documentOf('1')}, b: {'2.json': documentOf('2')}});
      const control = excluding(await open(), ['nothing']);
      const calibration = await calibrate(await open(), await open(), questions);
      const comparison = await compareSources(control, candidate, {questions, failures: []}, {today: DAY, calibration});
      const document = comparisonDocument(comparison, {mask: true});
      expect(document.results.map((result) => [result.control.fromMemory, result.candidate.fromMemory])).toEqual([
        [false, false],
        [true, false],
        [true, false],
      ]);
      expect(document.latency.control).toMatchObject({questions: 1, fromMemory: 2});
      expect(document.latency.candidate).toMatchObject({questions: 3, fromMemory: 0});
      const [first] = document.results;
      expect(document.latency.control?.total).toBe(first?.control.milliseconds);
      expect(calibration.milliseconds).toHaveLength(1);
      // Of each side two records, which three questions read five times.
      expect(document.summary).toMatchObject({
        controlRecords: 5,
        controlDistinctRecords: 2,
        candidateDistinctRecords: 2,
      });
    });
  });
});
