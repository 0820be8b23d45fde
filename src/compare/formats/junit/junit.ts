import {create} from 'xmlbuilder2';
import {escapeControlCharacters} from '../../../format/control-characters.ts';
import type {ComparisonDocument} from '../documents/comparison.ts';
import {patternText} from '../pattern-text.ts';
import {grouped, tally} from '../tally.ts';
import {parityText} from '../wording.ts';
import {circumstanceCases, type JunitCase, type JunitOutcome, resultCase, waiverCases} from './case.ts';

type XmlElement = ReturnType<typeof create>;

interface JunitSuite {
  readonly name: string;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly JunitCase[];
}

/** The comparison as JUnit XML, which every CI shows: a suite a report, a test a question. */
export function formatJunit(document: ComparisonDocument, {allowWaivers}: {readonly allowWaivers: boolean}): string {
  const suites = suitesOf(document, allowWaivers);
  const xml = create({version: '1.0', encoding: 'UTF-8', invalidCharReplacement: visible});
  const root = xml.ele('testsuites', {
    name: 'lse report compare',
    ...totals(suites.flatMap(({cases}) => cases)),
  });
  for (const suite of suites) appendSuite(root, suite);
  return `${xml.end({prettyPrint: true})}\n`;
}

function suitesOf(document: ComparisonDocument, allowWaivers: boolean): JunitSuite[] {
  const {verdict, patterns, fix, control, candidate, results, waivers} = document;
  const reports = [...grouped(results, ({report}) => report)].map(([name, group]): JunitSuite => {
    const counts = tally(group);
    return {
      name,
      properties: [
        ['verdict', verdict],
        ...patterns.map((pattern) => ['pattern', patternText(pattern).head] as const),
        ...(fix === null ? [] : [['fix', [fix.text, ...fix.commands].join(' ')] as const]),
        ['control', `${control.kind} ${control.location}`],
        ['candidate', `${candidate.kind} ${candidate.location}`],
        ['parity', parityText(counts)],
        ['records behind control', String(counts.controlRecords)],
        ['records behind candidate', String(counts.candidateRecords)],
      ],
      cases: group.map((result) => resultCase(result, waivers, allowWaivers)),
    };
  });
  const others: JunitSuite[] = [
    {name: 'waivers', properties: [], cases: waiverCases(waivers)},
    {name: 'circumstances', properties: [], cases: circumstanceCases(document)},
  ];
  return [...reports, ...others.filter(({cases}) => cases.length > 0)];
}

function appendSuite(root: XmlElement, {name, properties, cases}: JunitSuite): void {
  const suite = root.ele('testsuite', {name, ...totals(cases)});
  if (properties.length > 0) {
    const list = suite.ele('properties');
    for (const [key, value] of properties) list.ele('property', {name: key, value: attribute(value)});
  }
  for (const {name: caseName, milliseconds, outcome} of cases) {
    const element = suite.ele('testcase', {
      classname: `lse.${name}`,
      name: attribute(caseName),
      time: seconds(milliseconds),
    });
    if (outcome !== null) appendOutcome(element, outcome);
  }
}

function appendOutcome(testcase: XmlElement, {element, type, message, text}: JunitOutcome): void {
  const outcome = testcase.ele(element, {
    ...(message === null ? {} : {message: attribute(message)}),
    ...(type === null ? {} : {type}),
  });
  if (text !== '') outcome.txt(content(text));
}

function totals(cases: readonly JunitCase[]): Record<string, string> {
  const count = (wanted: JunitOutcome['element']): string =>
    String(cases.filter(({outcome}) => outcome?.element === wanted).length);
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(cases.reduce((sum, {milliseconds}) => sum + milliseconds, 0)),
  };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** A reader turns a line break in an attribute into a blank, so it becomes visible like any other control character. */
function attribute(text: string): string {
  return literal(escapeControlCharacters(text));
}

/** Line breaks stay, since every reader keeps them. */
function content(text: string): string {
  return text
    .split('\n')
    .map((line) => literal(escapeControlCharacters(line)))
    .join('\n');
}

/** xmlbuilder2 takes `&lt;` in a text for markup and leaves it alone, and also `&anything;`, which is no XML. */
function literal(text: string): string {
  return text.replaceAll('&', '&amp;');
}

/** For characters that XML cannot hold, not even escaped: lone surrogates, U+FFFE and U+FFFF. */
function visible(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
