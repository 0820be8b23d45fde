import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {ComparisonDocument, ResultDocument} from '../../../src/compare/formats/documents/comparison.ts';
import {formatHtml} from '../../../src/compare/formats/html/html.ts';
import {hostileText, hostileTexts, sampleWith} from './hostile-document.ts';
import {longDocument, monthDocument, scriptName} from './month-document.ts';
import {emptyDocument, matchedResult, sampleDocument} from './sample-document.ts';

const page = formatHtml(sampleDocument);

/** As a person reads it: without tags, and with what stands for a character as that character. */
function textOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
    .trim();
}

/** From the start of the section to that of the next. */
function sectionOf(html: string, id: string): string {
  const start = html.search(new RegExp(`<section[^>]*(id|aria-labelledby)="${id}"`));
  if (start === -1) throw new Error(`the page has no section ${id}`);
  return html.slice(start).split(/(?=<section )/)[0] as string;
}

interface Cell {
  readonly state: string;
  readonly title: string | undefined;
  readonly link: string | undefined;
  readonly text: string;
}

/** The rows of the heat map: the project, then its cells. */
function heatMapOf(html: string): {project: string; cells: Cell[]}[] {
  const [, body = ''] = /<table class="map[^"]*">[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(html) ?? [];
  return body
    .trim()
    .split('\n')
    .map((row) => {
      const cells = [...row.matchAll(/<td class="([^"]*)"(?: title="([^"]*)")?>(.*?)<\/td>/g)];
      return {
        project: textOf(/<th scope="row">(.*?)<\/th>/.exec(row)?.[1] ?? ''),
        cells: cells.map(([, state = '', title, content = '']) => {
          return {state, title, link: /href="#([^"]*)"/.exec(content)?.[1], text: textOf(content)};
        }),
      };
    });
}

function withResult(result: Partial<ResultDocument>): ComparisonDocument {
  return {...sampleDocument, results: [{...matchedResult, ...result}]};
}

function find(test: (result: ResultDocument) => boolean): ResultDocument {
  const found = sampleDocument.results.find(test);
  if (found === undefined) throw new Error('the sample has no such result');
  return found;
}

describe('the page', () => {
  it('is one file that loads nothing and runs nothing', () => {
    expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n/);
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    );
    expect(page).not.toMatch(/\ssrc=|<script|<link|<iframe|<img|@import|url\(|\son[a-z]+=/);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, target = '']) => target);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((target) => !target.startsWith('#'))).toEqual([]);
  });

  it.each([
    ['the sample', sampleDocument],
    ['nothing', emptyDocument],
    ['a month', monthDocument({dates: 30, projects: [null, 'shop', scriptName]})],
    ['more than is shown', longDocument(60)],
  ])('has each id once, and leads to no other: %s', (_, document) => {
    const html = formatHtml(document);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...html.matchAll(/href="#([^"]*)"/g)].map(([, target]) => target);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('has its parts in the order in which a reader needs them', () => {
    const headings = [...page.matchAll(/<h[12][^>]*>(.*?)<\/h[12]>/g)].map(([, text = '']) => textOf(text));
    expect(headings).toEqual([
      '! Inconclusive',
      'What the records have in common',
      'What to do',
      'Parity by project and date',
      'Questions without a match',
      'Numbers',
      'Latency',
      'Waivers',
      'Files that changed during the comparison',
      'What was not looked at',
      'Sides that failed',
    ]);
  });

  it('of nothing is a page, too', () => {
    const text = textOf(formatHtml(emptyDocument));
    expect(text).toContain('Parity: none (0 of 0 compared questions matched)');
    expect(text).toContain('Parity by project and date No question was asked.');
    expect(text).toContain('Control 0 of 0 0 none none none');
    expect(text).toContain('No answer was measured.');
    expect(text).toContain('Waivers No waivers.');
  });
});

describe('the conclusion', () => {
  it('has its reason, in the words of every format', () => {
    const [, banner = ''] = /<header class="banner ([\s\S]*?)<dl/.exec(page) ?? [];
    expect(textOf(banner.replace(/^[^>]*>/, ''))).toBe(
      `lse report compare ! ${sampleDocument.verdict.replace(/: c/, ' C')}`,
    );
  });

  it('names both sides', () => {
    expect(textOf(page)).toContain('Control file ./data Candidate sqlite ./reports.db');
  });
});

