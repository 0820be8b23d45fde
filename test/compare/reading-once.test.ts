import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {reportNames} from '../../src/asking/question.ts';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {FrozenTree} from '../../src/backends/file/tree/frozen-tree.ts';
import {compareSources} from '../../src/compare/comparison.ts';
import {planQuestions} from '../../src/compare/question-plan.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {Backends, databaseKinds} from '../support/backends.ts';

const DATES = ['2025-09-13', '2025-09-14'];
const PROJECTS = ['a', 'b'];

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree(tree());
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('a comparison of all dates and projects, files against %s', (kind) => {
  it('reads each document once a side to find what differs, and one that differs once more to say where', async () => {
    await backends.empty(kind);
    await backends.load(kind);
    await backends.execute(kind, `delete from runs where run_id = 'a-2025-09-13-1'`);
    const failing =
      kind === 'postgres' ? `jsonb_set(data, '{trace,status}', '"lost"')` : `json_set(data, '$.trace.status', 'lost')`;
    await backends.execute(kind, `update runs set data = ${failing} where run_id like '%-0'`);
    const frozen = await FrozenTree.list(await backends.tree(backends.dataDir), null);
    await backends.database(kind).withSource(async (candidate) => {
      const [left, right] = [new Counted(new FileSource(frozen)), new Counted(candidate)];
      const plan = await planQuestions(left.source, right.source, {
        reports: reportNames,
        projects: 'all',
        dates: 'all',
      });
      const {summary, results} = await compareSources(left.source, right.source, plan, {
        today: '2025-10-01' as CalendarDate,
      });
      expect(summary).toMatchObject({unexplained: 0, inconclusive: 0});
      // Each record is behind several questions: two reports, of its project and of all together.
      expect(results.filter(({verdict}) => verdict === 'mismatched').length).toBeGreaterThan(DATES.length * 3);
      const days = DATES.flatMap((date) => PROJECTS.map((project) => `${project} ${date}`));
      const changed = DATES.flatMap((date) => PROJECTS.map((project) => `${project} ${date} ${project}-${date}-0`));
      for (const side of [left, right]) {
        expect(side.days.sort()).toEqual(days.sort());
        expect(side.documents.sort()).toEqual(changed.sort());
      }
    });
  });
});

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
