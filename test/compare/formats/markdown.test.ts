import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {ComparisonDocument, ResultDocument} from '../../../src/compare/formats/documents/comparison.ts';
import {formatMarkdown} from '../../../src/compare/formats/markdown/markdown.ts';
import {hostileText, hostileTexts, sampleWith} from './hostile-document.ts';
import {readMarkdown} from './markdown-reader.ts';
import {emptyDocument, matchedResult, sampleDocument} from './sample-document.ts';
import {countsExplanation} from './sample-explanations.ts';

const comment = formatMarkdown(sampleDocument);
const {rows} = readMarkdown(comment);

/** The block of each question without a match, in their order. */
function blocksOf(text: string): string[] {
  return [...text.matchAll(/^<details>\n[\s\S]*?\n<\/details>$/gm)].map(([block]) => block);
}

function blockOf(result: Partial<ResultDocument>): string {
  const document = {...sampleDocument, results: [{...matchedResult, ...result}]};
  return blocksOf(formatMarkdown(document)).join();
}

const mismatched = sampleDocument.results.find(({reason}) => reason === 'output') as ResultDocument;

describe('the summary', () => {
  it('says first what the comparison comes to, and of what', () => {
    expect(comment.split('\n').slice(0, 31)).toEqual([
      '## lse report compare: trouble',
      '',
      `\`${sampleDocument.verdict}\``,
      '',
      '**What the records have in common**',
      '',
      '- `2 records changed at $.trace.status, $.trace.error: every project, 2025-09-13`',
      '  - `$.trace.status: "error" → "success"`',
      '  - `All of them have the symbol BTC, and no other record of control has it.`',
      '  - `None of them has a failing run, and every other record of control has one.`',
      '  - `Such as shop 2025-09-13 run-2, file shop/2025-09-13/run-2_100000.json`',
      '- `1 record is missing in the candidate: project shop, 2025-09-14`',
      '  - `The candidate has no record of this project from 2025-09-14 on.`',
      '  - `It is shop 2025-09-14 run-1`',
      '',
      '**What to do**',
      '',
      'See what would be written. With --apply it is done:',
      '',
      '```sh',
      "lse db repair --from 2025-09-13 --to 2025-09-14 --project 'odd name'",
      '```',
      '',
      '- Control: `file ./data`',
      '- Candidate: `sqlite ./reports.db`',
      '- Parity: 28.5% (2 of 7 compared questions matched)',
      '- Questions: 11: 2 matched, 5 mismatched (1 waived), 4 inconclusive (1 without an answer, 2 unproven, 1 without records on either side)',
      '- Distinct records: control 24, candidate 25',
      '- Records behind the questions: control 96, candidate 97',
      '- Unexplained differences: 2',
      '- Control against itself: 10 of 11 questions answered the same twice',
    ]);
  });

  it('counts by report and project, parity with its denominator', () => {
    expect(rows.slice(0, 8)).toEqual([
      ['Report', 'Project', 'Matched', 'Different', 'Waived', 'Inconclusive', 'Parity'],
      ['---', '---', '---', '---', '---', '---', '---'],
      ['zenrows-errors', '(all projects)', '1', '1', '0', '0', '50.0% (1 of 2)'],
      ['zenrows-detail', '(all projects)', '1', '0', '0', '1', '100.0% (1 of 1)'],
      ['zenrows-errors', 'shop', '0', '1', '0', '1', '0.0% (0 of 1)'],
      ['zenrows-detail', 'shop', '0', '1', '0', '1', '0.0% (0 of 1)'],
      ['zenrows-errors', 'crawler', '0', '1', '1', '0', '0.0% (0 of 2)'],
      ['zenrows-detail', 'crawler', '0', '0', '0', '1', 'none (0 of 0)'],
    ]);
  });

  it('names what went wrong besides the questions, and the waivers that are in the way first', () => {
    expect(comment).toContain('- candidate could not say what it holds: `The table runs cannot be listed. ');
    expect(comment).toContain('- vanished during the comparison, on control: `shop/2025-09-14/run-2_trace-1.json`\n');
    expect(rows.slice(8, 15).map(([status]) => status)).toEqual([
      'Waiver',
      '---',
      'unused',
      'exceeded',
      'expired',
      'used',
      'not asked',
    ]);
  });

  it('of nothing is short', () => {
    expect(formatMarkdown(emptyDocument).split('\n')).toEqual([
      '## lse report compare: nothing compared',
      '',
      '`Nothing was compared: there is no question to ask.`',
      '',
      '- Control: `file ./data`',
      '- Candidate: `sqlite ./reports.db`',
      '- Parity: none (0 of 0 compared questions matched)',
      '- Questions: 0: 0 matched, 0 mismatched (0 waived), 0 inconclusive (0 without an answer, 0 unproven, 0 without records on either side)',
      '- Distinct records: control 0, candidate 0',
      '- Records behind the questions: control 0, candidate 0',
      '- Unexplained differences: 0',
      '',
    ]);
  });
});

