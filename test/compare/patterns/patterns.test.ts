import {mkdir} from 'node:fs/promises';
import {describe, expect, it} from '@jest/globals';
import {reportNames} from '../../../src/asking/question.ts';
import {FileSource} from '../../../src/backends/file/file-source.ts';
import {TraceTree} from '../../../src/backends/file/tree/trace-tree.ts';
import {compareSources} from '../../../src/compare/comparison.ts';
import {type PatternDocument, patternDocument} from '../../../src/compare/formats/documents/pattern.ts';
import type {Pattern} from '../../../src/compare/patterns/pattern.ts';
import {planQuestions} from '../../../src/compare/question-plan.ts';
import {planVerification, verifySources} from '../../../src/compare/records/verification.ts';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';
import {documentOf, failingDocument, type TreeFiles, writeTree} from '../../support/trace-tree.ts';

/** The patterns of what two trees have in different ways; null takes a file away from the second. */
async function patternsOf(
  files: TreeFiles,
  differing: Readonly<Record<string, object | string | null>>,
  find: (control: FileSource, candidate: FileSource) => Promise<{readonly patterns: readonly Pattern[]}> = verified,
): Promise<PatternDocument[]> {
  return withTemporaryDirectory(async (directory) => {
    const kept = Object.entries({...files, ...differing}).filter(([, file]) => file !== null);
    await mkdir(`${directory}/candidate`);
    await writeTree(`${directory}/control`, files);
    await writeTree(`${directory}/candidate`, Object.fromEntries(kept) as TreeFiles);
    const sources = await Promise.all(
      ['control', 'candidate'].map(async (side) => {
        return new FileSource(await TraceTree.open(`${directory}/${side}`, 1_000_000));
      }),
    );
    const {patterns} = await find(...(sources as [FileSource, FileSource]));
    return patterns.map((pattern) => patternDocument(pattern, true));
  });
}

async function verified(control: FileSource, candidate: FileSource) {
  return verifySources(control, candidate, await planVerification(control, candidate, null));
}

async function compared(control: FileSource, candidate: FileSource) {
  const plan = await planQuestions(control, candidate, {reports: reportNames, projects: 'all', dates: 'all'});
  return compareSources(control, candidate, plan, {today: '2025-12-01' as CalendarDate});
}

/** So many records of each of these projects on each of these dates, one an hour from midnight on. */
function manyRecords(
  projects: readonly string[],
  dates: readonly string[],
  count: number,
  make: (runId: string, hour: number) => object = (runId) => failingDocument(runId),
): Record<string, object> {
  const files = projects.flatMap((project) =>
    dates.flatMap((date) =>
      Array.from({length: count}, (_, hour) => {
        const runId = `${project}-${date}-${hour}`;
        return [`${project}/${date}/${runId}_${String(hour).padStart(2, '0')}0000.json`, make(runId, hour)] as const;
      }),
    ),
  );
  return Object.fromEntries(files);
}

/** All of the files whose path matches, changed. */
function each(
  files: Readonly<Record<string, object>>,
  path: RegExp,
  change: (file: object) => object | string | null,
): Record<string, object | string | null> {
  const chosen = Object.entries(files).filter(([name]) => path.test(name));
  return Object.fromEntries(chosen.map(([name, file]) => [name, change(file)]));
}

const DATES = ['2025-09-13', '2025-09-14', '2025-09-16'];
const gone = () => null;

/** Gives the run of a document other members. */
function withTrace(members: object): (file: object) => object {
  return (file) => {
    const {metadata, trace} = file as {metadata: object; trace: object};
    return {metadata, trace: {...trace, ...members}};
  };
}

