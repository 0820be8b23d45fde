import {readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {Ajv2020} from 'ajv/dist/2020.js';
import Fraction from 'fraction.js';
import {reportNames} from '../../../src/asking/question.ts';
import {FileSource} from '../../../src/backends/file/file-source.ts';
import {TraceTree} from '../../../src/backends/file/tree/trace-tree.ts';
import {calibrate} from '../../../src/compare/calibration.ts';
import {compareSources} from '../../../src/compare/comparison.ts';
import type {Conclusion} from '../../../src/compare/comparison-summary.ts';
import type {BlamedKind} from '../../../src/compare/explanation/blame.ts';
import type {Cause} from '../../../src/compare/explanation/explanation.ts';
import type {ReportDifference} from '../../../src/compare/explanation/report-difference.ts';
import {type ComparisonDocument, comparisonDocument} from '../../../src/compare/formats/documents/comparison.ts';
import {latencyDocument} from '../../../src/compare/formats/documents/latency.ts';
import {tally} from '../../../src/compare/formats/tally.ts';
import {planQuestions} from '../../../src/compare/question-plan.ts';
import type {Outcome, Reason, Verdict} from '../../../src/compare/result.ts';
import type {WaiverStatus} from '../../../src/compare/waivers/waiver-use.ts';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';
import {documentOf, failingDocument, writeTree} from '../../support/trace-tree.ts';
import {emptyDocument, sampleDocument} from './sample-document.ts';

interface Schema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly unknown[];
}

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/comparison.schema.json', import.meta.url), 'utf8'),
) as Schema & {readonly $defs: Readonly<Record<string, Schema>>};
const validate = new Ajv2020({allErrors: true, strict: true, allowUnionTypes: true}).compile(schema);

