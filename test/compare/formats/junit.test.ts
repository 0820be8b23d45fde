import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {XMLParser, XMLValidator} from 'fast-xml-parser';
import type {ComparisonDocument, ResultDocument} from '../../../src/compare/formats/documents/comparison.ts';
import {formatJunit} from '../../../src/compare/formats/junit/junit.ts';
import {hostileText, hostileTexts, sampleWith} from './hostile-document.ts';
import {emptyDocument, matchedResult, sampleDocument} from './sample-document.ts';

/** An element with its attributes, its text, and its children by name. */
interface Element {
  readonly attributes: Readonly<Record<string, string>>;
  readonly '#text'?: string;
  readonly [name: string]: unknown;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributesGroupName: 'attributes',
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  alwaysCreateTextNode: true,
  isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
  processEntities: {enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 100_000_000},
});

function parsed(xml: string): Element {
  expect(XMLValidator.validate(xml)).toBe(true);
  // What XML 1.0 can hold, and no entities but its own.
  expect(xml).not.toMatch(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  expect(xml).not.toMatch(/&(?!(amp|lt|gt|quot);)/);
  return (parser.parse(xml) as {testsuites: Element}).testsuites;
}

function read(document: ComparisonDocument, allowWaivers = false): Element {
  return parsed(formatJunit(document, {allowWaivers}));
}

const children = (element: Element, name: string): readonly Element[] => (element[name] ?? []) as readonly Element[];
const suites = (root: Element): readonly Element[] => children(root, 'testsuite');
const cases = (suite: Element): readonly Element[] => children(suite, 'testcase');
const allCases = (root: Element): readonly Element[] => suites(root).flatMap(cases);

/** The one test of a document with one result. */
function caseOf(result: Partial<ResultDocument>, allowWaivers = false): Element {
  const document = {
    ...emptyDocument,
    waivers: sampleDocument.waivers.slice(0, 1),
    results: [{...matchedResult, ...result}],
  };
  const [only] = allCases(read(document, allowWaivers));
  return only as Element;
}

const find = (test: (result: ResultDocument) => boolean): ResultDocument =>
  sampleDocument.results.find(test) as ResultDocument;

describe('the counts', () => {
  it.each([false, true])('are those of the tests, with waivers allowed: %s', (allowWaivers) => {
    const root = read(sampleDocument, allowWaivers);
    for (const [element, tests] of [
      [root, allCases(root)] as const,
      ...suites(root).map((s) => [s, cases(s)] as const),
    ]) {
      const having = (name: string): string => String(tests.filter((test) => test[name] !== undefined).length);
      const time = tests.reduce((sum, {attributes}) => sum + Number(attributes.time), 0);
      const {tests: count, failures, errors, skipped} = element.attributes;
      expect({count, failures, errors, skipped}).toEqual({
        count: String(tests.length),
        failures: having('failure'),
        errors: having('error'),
        skipped: having('skipped'),
      });
      expect(Number(element.attributes.time)).toBeCloseTo(time, 2);
    }
    const {tests, failures, errors, skipped} = root.attributes;
    expect([tests, failures, errors, skipped]).toEqual(['19', allowWaivers ? '6' : '7', '9', '1']);
  });

  it('are zero of nothing', () => {
    const root = read(emptyDocument);
    expect(root.attributes).toEqual({
      name: 'lse report compare',
      tests: '0',
      failures: '0',
      errors: '0',
      skipped: '0',
      time: '0.000',
    });
    expect(suites(root)).toEqual([]);
  });
});

describe('a suite', () => {
  it('is a report, with what is behind it', () => {
    const [errors] = suites(read(sampleDocument));
    const properties = children((errors as Element).properties as Element, 'property');
    expect(properties.map(({attributes}) => [attributes.name, attributes.value])).toEqual([
      ['verdict', sampleDocument.verdict],
      ['pattern', '2 records changed at $.trace.status, $.trace.error: every project, 2025-09-13'],
      ['pattern', '1 record is missing in the candidate: project shop, 2025-09-14'],
      [
        'fix',
        "See what would be written. With --apply it is done: lse db repair --from 2025-09-13 --to 2025-09-14 --project 'odd name'",
      ],
      ['control', 'file ./data'],
      ['candidate', 'sqlite ./reports.db'],
      ['parity', '20.0% (1 of 5 compared questions matched)'],
      ['records behind control', '60'],
      ['records behind candidate', '61'],
    ]);
    expect(errors?.attributes).not.toHaveProperty('timestamp');
  });

  it('is left out where it would be empty', () => {
    const names = (document: ComparisonDocument) => suites(read(document)).map(({attributes}) => attributes.name);
    expect(names(sampleDocument)).toEqual(['zenrows-errors', 'zenrows-detail', 'waivers', 'circumstances']);
    expect(names({...emptyDocument, results: [matchedResult]})).toEqual(['zenrows-errors']);
    const harmless = sampleDocument.waivers.filter(({status}) => status === 'used' || status === 'not asked');
    expect(names({...emptyDocument, waivers: harmless})).toEqual([]);
  });
});

describe('a test', () => {
  it('has a name of its own in its class, and the time of the slower side', () => {
    const tests = allCases(read(sampleDocument)).map(({attributes}) => attributes);
    expect(new Set(tests.map(({classname, name}) => `${classname} ${name}`)).size).toBe(tests.length);
    expect(tests[0]).toEqual({classname: 'lse.zenrows-errors', name: '2025-09-13 (all projects)', time: '0.040'});
    expect(tests[6]).toEqual({classname: 'lse.zenrows-detail', name: '2025-09-13 (all projects)', time: '0.080'});
    expect(caseOf({candidate: {...matchedResult.candidate, milliseconds: 1234.5}}).attributes.time).toBe('1.234');
  });

  it('passes without a word for a match', () => {
    expect(Object.keys(caseOf({})).sort()).toEqual(['#text', 'attributes']);
  });

  it('fails for a mismatch, and says what differs, by how much, and by which records', () => {
    const failure = caseOf(find(({reason}) => reason === 'output')).failure as Element;
    expect(failure.attributes).toEqual({
      type: 'mismatched',
      message: 'the output differs (records: control 12, candidate 12).',
    });
    for (const said of [
      'Cause: data. ',
      'csv: 2025-09-13, Total Traces: 9 → 8, -1 trace\n',
      'missing in candidate: shop 2025-09-13 run-1\n',
      'csv: 2025-09-13, Total Traces: -1 trace\n',
    ]) {
      expect(failure['#text']).toContain(said);
    }
  });

  it('of a waived mismatch passes only where waivers are allowed', () => {
    const waived = find(({waiver}) => waiver !== null);
    const why = 'waived by data platform until 2025-12-31: the crawler was not loaded before October';
    const failure = caseOf(waived).failure as Element;
    expect(failure.attributes).toEqual({type: 'one-sided', message: `${why} (--allow-waivers would let it pass)`});
    const passed = caseOf(waived, true);
    expect(Object.keys(passed).sort()).toEqual(['#text', 'attributes', 'system-out']);
    expect((passed['system-out'] as Element)['#text']).toContain(`${why}\n`);
    expect(caseOf({...waived, waiver: null}, true).failure).toBeDefined();
  });

  it.each(['failed', 'unstable', 'noise'] as const)('is an error where nothing was proven: %s', (reason) => {
    const error = caseOf(find((result) => result.reason === reason)).error as Element;
    expect(error.attributes.type).toBe(reason);
    expect(error.attributes.message).toBe(error['#text']);
  });

  it('is an error where a mismatch could not be explained', () => {
    const error = caseOf(find(({explanation}) => explanation !== null && explanation.error !== null)).error as Element;
    expect(error.attributes).toEqual({
      type: 'unexplained',
      message: 'It could not be explained: The documents of the day cannot be read. Look at the disk.',
    });
  });

  it('is skipped where neither side has a record', () => {
    const skipped = caseOf(find(({reason}) => reason === 'empty')).skipped as Element;
    expect(skipped.attributes).toEqual({message: 'neither side has a record'});
  });
});

it('fails for waivers that are in the way, and only for them', () => {
  const [, , waivers] = suites(read(sampleDocument, true));
  expect(
    cases(waivers as Element).map(({attributes, failure}) => [attributes.name, (failure as Element).attributes.type]),
  ).toEqual([
    ['waiver 2: zenrows-detail 2025-09-13 to 2025-09-13 (all projects)', 'unused'],
    ['waiver 3: zenrows-errors 2025-09-13 to 2025-09-13 shop', 'exceeded'],
    ['waiver 4: zenrows-errors 2025-09-13 to 2025-09-13 crawler', 'expired'],
  ]);
});

it('has an error for each side that failed to list or was not read whole, each file that changed and each project without records', () => {
  const circumstances = suites(read(sampleDocument)).at(-1) as Element;
  expect(
    cases(circumstances).map(({attributes, error}) => [attributes.name, (error as Element).attributes.message]),
  ).toEqual([
    [
      'candidate lists its days',
      'candidate could not say what it holds: The table runs cannot be listed. Run: lse db migrate',
    ],
    ['control keeps shop/2025-09-14/run-1_trace-1.json', 'it was changed during the comparison.'],
    ['control keeps shop/2025-09-14/run-2_trace-1.json', 'it vanished during the comparison.'],
    [
      'control is read whole (all projects)',
      'control did not look at 1 directory whose name is not UTF-8: caf\\xe9, and so was not read whole.',
    ],
    ['nobody has records', 'neither side has a record of project nobody on any date asked.'],
  ]);
});

/** Control characters, and what XML cannot hold, as a reader should see them. */
function visible(text: string): string {
  return text.replace(/[\ufffe\uffff\p{Control}\p{Zl}\p{Zp}\p{Bidi_Control}]|\p{Surrogate}/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

describe('hostile texts', () => {
  function expectKept(text: string): void {
    const root = read(sampleWith(text));
    expect(root.attributes.tests).toBe('19');
    const [errors] = suites(root);
    expect(cases(errors as Element)[1]?.attributes.name).toBe(`2025-09-13 ${visible(text)}`);
    const error = cases(errors as Element)[3]?.error as Element;
    expect(error.attributes.message).toBe(`It could not be explained: ${visible(text)}`);
    const waiver = cases(suites(root)[2] as Element)[0]?.failure as Element;
    const lines = (waiver['#text'] as string).split('\n');
    expect(lines.slice(1, -2).join('\n')).toBe(`Owner: ${text}\nReason: ${text}`.split('\n').map(visible).join('\n'));
  }

  it.each(Object.entries(hostileTexts))('are kept, and escaped where XML cannot hold them: %s', (_, text) => {
    expectKept(text);
  });

  it('are kept whatever they are', () => {
    fc.assert(fc.property(hostileText, expectKept), {numRuns: 200});
  });
});