describe('the block of a question', () => {
  it('is there for all without a match, those that matter most first', () => {
    const summaries = blocksOf(comment).map((block) => block.split('\n')[1]);
    expect(summaries).toEqual(
      [
        'mismatched: <code>zenrows-errors 2025-09-13 shop</code>',
        'mismatched: <code>zenrows-detail 2025-09-13 shop</code>',
        'mismatched: <code>zenrows-errors 2025-09-14 (all projects)</code>',
        'mismatched: <code>zenrows-errors 2025-09-14 crawler</code>',
        'inconclusive: <code>zenrows-detail 2025-09-14 (all projects)</code>',
        'inconclusive: <code>zenrows-errors 2025-09-14 shop</code>',
        'inconclusive: <code>zenrows-detail 2025-09-14 shop</code>',
        'waived: <code>zenrows-errors 2025-09-13 crawler</code>',
        'inconclusive: <code>zenrows-detail 2025-09-14 crawler</code>',
      ].map((text) => `<summary>${text}</summary>`),
    );
  });

  it('has the cause, the differences, the records to blame and the diff', () => {
    const block = blockOf(mismatched);
    expect(block).toContain('\n\nCause: data. Each side answers what its own records give; the records differ.\n\n');
    expect(readMarkdown(block).rows).toEqual([
      ['Difference', 'Where', 'Control', 'Candidate', 'Amount'],
      ['---', '---', '---', '---', '---'],
      ['1', 'csv: 2025-09-13, Total Traces', '9', '8', '-1 trace'],
      [
        '2',
        'csv: 2025-09-13, Error Rate',
        '33.3%',
        '25.0%',
        '-83/10 (about -8.3) points, of it +1/30 (about +0.033) by rounding',
      ],
      ['Record', 'Key', 'File', 'Contribution', 'Changed'],
      ['---', '---', '---', '---', '---'],
      [
        'missing in candidate',
        'shop 2025-09-13 run-1',
        'control: shop/2025-09-13/run-1_trace-1.json',
        '-1 to difference 1, -145/18 (about -8.056) to difference 2',
        '',
      ],
      [
        'changed',
        'shop 2025-09-13 run-2',
        'control: shop/2025-09-13/run-1_trace-1.json, candidate: no file',
        '-5/18 (about -0.278) to difference 2',
        '$.trace.status, $.trace.inputs.token, column is_failing',
      ],
    ]);
    expect(block).toContain(`\n\n\`\`\`diff\n${mismatched.outputs[0]?.diff}\`\`\`\n\n`);
  });

  it('says what masking hides, what is unexplained, and of which kind a record is', () => {
    expect(comment).toContain('| `Error: key=***` | `Error: key=***` (differs only in what masking hides) | 1 line |');
    expect(comment).toContain('The json differs only in what masking hides; show it with `--no-mask`.');
    expect(comment).toContain('| -1 trace, **of it -1 unexplained** |');
    expect(comment).toContain('| superseded snapshot | ');
    expect(comment).toContain('| misread by candidate | ');
    expect(comment).toContain(
      '| `unreadable file on candidate: shop/2025-09-13/run-5_trace-1.json (not JSON at line 1)` | ',
    );
  });

  it('says who waived it and why, what could not be answered and what could not be explained', () => {
    expect(comment).toContain(
      '\nWaived by `data platform` until `2025-12-31`: `the crawler was not loaded before October`\n',
    );
    expect(comment).toContain(
      '\n`control could not answer: The directory ./data is gone. Restore it. candidate could not answer: ',
    );
    expect(comment).toContain('\n`It could not be explained: The documents of the day cannot be read. ');
  });
});

