import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {reportNames} from '../../src/asking/question.ts';
import {scanDay} from '../../src/backends/file/day-scan.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {FrozenTree} from '../../src/backends/file/tree/frozen-tree.ts';
import {compareSources} from '../../src/compare/comparison.ts';
import {explanationDocument} from '../../src/compare/formats/documents/explanation.ts';
import {planQuestions} from '../../src/compare/question-plan.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {DocumentTree, TreeDay} from '../../src/core/document-tree.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {Backends, type DatabaseKind, databaseKinds} from '../support/backends.ts';

/** The sides differ on the first two. */
const DATES = ['2025-09-13', '2025-09-14', '2025-09-15', '2025-09-16'];
const DIFFERING = DATES.slice(0, 2);
const PROJECTS = ['a', 'b'];

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree(tree());
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('a comparison of all dates and projects, files against %s', (kind) => {
  beforeAll(async () => {
    await backends.empty(kind);
    await backends.load(kind);
    await backends.execute(kind, `delete from runs where run_id = 'a-2025-09-13-1'`);
    const failing =
      kind === 'postgres' ? `jsonb_set(data, '{trace,status}', '"lost"')` : `json_set(data, '$.trace.status', 'lost')`;
    const places = DIFFERING.map((date) => `run_id like '%${date}-0'`).join(' or ');
    await backends.execute(kind, `update runs set data = ${failing} where ${places}`);
  });

  it('reads each row once, each file as often as is said here, and of all files those of changed records once more', async () => {
    const {control, candidate, files} = await compared(kind);
    expect([control.days.sort(), candidate.days.sort()]).toEqual([daysOf(DIFFERING), daysOf(DIFFERING)]);
    expect(candidate.documents).toEqual([]);
    expect(control.documents.sort()).toEqual(daysOf(DIFFERING).map((day) => `${day} ${day.replace(' ', '-')}-0`));
    const [first, second, third, fourth] = DATES.map((date) => daysOf([date]));
    // Of the first date nobody knows that it differs before it was answered, and its files are read for that alone.
    expect(files.records.sort()).toEqual([...(first ?? []), ...(fourth ?? [])].sort());
    expect(files.contents.sort()).toEqual(first);
    // From then on a file is read once for both, until a date is alike.
    expect(files.recordsWithContents.sort()).toEqual([...(second ?? []), ...(third ?? [])].sort());
    expect(files.values).toEqual([]);
  });

  it('finds the same as one that reads all files for each', async () => {
    const [{comparison: shared}, {comparison: apart}] = [await compared(kind), await compared(kind, {isShared: false})];
    const shown = ({results}: typeof shared) =>
      results.map(({question, verdict, explained, differing}) => ({
        question,
        verdict,
        explanation: explained === null ? null : explanationDocument(explained, false),
        differing: differing.map(({control, candidate}) => [control.exact, candidate.exact]),
      }));
    expect(shown(shared)).toEqual(shown(apart));
  });
});

function daysOf(dates: readonly string[]): string[] {
  return dates.flatMap((date) => PROJECTS.map((project) => `${project} ${date}`)).sort();
}

/** Both reports of all dates and projects; with every difference explained. */
async function compared(kind: DatabaseKind, {isShared}: {isShared: boolean} = {isShared: true}) {
  const files = new CountedReadings(await FrozenTree.list(await backends.tree(backends.dataDir), null));
  return backends.database(kind).withSource(async (source) => {
    // With a way of its own to a scan, a source of files does not read for both.
    const own = isShared ? null : (day: TreeDay) => scanDay(files.tree, day);
    const [control, candidate] = [new Counted(new FileSource(files.tree, own)), new Counted(source)];
    const plan = await planQuestions(control.source, candidate.source, {
      reports: reportNames,
      projects: 'all',
      dates: 'all',
    });
    const comparison = await compareSources(control.source, candidate.source, plan, {
      today: '2025-10-01' as CalendarDate,
    });
    const {summary, results} = comparison;
    expect(summary).toMatchObject({unexplained: 0, inconclusive: 0});
    // Each record is behind several questions: two reports, of its project and of all together.
    expect(results.filter(({verdict}) => verdict === 'mismatched').length).toBeGreaterThan(DIFFERING.length * 3);
    return {comparison, control, candidate, files: files.days};
  });
}

const readings = ['records', 'contents', 'recordsWithContents', 'values'] as const;

/** A real tree that remembers which days were read, and how. */
class CountedReadings {
  readonly days: Record<(typeof readings)[number], string[]> = {
    records: [],
    contents: [],
    recordsWithContents: [],
    values: [],
  };
  readonly tree: DocumentTree;

  constructor(tree: DocumentTree) {
    this.tree = new Proxy(tree, {
      get: (_, name: keyof DocumentTree) => {
        const member: unknown = tree[name];
        if (typeof member !== 'function') return member;
        const reading = readings.find((each) => each === name);
        if (reading === undefined) return member.bind(tree);
        return (day: TreeDay, ...others: unknown[]) => {
          this.days[reading].push(`${day.project} ${day.date}`);
          return member.call(tree, day, ...others);
        };
      },
    });
  }
}

/** A real source that remembers what was read of it. */
class Counted {
  readonly days: string[] = [];
  readonly documents: string[] = [];
  readonly source: ReportSource;

  constructor(source: ReportSource) {
    this.source = new Proxy(source, {
      get: (_, name: keyof ReportSource) => {
        if (name === 'snapshots') {
          return (project: string, date: CalendarDate) => {
            this.days.push(`${project} ${date}`);
            return source.snapshots(project, date);
          };
        }
        if (name === 'snapshot') {
          return (reference: Parameters<ReportSource['snapshot']>[0]) => {
            this.documents.push(`${reference.project} ${reference.date} ${reference.runId}`);
            return source.snapshot(reference);
          };
        }
        const member: unknown = source[name];
        return typeof member === 'function' ? member.bind(source) : member;
      },
    });
  }
}

function tree(): Record<string, string> {
  const files = DATES.flatMap((date) =>
    PROJECTS.flatMap((project) =>
      [0, 1, 2].map((at): [string, string] => {
        const id = `${project}-${date}-${at}`;
        const trace = {id, trace_id: id, name: 'zenrows_scraper', status: 'error', inputs: {crypto_symbol: 'BTC'}};
        return [`${project}/${date}/${id}_101112.json`, JSON.stringify({metadata: {}, trace})];
      }),
    ),
  );
  return Object.fromEntries(files);
}
