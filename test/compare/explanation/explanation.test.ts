import {describe, expect, it} from '@jest/globals';
import {dayAnswer as answer} from '../../../src/asking/answer.ts';
import {dayQuestion, type ReportName} from '../../../src/asking/question.ts';
import {EvidenceReader} from '../../../src/compare/explanation/evidence.ts';
import {type Explanation, explain} from '../../../src/compare/explanation/explanation.ts';
import type {ReportSource} from '../../../src/core/report-source.ts';
import {countedDays, dailyCounts} from '../../support/daily-counts.ts';
import {DAY, memorySource} from '../../support/memory-source.ts';
import {documentOf, failingDocument} from '../../support/trace-tree.ts';

const TREE = {p: {'1.json': failingDocument('1'), '2.json': documentOf('2')}};

async function explained(
  control: ReportSource,
  candidate: ReportSource,
  report: ReportName = 'zenrows-errors',
): Promise<Explanation> {
  const question = dayQuestion(report, null, DAY);
  const [left, right] = [await answer(control, question), await answer(candidate, question)];
  const evidence = await new EvidenceReader(control, candidate).of(null, DAY);
  return explain(question, left, right, evidence);
}

/** Answers that the first trace does not fail, although its document says so. */
function blind(tree = TREE): ReportSource {
  const honest = memorySource(tree);
  return memorySource(tree, {
    counted: countedDays(async (scope) =>
      (await dailyCounts(honest, scope)).map((count) => ({...count, failingTraces: count.failingTraces - 1})),
    ),
    failingTraces: async function* (project, date) {
      for await (const trace of honest.failingTraces(project, date)) if (trace.traceId !== '1') yield trace;
    },
  });
}

describe('the cause', () => {
  it('is data where each side answers what its own records come to', async () => {
    const {cause, proof, unexplained} = await explained(
      memorySource(TREE),
      memorySource({p: {'2.json': documentOf('2')}}),
    );
    expect({cause, unexplained}).toEqual({cause: 'data', unexplained: 0});
    expect(proof).toEqual({controlFollows: true, candidateFollows: true, recordsAgree: false});
  });

  it.each(['zenrows-errors', 'zenrows-detail'] as const)(
    'is logic where a side does not, and the record is named: %s',
    async (report) => {
      const {cause, proof, blamed, unexplained} = await explained(memorySource(TREE), blind(), report);
      expect({cause, unexplained}).toEqual({cause: 'logic', unexplained: 0});
      expect(proof).toEqual({controlFollows: true, candidateFollows: false, recordsAgree: true});
      expect(blamed).toMatchObject([
        {kind: 'misread', key: {runId: '1'}, misread: {side: 'candidate', answered: null}},
      ]);
      const swapped = await explained(blind(), memorySource(TREE), report);
      expect(swapped).toMatchObject({cause: 'logic', proof: {controlFollows: false, candidateFollows: true}});
      expect(swapped.blamed).toMatchObject([{kind: 'misread', misread: {side: 'control'}}]);
    },
  );

  it('may be both', async () => {
    const more = {p: {...TREE.p, '3.json': failingDocument('3')}};
    const {cause, proof, differences} = await explained(memorySource(TREE), blind(more));
    expect(cause).toBe('data and logic');
    expect(proof).toEqual({controlFollows: true, candidateFollows: false, recordsAgree: false});
    // One trace more and one less: the cell of the failing traces is the same, that of all traces is not.
    expect(differences.map(({where}) => where)).toEqual([
      `row ${DAY}, column Total Traces`,
      `row ${DAY}, column Error Rate`,
    ]);
  });
});