it('says what the records have in common, and what to do', () => {
  expect(textOf(sectionOf(page, 'patterns'))).toBe(
    'What the records have in common 2 patterns of 3 records. 2 records changed at $.trace.status, $.trace.error: every project, 2025-09-13 $.trace.status: "error" → "success" All of them have the symbol BTC, and no other record of control has it. None of them has a failing run, and every other record of control has one. Such as shop 2025-09-13 run-2, file shop/2025-09-13/run-2_100000.json 1 record is missing in the candidate: project shop, 2025-09-14 The candidate has no record of this project from 2025-09-14 on. It is shop 2025-09-14 run-1',
  );
  expect(textOf(sectionOf(page, 'fix'))).toBe(
    "What to do See what would be written. With --apply it is done: lse db repair --from 2025-09-13 --to 2025-09-14 --project 'odd name'",
  );
});

describe('the numbers', () => {
  it('have their denominators', () => {
    const text = textOf(sectionOf(page, 'summary'));
    for (const said of [
      'Parity: 28.5% (2 of 7 compared questions matched)',
      'Questions 11 2 matched, 5 mismatched, 4 inconclusive',
      'Matched 2 of 7 compared questions',
      'Mismatched 5 of 7 compared questions',
      'Waived 1 of 5 mismatched',
      'Inconclusive 4 of 11 questions: 1 failed, 2 unproven, 1 empty',
      'Records, control 24 distinct; 96 records behind 11 questions',
      'Records, candidate 25 distinct; 97 records behind 11 questions',
      'Unexplained 2 of 11 differences',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('say 100.0% only of what is the same without exception', () => {
    const parity = (matched: number, mismatched: number): string => {
      const counts = {matched, mismatched, parity: matched / (matched + mismatched)};
      const html = formatHtml({...emptyDocument, summary: {...emptyDocument.summary, ...counts}});
      return /Parity: (\S+)/.exec(html)?.[1] ?? '';
    };
    expect(parity(5, 1)).toBe('83.3%');
    expect(parity(99_999, 1)).toBe('99.9%');
    expect(parity(99_999, 0)).toBe('100.0%');
  });
});

describe('the heat map', () => {
  const rows = heatMapOf(page);

  it('has a row a project, all of them together first, then the one with the latest difference, and a cell a date', () => {
    expect(rows.map(({project}) => project)).toEqual(['(all projects)', 'crawler', 'shop']);
    expect(rows.map(({cells}) => cells.length)).toEqual([2, 2, 2]);
    const head = /<thead>\n(<tr>.*?)<\/thead>/s.exec(sectionOf(page, 'map'))?.[1] ?? '';
    expect(textOf(head)).toBe('2025-09 2025-09- 14 2025-09- 13');
  });

  it('shows what all reports of a cell come to, and leads to the gravest', () => {
    expect(rows.map(({cells}) => cells.map(({state, text, link}) => [state, text, link]))).toEqual([
      [
        ['mismatched', '≠ mismatched 0/1', 'result-6'],
        ['matched', '= matched 2/2', undefined],
      ],
      [
        ['mismatched', '≠ mismatched 0/1', 'result-7'],
        ['waived', 'W waived 0/1', 'result-5'],
      ],
      [
        ['inconclusive', '? inconclusive 0/0', 'result-9'],
        ['mismatched', '≠ mismatched 0/2', 'result-3'],
      ],
    ]);
    expect(rows[0]?.cells[0]?.title).toBe(
      '(all projects) 2025-09-14: mismatched, 0 of 1 compared question matched (zenrows-errors mismatched, zenrows-detail inconclusive)',
    );
  });

  it('tells empty from not asked', () => {
    const [row] = heatMapOf(
      formatHtml({
        ...sampleDocument,
        results: [
          find(({reason}) => reason === 'empty'),
          {...matchedResult, project: 'crawler', date: '2024-12-31' as never},
          matchedResult,
        ],
      }),
    ).slice(1);
    expect(row?.cells.map(({state, text}) => [state, text])).toEqual([
      ['empty', '∅ empty 0/0'],
      ['not-asked', '· not asked'],
      ['matched', '= matched 1/1'],
    ]);
  });
});

describe('the cells to look at', () => {
  const lists = (html: string): string[] => {
    const [, before = ''] = /<h2 id="map">([\s\S]*?)<ul class="legend">/.exec(html) ?? [];
    return [...before.matchAll(/<h3>([\s\S]*?)<\/h3>\n<ul class="cells">([\s\S]*?)<\/ul>/g)].map(
      ([, head = '', items = '']) => `${textOf(head)} | ${textOf(items)}`,
    );
  };

  it('stand above the map, the most recent first, with their reports, and lead to what is wrong', () => {
    expect(lists(page)).toEqual([
      '≠ mismatched Different: 3 cells, the most recent first | 2025-09-14 (all projects) zenrows-errors 2025-09-14 crawler zenrows-errors 2025-09-13 shop zenrows-errors, zenrows-detail',
      '? inconclusive Not proven: 1 cell, the most recent first | 2025-09-14 shop zenrows-errors, zenrows-detail',
    ]);
    expect(page).toContain('<li><a href="#result-3">2025-09-13 <bdi>shop</bdi></a>');
    expect(lists(formatHtml(withResult({})))).toEqual([]);
  });

  it('are few, with more in a closed list, and the rest counted', () => {
    const dates = Array.from({length: 150}, (_, at) => new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10));
    const differing = find(({verdict}) => verdict === 'mismatched');
    const html = formatHtml({...sampleDocument, results: dates.map((date) => ({...differing, date: date as never}))});
    const [list = ''] = lists(html);
    expect(list).toMatch(
      /Different: 150 cells, the most recent first \| 2025-05-30 shop .* 2025-05-19 shop zenrows-errors$/,
    );
    expect(textOf(sectionOf(html, 'map'))).toContain('138 more cells 2025-05-18 shop zenrows-errors');
    expect(textOf(sectionOf(html, 'map'))).toContain('… and 50 more cells, in the map alone.');
  });
});

describe('latency', () => {
  const text = textOf(sectionOf(page, 'latency'));

  it('is given for both sides, with how many answers were measured and how many came from memory', () => {
    expect(text).toContain('Control 9 of 11 1 40 ms 80 ms 324 ms Candidate 10 of 11 0 13 ms 13 ms 104 ms');
    expect(text).toContain(
      'Candidate was slower than control in 0 of 9 questions that were measured on both sides. Not counted: 2 questions that a side did not answer, or answered from memory.',
    );
  });

  it('is a picture of each answer, with words for who does not see it', () => {
    const chart = /<svg[\s\S]*<\/svg>/.exec(page)?.[0] ?? '';
    expect(chart).toContain('role="img" aria-labelledby="chart-title chart-text"');
    const dots = [...chart.matchAll(/class="series (\w+)" d="([^"]*)"/g)];
    expect(dots.map(([, side, path = '']) => [side, path.split('M').length - 1])).toEqual([
      ['control', 9],
      ['candidate', 10],
    ]);
    expect(chart).not.toMatch(/NaN|Infinity|undefined/);
    expect(chart).toContain('>2025-09-13</text>');
  });

  it.each([0, 0.001, 1, 123_456_789])('has a picture of a single answer in %d ms', (milliseconds) => {
    const side = {...matchedResult.control, milliseconds};
    expect(formatHtml(withResult({control: side, candidate: side}))).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('has as many lines as can be told apart, however far the times do', () => {
    const [control, candidate] = [0.2, 90_000].map((milliseconds) => ({...matchedResult.control, milliseconds}));
    const html = formatHtml(withResult({control: control as never, candidate: candidate as never}));
    expect([...html.matchAll(/text-anchor="end">([^<]*)</g)].map(([, level]) => level)).toEqual([
      '1',
      '10',
      '100',
      '1000',
      '10000',
      '100000',
    ]);
  });

  it('names the questions that control does not answer the same twice', () => {
    expect(text).toContain('Control against itself: 10 of 11 questions answered the same twice');
    expect(page).toContain('<a href="#result-10"><bdi>zenrows-detail 2025-09-14 shop</bdi></a>');
    expect(formatHtml({...sampleDocument, calibration: null})).not.toContain('Calibration');
  });
});

describe('a question without a match', () => {
  const section = (test: (result: ResultDocument) => boolean): string => {
    return sectionOf(page, `result-${sampleDocument.results.indexOf(find(test)) + 1}`);
  };

  it('has a section, and one with a match has none', () => {
    const ids = [...page.matchAll(/<section class="result" id="([^"]*)">/g)].map(([, id]) => id);
    // The gravest first, of those the most recent.
    expect(ids).toEqual([6, 7, 3, 4, 8, 9, 10, 5, 11].map((number) => `result-${number}`));
  });

  it.each([
    ['output', 'mismatched', 'The output differs (records: control 12, candidate 12).'],
    ['one-sided', 'waived', 'Only one side has records (control 0, candidate 1).'],
    [
      'failed',
      'inconclusive',
      'Control could not answer: The directory ./data is gone. Restore it. Candidate could not',
    ],
    [
      'unstable',
      'inconclusive',
      'Files or rows changed while they were compared, so this proves nothing; run the comparison',
    ],
    ['noise', 'inconclusive', 'Control does not give the same answer twice, so nothing can be compared with it.'],
    ['empty', 'empty', 'Neither side has a record, so nothing was compared.'],
  ] as const)('says its verdict and reason: %s', (reason, word, sentence) => {
    const text = textOf(section((result) => result.reason === reason));
    expect(text).toMatch(new RegExp(`^zenrows-(errors|detail) 2025-09-1[34] \\S+.* \\S ${word} `));
    expect(text).toContain(sentence);
  });

  it.each([
    ['data', 'Cause: data. Each side answers what its own records give; the records differ.'],
    ['logic', 'Cause: logic. The records give the same, but both sides answer something else than their own'],
    ['data and logic', 'Cause: data and logic. The records differ, and candidate answers something else than its own'],
    [null, 'It could not be explained: The documents of the day cannot be read. Look at the disk.'],
  ])('says its cause, proven by the records: %s', (cause, sentence) => {
    const isOf = ({explanation}: ResultDocument): boolean => explanation !== null && explanation.cause === cause;
    expect(textOf(section(isOf))).toContain(sentence);
  });

  it('has what differs, by how much, and the records that account for it', () => {
    const html = section(({reason}) => reason === 'output');
    const text = textOf(html);
    expect(text).toContain('1 csv 2025-09-13, Total Traces 9 8 -1 trace -1 by record 1 , run-1 none');
    expect(text).toContain('-145/18 (about -8.056) by record 1 , run-1 -5/18 (about -0.278) by record 2 , run-2');
    expect(text).toContain('+1/30 (about +0.033) by rounding to one decimal');
    expect(html).toContain('<a href="#result-3-record-2">record 2</a>');
    expect(html).toContain('<tbody id="result-3-record-2">');
  });

  it('says so where no record accounts for a difference', () => {
    const text = textOf(section(({explanation}) => explanation?.cause === 'logic'));
    expect(text).toContain('1 of 1 difference not explained by any record.');
    expect(text).toContain('-1 trace no record -1');
  });

  it('has the records on both sides, and tells what is absent from what is null', () => {
    const text = textOf(section(({reason}) => reason === 'output'));
    expect(text).toContain('1 Missing in candidate shop 2025-09-13 run-1 trace id trace-1 (no record)');
    expect(text).toContain('file shop/2025-09-13/run-1_trace-1.json (no file)');
    expect(text).toContain('$.trace.status "error" "success"');
    expect(text).toContain(
      '$.trace.inputs.token "***" They differ only in what masking hides; show it with --no-mask.',
    );
    expect(text).toContain('column is_failing (absent) true');

    const {explanation} = find(({reason}) => reason === 'output');
    const [record] = explanation?.records ?? [];
    const change = {path: '$.a', control: null, candidate: 'null', masked: false};
    const records = [{...record, changes: [change]}] as never;
    const html = formatHtml(withResult({verdict: 'mismatched', explanation: {...explanation, records} as never}));
    expect(html).toContain('<td><em class="absent">(absent)</em></td><td><code>null</code></td>');
  });

  it('says what is known of records that a side misreads or cannot read', () => {
    const text = textOf(section(({report, project}) => report === 'zenrows-detail' && project === 'shop'));
    expect(text).toContain('2 Misread by candidate shop 2025-09-13 run-4 trace id (not at fault) trace-1 3 Unreadable');
    expect(text).toContain('file on candidate: shop/2025-09-13/run-5_trace-1.json ( not JSON at line 1 )');
    expect(text).toContain('(no readable record)');
    expect(text).toContain('4 json summary.crypto_symbols (nothing) 8 +8 symbols');
    expect(text).toContain(
      '2 text BTC, trace-1, run run-4, Error Error: key=*** They differ only in what masking hides',
    );
  });

  it('has its diffs, and says where masking hides one', () => {
    const html = section(({report, project}) => report === 'zenrows-detail' && project === 'shop');
    expect(html).toContain('<span class="gone">-    Error: one\n</span><span class="new">+    Error: two\n</span>');
    expect(html).toContain('The json differs only in what masking hides; show it with --no-mask.');
  });

  it('has the waiver that allows it', () => {
    expect(textOf(section(({waiver}) => waiver !== null))).toContain(
      'Waived by data platform until 2025-12-31: the crawler was not loaded before October ( waiver 1 )',
    );
  });
});

describe('what is long', () => {
  const html = formatHtml(longDocument(60));

  it('is cut, and says by how much and where the rest is', () => {
    const more = (noun: string): string =>
      `… and ${noun}, left out here; all of them are in the output of --format json.`;
    const text = textOf(html);
    expect(text).toContain('60 differences, and what accounts for each');
    for (const noun of [
      '10 more differences',
      '50 more records',
      '10 more records',
      '40 more changes',
      '103 more lines',
    ]) {
      expect(text).toContain(more(noun));
    }
    expect(text).not.toContain('cell 51 ');
    expect(html.match(/<tbody id="result-1-record-/g)).toHaveLength(50);
  });

  it('is closed, and what is short is open', () => {
    expect(html).toContain('<details><summary>60 differences, and what accounts for each</summary>');
    expect(page).toContain('<details open><summary>2 differences, and what accounts for each</summary>');
  });

  it('leads to no record that is left out', () => {
    const {results} = longDocument(60);
    const [result] = results;
    const [difference] = result?.explanation?.differences ?? [];
    const last = {...difference, contributions: [{record: 59, amount: '-1'}]};
    const explanation = {...result?.explanation, differences: [last]} as never;
    expect(textOf(formatHtml({...sampleDocument, results: [{...result, explanation} as ResultDocument]}))).toContain(
      '-1 by record 60, run-60',
    );
  });

  it.each([
    ['as it may be', (document: ComparisonDocument) => document],
    [
      'with a difference everywhere',
      (document: ComparisonDocument) => {
        const differing = find(({reason}) => reason === 'output');
        return {
          ...document,
          results: document.results.map(({report, project, date}) => ({...differing, report, project, date})),
        };
      },
    ],
  ])('is bounded for 400 dates and 100 projects, %s', (_, changed) => {
    const projects = [null, ...Array.from({length: 99}, (_, at) => `project-${at}`)];
    const html = formatHtml(changed(monthDocument({dates: 400, projects})));
    expect(html.length).toBeLessThan(6_000_000);
    expect(heatMapOf(html).map(({cells}) => cells.length)).toEqual(Array.from({length: 100}, () => 400));
    const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    const targets = [...html.matchAll(/href="#([^"]*)"/g)].map(([, target]) => target);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
    expect(html.match(/<section class="result"/g)?.length).toBeLessThanOrEqual(500);
    expect(textOf(sectionOf(html, 'differences'))).toMatch(/^Questions without a match [0-9,]+ of 79,992 questions, /);
    expect(html).toMatch(/… and [0-9,]+ more questions, left out here/);
  });

  it('leaves the details of the last questions out of a page of megabytes, but not the questions', () => {
    const [result] = longDocument(60).results as [ResultDocument];
    const many = formatHtml({...sampleDocument, results: Array.from({length: 120}, () => ({...result}))});
    expect(many.length).toBeLessThan(6_000_000);
    expect(many.match(/<section class="result"/g)).toHaveLength(120);
    expect(textOf(sectionOf(many, 'result-50'))).toContain('60 records to blame');
    expect(textOf(sectionOf(many, 'result-120'))).toMatch(
      /mismatched The output differs .* Cause: data\. .* Left out here for the length of the page: 60 differences, 60 records, 1 diff; all of them are in the output of --format json\./,
    );
  });

  it('is cut between characters', () => {
    const failed = find(({reason}) => reason === 'failed');
    const error = `${'😀'.repeat(499)}x😀y`;
    const html = formatHtml(withResult({...failed, control: {...failed.control, error}}));
    expect(html).toContain(`${'😀'.repeat(499)}x</code> … and 3 more characters`);
  });
});

it('has every waiver with its status, what changed and what failed', () => {
  const text = textOf(sectionOf(page, 'waivers'));
  expect(text).toContain(
    '1 used zenrows-errors crawler 2025-09-13 to 2025-09-13 20 2025-12-31 data platform the crawler',
  );
  expect(text).toContain(
    '2 unused None of the questions that it is about needs it. Remove it. zenrows-detail (all projects)',
  );
  expect(text).toMatch(/3 exceeded .* 4 expired .* 5 not asked /);
  expect(textOf(sectionOf(page, 'changes'))).toContain(
    'Changed on control: shop/2025-09-14/run-1_trace-1.json Vanished on control: shop/2025-09-14/run-2_trace-1.json',
  );
  expect(textOf(sectionOf(page, 'failures'))).toContain(
    'Candidate could not say what it holds: The table runs cannot be listed. Run: lse db migrate',
  );
});

it('says how many changed files it leaves out', () => {
  const [change] = sampleDocument.changes;
  const changes = Array.from({length: 53}, () => ({...change})) as unknown as ComparisonDocument['changes'];
  expect(textOf(formatHtml({...sampleDocument, changes}))).toContain('… and 3 more files, left out here;');
});

describe('hostile texts', () => {
  /** How often each tag is there; of lines of a diff there are as many as the data has. */
  const tagsOf = (html: string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const [tag] of html.matchAll(/<\/?[a-z][a-z0-9]*/g)) {
      if (!tag.endsWith('span')) counts[tag] = (counts[tag] ?? 0) + 1;
    }
    return counts;
  };
  const harmless = tagsOf(formatHtml(sampleWith('x')));

  function expectInert(text: string): void {
    const html = formatHtml(sampleWith(text));
    expect(html.isWellFormed()).toBe(true);
    expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff\u2028\u2029]|\p{Bidi_Control}/u);
    expect(tagsOf(html)).toEqual(harmless);
    const texts = html.replace(/<style>[\s\S]*<\/style>/, '').replace(/<[^<>]*>/g, '');
    expect(texts.replace(/&#(38|60|62|34|39);/g, '')).not.toMatch(/[&<>"']/);
  }

  it.each(Object.entries(hostileTexts))('stay text: %s', (_, text) => expectInert(text));

  it('stay text whatever they are', () => {
    fc.assert(fc.property(hostileText, expectInert), {numRuns: 100});
  });

  it('are shown as they are', () => {
    const html = formatHtml(monthDocument({dates: 8, projects: [null, scriptName]}));
    expect(html).toContain('<bdi>&#60;script&#62;alert(1)&#60;/script&#62; &#38; &#34;x&#34;</bdi>');
    expect(html).not.toContain('<script');
    expect(textOf(html)).toContain(scriptName);
  });

  it('show what nobody could see otherwise', () => {
    expect(formatHtml(sampleWith('a\u0000\u001b\u202e\ufffe\u{1fffe}\ud800b'))).toContain(
      '<code>a\\u0000\\u001b\\u202e\\ufffe\\u{1fffe}\ufffdb</code>',
    );
    expect(formatHtml(sampleWith(''))).toContain('<em class="absent">(empty)</em>');
  });
});