describe('hostile texts', () => {
  /** One comment a result, and few waivers, so that nothing is left out for its length. */
  function commentsOf({waivers, ...document}: ComparisonDocument): string[] {
    const few = waivers.slice(0, 2);
    return document.results.map((result) => formatMarkdown({...document, waivers: few, results: [result]}));
  }

  const harmless = commentsOf(sampleWith('x')).map((text) => readMarkdown(text).skeleton);

  function expectInert(text: string): void {
    for (const [at, found] of commentsOf(sampleWith(text)).entries()) {
      expect(readMarkdown(found).skeleton).toBe(harmless[at]);
      expect(found).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u);
    }
  }

  it.each(Object.entries(hostileTexts))('stand in code alone: %s', (_, text) => {
    expectInert(text);
  });

  it('stand in code alone whatever they are', () => {
    fc.assert(fc.property(hostileText, expectInert), {numRuns: 100});
  });

  it('are seen as they are, but for what would not be seen', () => {
    const read = readMarkdown(formatMarkdown(sampleWith(' a|b`` \\ <&>\u0000\u202e@all\n ')));
    const seen = ' a|b`` \\ <&>\\u0000\\u202e@all\\u000a ';
    expect(read.codes).toContain(`file ${seen}`);
    expect(read.codes).toContain(`zenrows-errors 2025-09-13 ${seen}`);
    expect(read.rows[4]?.[1]).toBe(seen);
    expect(readMarkdown(formatMarkdown(sampleWith('a\\|b'))).rows[4]?.[1]).toBe('a\\\\u007cb');
    expect(readMarkdown(formatMarkdown(sampleWith('   '))).rows[4]?.[1]).toBe('   ');
    expect(formatMarkdown(sampleWith(''))).toContain('| zenrows-errors | (empty) |');
  });
});