describe('what no record accounts for', () => {
  it('is said: a count that is wrong although every record is right', async () => {
    const honest = memorySource(TREE);
    const off = memorySource(TREE, {
      counted: countedDays(async (scope) =>
        (await dailyCounts(honest, scope)).map((count) => ({...count, traces: count.traces + 1})),
      ),
    });
    const {cause, differences, unexplained} = await explained(honest, off);
    expect(cause).toBe('logic');
    expect(differences.map(({where, unexplained: rest}) => [where, rest.toFraction()])).toEqual([
      [`row ${DAY}, column Total Traces`, '1'],
      [`row ${DAY}, column Error Rate`, '-50/3'],
    ]);
    expect(unexplained).toBe(2);
  });

  it('is said: an output that differs in no cell or line', async () => {
    const source = memorySource({p: {'1.json': failingDocument('1', {inputs: {url: 'https://u:hunter2@h/'}})}});
    const question = dayQuestion('zenrows-detail', null, DAY);
    const left = await answer(source, question);
    const right = {...left, renderings: left.renderings.map((each) => ({...each, exact: `${each.exact} `}))};
    const {differences, unexplained} = await explain(question, left, right, []);
    expect(differences.map(({format, where}) => `${format} ${where}`)).toEqual([
      'text the whole output',
      'json the whole output',
    ]);
    expect(unexplained).toBe(2);
    const shown = ({control, candidate}: (typeof differences)[number], mask: boolean) => [
      control?.({mask}),
      candidate?.({mask}),
    ];
    for (const [at, difference] of differences.entries()) {
      const [before, after] = [left.renderings[at], right.renderings[at]];
      expect(shown(difference, false)).toEqual([before?.exact, after?.exact]);
      expect(shown(difference, false).join()).toContain('hunter2');
      expect(shown(difference, true)).toEqual([before?.shown(), after?.shown()]);
      expect(shown(difference, true).join()).not.toContain('hunter2');
    }
  });

  it('is nothing where both answer the same', async () => {
    for (const report of ['zenrows-errors', 'zenrows-detail'] as const) {
      expect(await explained(memorySource(TREE), memorySource(TREE), report)).toMatchObject({
        cause: 'data',
        differences: [],
        blamed: [],
        size: 0,
        unexplained: 0,
      });
    }
  });

  it('is said: a row and a column that one output alone has', async () => {
    const question = dayQuestion('zenrows-errors', null, DAY);
    const left = await answer(memorySource(TREE), question);
    const other = {...left.renderings[0], exact: `Date,Total Traces,More\n${DAY},2,x\n2025-09-14,1,y\n`} as const;
    const {differences, unexplained} = await explain(question, left, {...left, renderings: [other as never]}, []);
    const said = differences.map(({where, control, candidate, unit, amount}) => [
      where,
      control?.({mask: true}) ?? null,
      candidate?.({mask: true}) ?? null,
      `${amount.toFraction()} ${unit}`,
    ]);
    expect(said).toEqual(
      expect.arrayContaining([
        [`row ${DAY}, column More`, null, 'x', '1 line'],
        [`row ${DAY}, column Zenrows Errors`, '1', null, '0 traces'],
        ['row 2025-09-14, column Date', null, '2025-09-14', '1 line'],
      ]),
    );
    expect(unexplained).toBeGreaterThan(0);
  });
});

describe('a trace of several records', () => {
  it('is blamed with all of them, and has its share once', async () => {
    const both = {
      p: {'1.json': documentOf('1'), '2.json': documentOf('2', {trace_id: '1'}), '3.json': documentOf('3')},
    };
    const {cause, differences, unexplained} = await explained(
      memorySource(both),
      memorySource({p: {'3.json': documentOf('3')}}),
    );
    expect({cause, unexplained}).toEqual({cause: 'data', unexplained: 0});
    expect(
      differences.map(({where, amount, contributions}) => [
        where,
        amount.toFraction(),
        contributions.map((each) => `${each.blamed.key.runId} ${each.amount.toFraction()}`),
      ]),
    ).toEqual([[`row ${DAY}, column Total Traces`, '-1', ['1 -1/2', '2 -1/2']]]);
  });
});

describe('the size of a difference', () => {
  it('is the traces by which a count is off, or the runs that are listed otherwise', async () => {
    const gone = memorySource({p: {'9.json': documentOf('9')}});
    expect((await explained(memorySource(TREE), gone)).size).toBe(1);
    const many = {
      p: {
        '1.json': failingDocument('1', {child_runs: [{id: 'a', name: 'zenrows_scraper', status: 'error'}]}),
        '2.json': failingDocument('2'),
      },
    };
    expect((await explained(memorySource(many), gone, 'zenrows-detail')).size).toBe(3);
  });
});