describe('records that one side lacks', () => {
  const files = manyRecords(['a', 'b'], DATES, 4);

  it('are one pattern, however many there are', async () => {
    const [pattern, ...others] = await patternsOf(files, each(files, /./, gone));
    expect(others).toEqual([]);
    expect(pattern).toMatchObject({
      kind: 'missing',
      records: 24,
      projects: {count: 2, every: true, names: ['a', 'b']},
      dates: {count: 3, every: true, toTheEnd: false, ranges: [{from: '2025-09-13', to: '2025-09-16'}]},
      wholeDays: true,
      // There are no others that could share less.
      shared: [],
      example: {
        project: 'a',
        date: '2025-09-13',
        runId: 'a-2025-09-13-0',
        file: 'a/2025-09-13/a-2025-09-13-0_000000.json',
      },
    });
  });

  it('say from which date on all are missing, and of which projects', async () => {
    const [pattern] = await patternsOf(files, each(files, /^a.2025-09-1[46]/, gone));
    expect(pattern).toMatchObject({
      records: 8,
      projects: {every: false, names: ['a']},
      dates: {count: 2, every: false, toTheEnd: true, ranges: [{from: '2025-09-14', to: '2025-09-16'}]},
      wholeDays: true,
    });
  });

  it('are told apart by project where their dates are others, and put together where that becomes many', async () => {
    const two = await patternsOf(files, {...each(files, /^a.*13-0_/, gone), ...each(files, /^b.*16-[01]_/, gone)});
    expect(two.map(({records, projects, dates}) => [records, projects.names, dates.ranges[0]?.from])).toEqual([
      [2, ['b'], '2025-09-16'],
      [1, ['a'], '2025-09-13'],
    ]);
    const projects = ['a', 'b', 'c', 'd'];
    const days = ['2025-09-01', '2025-09-02', '2025-09-03', '2025-09-04'];
    const many = manyRecords(projects, days, 1);
    const all = await patternsOf(many, each(many, /(a.*01|b.*02|c.*03|d.*04)-0_/, gone));
    expect(all.map(({records, projects: {count}, wholeDays}) => [records, count, wholeDays])).toEqual([[4, 4, true]]);
  });

  it('are no whole days where the side has another record of one of them', async () => {
    const [pattern] = await patternsOf(files, each(files, /^a.*13-[0-2]_/, gone));
    expect(pattern).toMatchObject({records: 3, wholeDays: false});
  });
});

describe('what records share', () => {
  const files = manyRecords(['a'], DATES, 6, (runId, hour) =>
    failingDocument(
      runId,
      {inputs: {crypto_symbol: hour === 2 ? 'btc' : `s${hour}`}, status: hour === 3 ? 'pending' : 'error'},
      {extracted_at: `2025-10-01T00:${String(hour).padStart(2, '0')}:00Z`},
    ),
  );
  const sharedBy = async (path: RegExp) => {
    const [pattern] = await patternsOf(files, each(files, path, gone));
    return pattern?.shared.map(({trait, value}) => `${trait} ${value}`);
  };

  it('is said where no other record of the side has it', async () => {
    expect(await sharedBy(/-2_/)).toEqual(['symbol BTC', 'hour 02']);
    expect(await sharedBy(/-3_/)).toEqual(['symbol S3', 'status pending', 'hour 03']);
    // All after an instant, and all of the last hours that were extracted.
    expect(await sharedBy(/-5_|16-[1-4]_/)).toEqual([]);
    expect(await sharedBy(/16-[345]_/)).toEqual(['from 2025-09-16 03:00:00']);
    expect(await sharedBy(/13-[01]_/)).toEqual(['until 2025-09-13 01:00:00']);
    expect(await sharedBy(/-[45]_/)).toEqual(['extracted from 2025-10-01 00:04:00']);
    expect(await sharedBy(/-[01]_/)).toEqual(['extracted until 2025-10-01 00:01:00']);
  });

  it('is not said where one other record has it too, or one of them has not', async () => {
    // Two of the three with the symbol; and with them one that has another.
    expect(await sharedBy(/1[34]-2_/)).toEqual([]);
    expect(await sharedBy(/-2_|16-4_/)).toEqual([]);
    // One is missing that is not the last.
    expect(await sharedBy(/16-[245]_/)).toEqual([]);
  });

  it('is not said of one record, nor against one other', async () => {
    expect(await sharedBy(/16-5_/)).toEqual([]);
    expect(await sharedBy(/13|14|16-[0-4]/)).toEqual([]);
    expect(await sharedBy(/13|14|16-[0-3]/)).toEqual(['until 2025-09-16 03:00:00']);
  });

  it('may be that none of them fails', async () => {
    const mixed = manyRecords(['a'], ['2025-09-13'], 6, (runId, hour) =>
      hour % 2 === 0 ? documentOf(runId) : failingDocument(runId),
    );
    const [pattern] = await patternsOf(mixed, each(mixed, /-[024]_/, gone));
    expect(pattern?.shared).toEqual([{trait: 'status', value: null}]);
  });

  it('is said of the side that has the records', async () => {
    const extra = manyRecords(['a'], ['2025-09-13'], 2, (runId) =>
      failingDocument(`more-${runId}`, {inputs: {crypto_symbol: 'sol'}}),
    );
    const renamed = Object.fromEntries(
      Object.entries(extra).map(([path, file]) => [path.replace('13/', '13/m'), file]),
    );
    const [pattern] = await patternsOf(files, renamed);
    expect(pattern).toMatchObject({kind: 'extra', records: 2, shared: [{trait: 'symbol', value: 'SOL'}]});
  });

  it('shows no secret in a status', async () => {
    const keyed = manyRecords(['a'], ['2025-09-13'], 6, (runId, hour) =>
      failingDocument(runId, {status: hour < 2 ? 'failed with bearer abcdefghijklmnop' : 'error'}),
    );
    const [pattern] = await patternsOf(keyed, each(keyed, /-[01]_/, gone));
    expect(pattern?.shared[0]).toEqual({trait: 'status', value: 'failed with bearer ***'});
  });

  it('is not said of times where a record says none', async () => {
    const {[Object.keys(files)[0] as string]: first, ...others} = files;
    const untimed = {...others, 'a/2025-09-13/any.json': first as object};
    const [pattern] = await patternsOf(untimed, each(untimed, /16-[345]_/, gone));
    expect(pattern).toMatchObject({records: 3, shared: []});
  });
});