describe('a comment that would be too long', () => {
  const many = <T>(count: number, each: (at: number) => T): T[] => Array.from({length: count}, (_, at) => each(at));
  const results = (count: number, each: Partial<ResultDocument> = mismatched): ResultDocument[] =>
    many(count, (at) => ({...matchedResult, ...each, project: `project ${at}`}));

  function format(document: Partial<ComparisonDocument>): string {
    const text = formatMarkdown({...emptyDocument, ...document});
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.split('<details>').length).toBe(text.split('</details>').length);
    readMarkdown(text);
    return text;
  }

  it('names every question before it tells of any in full', () => {
    const blocks = blocksOf(format({results: results(120)}));
    expect(blocks).toHaveLength(120);
    expect(blocks[0]).toContain('```diff');
    expect(blocks[119]).toContain(
      'Left out here for its length: 2 differences, 2 records, 1 diff; all of them with `--format json`.',
    );
  });

  it('says how many questions are left out, and which', () => {
    const failed = sampleDocument.results.find(({reason}) => reason === 'failed') as ResultDocument;
    const text = format({results: [...results(3, failed), ...results(1000)]});
    const left = 1003 - blocksOf(text).length;
    expect(left).toBeGreaterThan(800);
    expect(text).toContain(
      `**Left out**, because GitHub takes no longer comment: ${left} of the 1003 questions without a match (${left - 3} mismatched, 3 inconclusive). All of it is in the output of \`lse report compare\` with \`--format json\`.`,
    );
    expect(text).toContain(`\n- mismatched: \`zenrows-errors 2025-09-13 project ${1003 - left}\`\n`);
    expect(text).toContain(`\n… and ${left - 20} more questions, left out here; all of them with \`--format json\`.\n`);
    expect(text).toContain('… and 903 more rows, left out here;');
  });

  it('shows the first differences, records, contributions and paths, and counts the others', () => {
    const [difference] = countsExplanation.differences;
    const [record] = countsExplanation.records;
    if (difference === undefined || record === undefined) throw new Error('the sample has both');
    const changes = many(7, (at) => ({path: `$.p${at}`, control: '1', candidate: '2', masked: false}));
    const text = format({
      results: results(1, {
        ...mismatched,
        explanation: {
          ...countsExplanation,
          differences: many(25, () => difference),
          records: many(30, () => ({...record, changes})),
        },
      }),
    });
    expect(text).toContain('\n\n… and 5 more differences, left out here; all of them with `--format json`.\n\n');
    expect(text).toContain('\n\n… and 10 more records, left out here; all of them with `--format json`.\n\n');
    expect(text).toContain('`$.p4`, and 2 more |');
    expect(text).toContain('-1 to difference 5, and 20 more |');
  });

  it('shows whole hunks of a diff, and counts the others', () => {
    const hunks = many(10, (at) => `@@ -${at} +${at} @@\n-${'a'.repeat(1500)}\n+b\n`);
    const diff = `--- control\n+++ candidate\n${hunks.join('')}`;
    const text = format({results: results(1, {...mismatched, outputs: [{format: 'csv', diff}]})});
    expect(text).toContain(`--- control\n+++ candidate\n${hunks.slice(0, 5).join('')}\`\`\`\n`);
    expect(text).toContain(
      'Left out of this diff of the csv: 5 of 10 hunks, 15 lines; all of them with `--format json`.',
    );
    const one = `--- control\n+++ candidate\n@@ -1 +1 @@\n-${'a'.repeat(9000)}\n+b\n`;
    const none = format({results: results(1, {...mismatched, outputs: [{format: 'csv', diff: one}]})});
    expect(none).not.toContain('```');
    expect(none).toContain('Left out of this diff of the csv: 1 of 1 hunk, 3 lines;');
    const headAlone = '--- control\n+++ candidate\nToo different to be shown by line: 9 and 8 lines.\n';
    expect(format({results: results(1, {...mismatched, outputs: [{format: 'csv', diff: headAlone}]})})).toContain(
      `\`\`\`diff\n${headAlone}\`\`\``,
    );
  });

  it('shows the beginning of a long text, and counts the rest', () => {
    const location = `${'a'.repeat(194)}😀${'b'.repeat(100)}`;
    expect(format({control: {kind: 'file', location}})).toContain(
      `- Control: \`file ${'a'.repeat(194)}\` … and 102 more characters\n`,
    );
  });

  it('stays below the limit whatever there is much of', () => {
    const document = sampleWith('|`\\'.repeat(60));
    const size = fc.integer({min: 0, max: 400});
    const property = fc.property(fc.record({failures: size, changes: size, waivers: size, results: size}), (sizes) => {
      const cycled = <T>(of: readonly T[], count: number): T[] => many(count, (at) => of[at % of.length] as T);
      format({
        ...document,
        failures: cycled(document.failures, sizes.failures),
        changes: cycled(document.changes, sizes.changes),
        waivers: cycled(document.waivers, sizes.waivers),
        results: cycled(document.results, sizes.results).map((each, at) => ({
          ...each,
          project: `${each.project}${at}`,
        })),
      });
    });
    fc.assert(property, {numRuns: 20});
  });
});
