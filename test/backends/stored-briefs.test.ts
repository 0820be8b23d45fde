import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {MOST_BRIEF_BYTES} from '../../src/core/fields/brief.ts';
import type {RunPath, TraceValues} from '../../src/core/fields/run-values.ts';
import type {Scope} from '../../src/core/scope.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {collected} from '../support/collected.ts';
import {documentOf} from '../support/trace-tree.ts';
import {fillOldVersion, inserts, makeTarget, type Target} from '../support/version-four.ts';

const DAY = '2025-09-13' as CalendarDate;
const NEXT_DAY = '2025-10-01' as CalendarDate;
const ALL: Scope = {project: null, from: DAY, to: NEXT_DAY};
const PATHS: readonly RunPath[] = [['id'], ['name'], ['error'], ['tags']];
/** Nothing of it is stored, so that the documents are read. */
const NOWHERE: RunPath = ['nowhere'];

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('what %s keeps beside documents', (kind) => {
  beforeEach(() => backends.empty(kind));

  const briefs = (): Promise<{run_id: string; brief: string | null}[]> =>
    backends.query(kind, 'select run_id, brief from runs order by run_id');

  async function traces(scope: Scope, paths: readonly RunPath[]): Promise<string[]> {
    const found = await backends.withSource(kind, (source) => collected(source.traces(scope, paths)));
    return found.map(printed).sort();
  }

  function printed({project, date, traceId, records}: TraceValues): string {
    const values = records.map(({runId, runs}) => [runId, runs.map((run) => run.values.slice(0, PATHS.length))]);
    return JSON.stringify([project, date, traceId, values]);
  }

  async function expectAlike(scope: Scope): Promise<string[]> {
    const answer = await traces(scope, PATHS);
    expect(answer).toEqual(await traces(scope, [...PATHS, NOWHERE]));
    return answer;
  }

  it('answers for many traces, days and projects, page by page', async () => {
    const run = (n: string): string => `'{"trace": {"id": "' || ${n} || '", "name": "n' || (${n} % 7) || '"}}'`;
    const days = `select '${DAY}' as day union all select '${NEXT_DAY}'`;
    const numbers = `with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n < 1499)`;
    const cast = kind === 'postgres' ? '::jsonb' : '';
    const date = kind === 'postgres' ? 'day::date' : 'day';
    await backends.execute(
      kind,
      `${numbers} insert into runs (project, run_date, run_id, trace_id, data)
       select 'p' || (n % 3), ${date}, 'r' || n, 't' || (n / 4), (${run('n')})${cast} from numbers, (${days}) as days`,
    );
    expect((await expectAlike(ALL)).length).toBe(2250);
    expect((await expectAlike({...ALL, project: 'p1'})).length).toBe(750);
    expect((await expectAlike({project: 'p1', from: DAY, to: DAY})).length).toBe(375);
    expect(await expectAlike({...ALL, project: 'p4'})).toEqual([]);
  });

  it('is nothing where it would be too long, and the document is read', async () => {
    const long = 'x'.repeat(MOST_BRIEF_BYTES);
    await backends.useTree({
      [`a/${DAY}/1.json`]: documentOf('1', {trace_id: 't', error: long}),
      [`a/${DAY}/2.json`]: documentOf('2', {trace_id: 't', error: long.slice(0, -1000)}),
    });
    await backends.load(kind);
    await backends.execute(
      kind,
      `insert into runs (project, run_date, run_id, trace_id, data) select 'b', run_date, run_id, trace_id, data from runs`,
    );
    expect((await briefs()).map(({brief}) => brief === null)).toEqual([true, true, false, false]);
    expect((await expectAlike(ALL)).length).toBe(2);
  });

  it('is that of data once another program has changed it, and raw decides until then', async () => {
    await backends.useTree({[`a/${DAY}/1.json`]: documentOf('1', {error: 'a\0b', tags: ['\ud800', 5]})});
    await backends.load(kind);
    const exact = await expectAlike(ALL);
    expect(exact[0]).toContain(String.raw`a\u0000b`);
    await backends.execute(kind, `update runs set data = '{"trace": {"error": "c", "tags": [1.50]}}'`);
    const [changed] = await expectAlike(ALL);
    expect(changed).toContain('"c"');
    expect((await briefs())[0]?.brief).toContain('1.5');
  });

  it('says that a document without a run has none', async () => {
    for (const data of ['[]', '{}', '{"trace": null}', '{"trace": []}', '{"trace": {}}']) {
      await backends.empty(kind);
      await backends.execute(
        kind,
        `insert into runs (project, run_date, run_id, trace_id, data) values ('a', '${DAY}', 'r', 'r', '${data}')`,
      );
      const [{brief} = {brief: null}] = await briefs();
      expect([data, brief]).toEqual([data, data === '{"trace": {}}' ? '0' : '']);
      await expectAlike(ALL);
    }
  });
});

describe.each(databaseKinds)('migration 6 of %s', (kind) => {
  it('stores of every row what a row that is written now has', async () => {
    const [older, fresh] = [await makeTarget(kind), await makeTarget(kind)];
    await fillOldVersion(older);
    await older.database.migrate();
    await fresh.database.migrate();
    for (const insert of inserts) await fresh.execute(insert);
    const briefs = (target: Target): Promise<{run_id: string; brief: string | null}[]> =>
      target.query(`select run_id, brief from runs order by run_id${kind === 'postgres' ? ' collate "C"' : ''}`);
    const [found, wanted] = [await briefs(older), await briefs(fresh)];
    // SQLite does not look into a document of 3 MB for it.
    const left = kind === 'sqlite' ? ['large'] : [];
    expect(found).toEqual(wanted.map((row) => (left.includes(row.run_id) ? {...row, brief: null} : row)));
    expect(found.filter(({brief}) => brief !== null && brief !== '').length).toBeGreaterThan(30);
    await older.drop();
    await fresh.drop();
  });
});
