import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {FileSource} from '../../src/backends/file/file-source.ts';
import {FrozenTree} from '../../src/backends/file/tree/frozen-tree.ts';
import {readSideDay} from '../../src/compare/records/side-day.ts';
import {planVerification, verifySources} from '../../src/compare/records/verification.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {KnownContents} from '../../src/core/document-content.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import {JsonNumber, type JsonValue} from '../../src/core/json/value.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {Backends, type DatabaseKind, databaseKinds} from '../support/backends.ts';
import {anyJsonText} from './json-text-arbitrary.ts';

const DAY = '2025-09-13' as CalendarDate;
const DOCUMENTS = Number(process.env.LSE_TEST_TREES ?? 300);

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

const documentText = (runId: string, outputs: string): string =>
  `{"trace": {"id": "${runId}", "outputs": ${outputs}}, "metadata": {}}`;

/** The same value, written as differently as JSON allows. */
function respelled(value: JsonValue): string {
  if (value instanceof JsonNumber) {
    if (/[eE]/.test(value.lexeme)) return value.lexeme;
    return value.lexeme.includes('.') ? `${value.lexeme}00` : `${value.lexeme}.0`;
  }
  if (Array.isArray(value)) return `[ ${value.map(respelled).join(' , ')} ]`;
  if (value instanceof Map) {
    const members = [...value].reverse().map(([key, member]) => `${escaped(key)} : ${respelled(member)}`);
    return `{ ${members.join(' , ')} }`;
  }
  return typeof value === 'string' ? escaped(value) : JSON.stringify(value);
}

/** Every unit as its number. */
function escaped(text: string): string {
  return `"${text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

interface Case {
  readonly before: string;
  readonly how: 'left' | 'respelled' | 'another';
  readonly other: string;
}

const cases: fc.Arbitrary<Case> = fc.record({
  before: anyJsonText,
  how: fc.constantFrom('left', 'respelled', 'another'),
  other: anyJsonText,
});

/** Whether `data` of both databases takes it from another program. */
function isTaken(text: string): boolean {
  const {storableText, storableNumbers} = parseJson(text);
  return storableText && storableNumbers;
}

async function sources<T>(
  kind: DatabaseKind,
  work: (files: ReportSource, rows: ReportSource) => Promise<T>,
): Promise<T> {
  const files = new FileSource(await FrozenTree.list(await backends.tree(), null));
  return backends.withSource(kind, (rows) => work(files, rows));
}

function differing(kind: DatabaseKind, {deep}: {readonly deep: boolean}): Promise<string[]> {
  return sources(kind, async (files, rows) => {
    const plan = await planVerification(files, rows, null);
    const {differences} = await verifySources(files, rows, plan, () => {}, {deep});
    return differences.map(({difference}) => difference.key.runId);
  });
}

describe.each(databaseKinds)('documents that plain SQL changed in %s', (kind) => {
  it('are found, and those are not that were only written in another way', async () => {
    const tried = fc
      .sample(cases, DOCUMENTS)
      .map((each, at) => ({...each, runId: `run-${String(at).padStart(6, '0')}`}))
      .filter(({before, other}) => isTaken(before) && isTaken(other));
    await backends.empty(kind);
    await backends.useTree(
      Object.fromEntries(tried.map(({runId, before}) => [`p/${DAY}/${runId}.json`, documentText(runId, before)])),
    );
    await backends.load(kind);
    expect(await differing(kind, {deep: false})).toEqual([]);

    const expected: string[] = [];
    const statements: string[] = [];
    for (const {runId, before, how, other} of tried) {
      if (how === 'left') continue;
      const value = parseJson(documentText(runId, how === 'another' ? other : before)).value;
      if (canonicalJson(value) !== canonicalJson(parseJson(documentText(runId, before)).value)) expected.push(runId);
      statements.push(`update runs set data = '${respelled(value).replaceAll("'", "''")}' where run_id = '${runId}'`);
    }
    await backends.execute(kind, statements.join(';\n'));
    expect(expected.length).toBeGreaterThan(tried.length / 5);
    expect(await differing(kind, {deep: false})).toEqual(expected);
    expect(await differing(kind, {deep: true})).toEqual(expected);
  });
});

describe('PostgreSQL', () => {
  it('sends the documents of those rows alone that differ, or of which a column does', async () => {
    const runIds = ['a', 'b', 'c', 'd', 'nul'];
    await backends.empty('postgres');
    await backends.useTree(
      Object.fromEntries(
        runIds.map((runId) => [
          `p/${DAY}/${runId}.json`,
          documentText(runId, runId === 'nul' ? '"\\u0000"' : '{"bb": 1.50, "a": [1e2, "é"]}'),
        ]),
      ),
    );
    await backends.load('postgres');
    await backends.execute(
      'postgres',
      `update runs set data = jsonb_set(data, '{trace,outputs}', '1') where run_id = 'b'`,
    );
    await backends.execute('postgres', `update runs set trace_id = 'other' where run_id = 'c'`);
    const sent = await sources('postgres', async (files, rows) => {
      const day = await readSideDay(files, 'p', DAY, {form: 'jsonb'});
      const known: KnownContents = new Map([...day.records.values()].map((record) => [record.digest, record]));
      const found: string[] = [];
      for await (const snapshot of rows.snapshots('p', DAY, {known})) {
        if (snapshot.outcome === 'read' && snapshot.stored !== null) found.push(snapshot.runId);
      }
      return found.sort();
    });
    expect(sent).toEqual(['b', 'c', 'nul']);
  });

  it.each([false, true])('is not asked to tell documents where all are to be read (--deep %s)', async (deep) => {
    await backends.empty('postgres');
    await backends.useTree({[`p/${DAY}/a.json`]: documentText('a', '1')});
    await backends.load('postgres');
    await sources('postgres', async (files, rows) => {
      const other = await readSideDay(files, 'p', DAY, {form: 'jsonb'});
      const asked: boolean[] = [];
      const snapshots: ReportSource['snapshots'] = (project, date, wanted) => {
        asked.push(wanted?.known !== undefined);
        return rows.snapshots(project, date, wanted);
      };
      const watched = Object.create(rows, {snapshots: {value: snapshots}}) as ReportSource;
      expect([...(await readSideDay(watched, 'p', DAY, {other, deep})).records.keys()]).toEqual(['a']);
      expect(asked).toEqual([!deep]);
    });
  });
});