/** What is wrong with a document as it is printed. */
function faults(document: unknown): string[] {
  validate(JSON.parse(JSON.stringify(document)));
  return (validate.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`);
}

/** A comparison of two trees with everything that files can bring about, as `lse report compare` makes one. */
async function compared(): Promise<ComparisonDocument> {
  return withTemporaryDirectory(async (directory) => {
    const [left, right] = [`${directory}/left`, `${directory}/right`];
    const same = {'shop/2025-09-13/same_t0.json': documentOf('same', {trace_id: 't0'})};
    await writeTree(left, {
      ...same,
      'shop/2025-09-13/gone_t1.json': failingDocument('gone', {trace_id: 't1'}),
      'shop/2025-09-13/other_t2.json': failingDocument('other', {trace_id: 't2', error: 'one'}),
      'shop/2025-09-13/broken_t3.json': failingDocument('broken', {trace_id: 't3'}),
      'shop/2025-09-14/alone_t4.json': documentOf('alone', {trace_id: 't4'}),
    });
    await writeTree(right, {
      ...same,
      'shop/2025-09-13/other_t2.json': failingDocument('other', {trace_id: 't2', error: 'two'}),
      'shop/2025-09-13/broken_t3.json': 'not JSON',
      'shop/2025-09-13/new_t5.json': documentOf('new', {trace_id: 't5'}),
    });
    const [control, again, candidate] = await Promise.all(
      [left, left, right].map(async (path) => new FileSource(await TraceTree.open(path, 1_000_000))),
    );
    if (control === undefined || again === undefined || candidate === undefined) throw new Error('no sources');
    const dates = ['2025-09-13', '2025-09-14', '2025-09-15'] as CalendarDate[];
    const plan = await planQuestions(control, candidate, {reports: reportNames, projects: 'all', dates});
    const comparison = await compareSources(control, candidate, plan, {
      today: '2025-10-01' as CalendarDate,
      calibration: await calibrate(control, again, plan.questions),
      waivers: [
        {
          report: 'zenrows-errors',
          project: 'shop',
          from: dates[1] as CalendarDate,
          to: dates[1] as CalendarDate,
          reason: 'not loaded',
          owner: 'somebody',
          expires: '2025-12-31' as CalendarDate,
          largest: 9,
        },
      ],
    });
    return comparisonDocument(comparison, {mask: true});
  });
}

describe('the schema', () => {
  it('holds of the samples, and of what a comparison makes', async () => {
    expect(faults(sampleDocument)).toEqual([]);
    expect(faults(emptyDocument)).toEqual([]);
    const document = await compared();
    expect(faults(document)).toEqual([]);
    // The comparison is worth validating only if nothing of it is empty.
    const {results, calibration, waivers} = document;
    expect(new Set(results.map(({reason}) => reason))).toEqual(new Set(['output', 'one-sided', 'empty']));
    expect(waivers.map(({status}) => status)).toEqual(['used']);
    expect(calibration?.questions).toBe(12);
    const records = results.flatMap(({explanation}) => explanation?.records ?? []);
    expect(new Set(records.map(({kind}) => kind))).toEqual(new Set(['missing', 'extra', 'changed', 'unreadable']));
    expect(records.flatMap(({changes}) => changes)).not.toEqual([]);
  });

  /** Every object in a document, by its place without the numbers. */
  function objectsIn(value: unknown, path = ''): [string, Record<string, unknown>][] {
    if (Array.isArray(value)) return value.flatMap((each) => objectsIn(each, `${path}/*`));
    if (typeof value !== 'object' || value === null) return [];
    const members = Object.entries(value).flatMap(([name, member]) => objectsIn(member, `${path}/${name}`));
    return [[path, value as Record<string, unknown>], ...members];
  }

  it('refuses a member more or less in every object there is', () => {
    const document = JSON.parse(JSON.stringify(sampleDocument));
    const objects = objectsIn(document);
    expect(new Set(objects.map(([path]) => path)).size).toBeGreaterThan(20);
    for (const [path, object] of objects) {
      object.added = 1;
      expect([path, validate(document)]).toEqual([path, false]);
      delete object.added;
      for (const [name, member] of Object.entries(object)) {
        delete object[name];
        expect([path, name, validate(document)]).toEqual([path, name, false]);
        object[name] = member;
      }
    }
    expect(validate(document)).toBe(true);
  });

  it('describes every member, and closes every object', () => {
    const walk = (each: unknown, path: string): void => {
      if (Array.isArray(each)) for (const [at, one] of each.entries()) walk(one, `${path}/${at}`);
      else if (typeof each === 'object' && each !== null) {
        const {type, properties, required, additionalProperties} = each as Schema;
        if (type === 'object' && properties !== undefined) {
          // The one member that is not always there: the last of several dates that were asked about at once.
          const always = Object.keys(properties).filter((name) => name !== 'to' || 'from' in properties);
          expect([path, additionalProperties, required]).toEqual([path, false, always]);
          for (const [name, member] of Object.entries(properties)) {
            expect([path, name, typeof member.description]).toEqual([path, name, 'string']);
          }
        }
        for (const [name, member] of Object.entries(each)) walk(member, `${path}/${name}`);
      }
    };
    walk(schema, '');
  });

  it('takes the name of any report, and the dates of one that was asked about several', () => {
    const document = JSON.parse(JSON.stringify(sampleDocument));
    Object.assign(document.results[0], {report: 'steps', to: '2025-09-14'});
    expect(validate(document)).toBe(true);
    document.results[0].to = '14.9.2025';
    expect(validate(document)).toBe(false);
  });

  it('has the words of the types, none more and none less', () => {
    const words = (of: Readonly<Record<string, true>>, ...more: null[]) => [...Object.keys(of), ...more];
    const member = (definition: string, name: string): unknown => schema.$defs[definition]?.properties?.[name]?.enum;
    const sides = words({control: true, candidate: true});
    const {summary, waivers, changes, failures} = schema.properties as Readonly<Record<string, Schema>>;
    const itemOf = (list: Schema | undefined, name: string): unknown =>
      (list?.items as Schema | undefined)?.properties?.[name]?.enum;
    expect(summary?.properties?.conclusion?.enum).toEqual(
      words({
        'the same': true,
        'the same under waivers': true,
        different: true,
        trouble: true,
        'nothing compared': true,
      } satisfies Record<Conclusion, true>),
    );
    expect(itemOf(waivers, 'status')).toEqual(
      words({used: true, unused: true, exceeded: true, expired: true, 'not asked': true} satisfies Record<
        WaiverStatus,
        true
      >),
    );
    expect(itemOf(changes, 'side')).toEqual(sides);
    expect(itemOf(failures, 'side')).toEqual(sides);
    expect(member('result', 'verdict')).toEqual(
      words({matched: true, mismatched: true, inconclusive: true} satisfies Record<Verdict, true>),
    );
    expect(member('result', 'reason')).toEqual(
      words(
        {
          failed: true,
          empty: true,
          'one-sided': true,
          output: true,
          unstable: true,
          noise: true,
          partial: true,
        } satisfies Record<Reason, true>,
        null,
      ),
    );
    expect(member('outcome', 'outcome')).toEqual(
      words({answered: true, failed: true} satisfies Record<Outcome['outcome'], true>),
    );
    expect(member('explanation', 'cause')).toEqual(
      words({data: true, logic: true, 'data and logic': true} satisfies Record<Cause, true>, null),
    );
    expect(member('difference', 'format')).toEqual(
      words({csv: true, text: true, json: true, records: true} satisfies Record<ReportDifference['format'], true>),
    );
    expect(member('difference', 'unit')).toEqual(
      words({
        traces: true,
        runs: true,
        symbols: true,
        points: true,
        records: true,
        values: true,
        line: true,
      } satisfies Record<ReportDifference['unit'], true>),
    );
    expect(member('record', 'kind')).toEqual(
      words({
        missing: true,
        extra: true,
        changed: true,
        superseded: true,
        unreadable: true,
        misread: true,
      } satisfies Record<BlamedKind, true>),
    );
    expect(member('record', 'misreadBy')).toEqual([...sides, null]);
  });
});

describe('the sample', () => {
  const {summary, results, latency} = sampleDocument;

  it('counts what it has', () => {
    const {controlRecords, candidateRecords, parity, matched, mismatched, waived, inconclusive} = summary;
    expect({controlRecords, candidateRecords, parity, matched, mismatched, waived, inconclusive}).toEqual(
      tally(results),
    );
    expect(summary.questions).toBe(results.length);
    expect(summary.failed + summary.unproven + summary.empty).toBe(inconclusive);
    const outcomes = (side: 'control' | 'candidate') => results.map((result) => result[side]) as readonly Outcome[];
    expect(latency).toEqual({
      control: latencyDocument(outcomes('control')),
      candidate: latencyDocument(outcomes('candidate')),
    });
  });

  it('accounts for its differences', () => {
    for (const {unexplained, differences, records} of results.flatMap(({explanation}) => explanation ?? [])) {
      for (const {amount, rounding, contributions, unexplained: rest} of differences) {
        const parts = [rounding, rest, ...contributions.map((each) => each.amount)];
        expect(parts.reduce((sum, part) => sum.add(part), new Fraction(0)).toFraction()).toBe(amount);
        for (const {record} of contributions) expect(records[record]).toBeDefined();
      }
      if (differences.length > 0)
        expect(differences.filter((each) => each.unexplained !== '0')).toHaveLength(unexplained);
    }
  });
});