describe('records that changed', () => {
  const files = manyRecords(['a'], DATES, 4);

  it('are told apart by where, and from what to what', async () => {
    const found = await patternsOf(files, {
      ...each(files, /-[01]_/, withTrace({status: 'success'})),
      ...each(files, /13-2_/, withTrace({status: 'pending'})),
      ...each(files, /16-2_/, withTrace({error: null, child_runs: [{id: 1}]})),
    });
    expect(found.map(({records, changes}) => [records, changes])).toEqual([
      [6, [{path: '$.trace.status', alike: true, control: '"error"', candidate: '"success"', masked: false}]],
      [1, [{path: '$.trace.status', alike: true, control: '"error"', candidate: '"pending"', masked: false}]],
      [
        1,
        [
          {path: '$.trace.child_runs', alike: true, control: null, candidate: '[{"id":1}]', masked: false},
          {path: '$.trace.error', alike: true, control: null, candidate: 'null', masked: false},
        ],
      ],
    ]);
  });

  it('do not count the places of an array', async () => {
    const runs = (status: string) => ({child_runs: [{id: 'x'}, {id: 'y', status}, {id: 'z', status}]});
    const nested = manyRecords(['a'], DATES, 1, (runId) => documentOf(runId, runs('one')));
    const found = await patternsOf(nested, each(nested, /./, withTrace(runs('two'))));
    expect(found.map(({records, changes}) => [records, changes.map(({path}) => path)])).toEqual([
      [3, ['$.trace.child_runs[].status']],
    ]);
  });

  it('are one pattern where the values vary in more ways than anybody reads', async () => {
    const many = manyRecords(['a'], DATES, 9);
    let count = 0;
    const found = await patternsOf(
      many,
      each(many, /./, (file) => {
        count += 1;
        return withTrace({error: `error ${count}`})(file);
      }),
    );
    expect(found.map(({records, changes}) => [records, changes])).toEqual([
      [27, [{path: '$.trace.error', alike: false, control: null, candidate: null, masked: false}]],
    ]);
  });

  it('show no secret, and say where nothing else differs', async () => {
    const secret = (key: string) => ({inputs: {api_key: key}});
    const keyed = manyRecords(['a'], DATES, 1, (runId) => documentOf(runId, secret('first')));
    const [pattern] = await patternsOf(keyed, each(keyed, /./, withTrace(secret('second'))));
    expect(pattern?.changes).toEqual([
      {path: '$.trace.inputs.api_key', alike: true, control: '"***"', candidate: '"***"', masked: true},
    ]);
  });

  it('are put together where they differ in very many places', async () => {
    const many = manyRecords(['a'], ['2025-09-13', '2025-09-14', '2025-09-15', '2025-09-16', '2025-09-17'], 24);
    let count = 0;
    const found = await patternsOf(
      many,
      each(many, /./, (file) => {
        count += 1;
        return withTrace({[`place_${count}`]: 1})(file);
      }),
    );
    expect(found).toHaveLength(101);
    expect(found[0]).toMatchObject({records: 20, changes: []});
  });
});

describe('files that cannot be read', () => {
  it('are a pattern of the side that cannot read them', async () => {
    const files = manyRecords(['a'], DATES, 2);
    const found = await patternsOf(
      files,
      each(files, /-1_/, () => 'no JSON'),
    );
    expect(found.map(({kind, side, records}) => [kind, side, records])).toEqual([['unreadable', 'candidate', 3]]);
  });
});

describe('a comparison', () => {
  it('counts each record once, however many questions it is behind', async () => {
    const files = manyRecords(['a', 'b'], DATES, 4);
    const found = await patternsOf(files, each(files, /13-0_/, gone), compared);
    expect(
      found.map(({kind, records, projects: {names, every}, dates: {every: everyDate}}) => [
        kind,
        records,
        names,
        every,
        everyDate,
      ]),
    ).toEqual([['missing', 2, ['a', 'b'], true, false]]);
  });

  it('leaves out what shows in no report', async () => {
    const files = manyRecords(['a'], DATES, 4);
    const found = await patternsOf(
      files,
      {...each(files, /13-0_/, gone), ...each(files, /13-1_/, withTrace({extra: {seen: true}}))},
      compared,
    );
    expect(found.map(({kind, records}) => [kind, records])).toEqual([['missing', 1]]);
  });
});
