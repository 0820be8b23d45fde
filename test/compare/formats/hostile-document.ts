import fc from 'fast-check';
import type {ComparisonDocument} from '../../../src/compare/formats/documents/comparison.ts';
import {sampleDocument} from './sample-document.ts';

/** Names and messages that have a meaning in XML, Markdown, HTML or a terminal, or cannot be written at all. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'cdata end': ']]>',
  'a tag': '<a>',
  'tags that close': '</details><script>alert(1)</script><!--',
  'an ampersand': '&',
  entities: '&lt;&amp;&nbsp;&unknown;&#0;',
  quotes: '"quoted\' =',
  'control characters': 'nul \u0000 escape \u001b[31m del \u007f nel \u0085',
  'lone surrogates': 'high \ud800 low \udc00',
  'not characters': 'not a character \ufffe \uffff',
  'half a pair': '\ud83d',
  '200 characters': 'x'.repeat(200),
  '150 pairs': '😀'.repeat(150),
  pipes: '| a || b \\| c \\\\| d |',
  'a backslash': '\\',
  'a pipe': '|',
  'a backtick': '`',
  backticks: '``` ` ````',
  '199 backticks': ` ${'`'.repeat(199)}`,
  'a line of 300 backticks': `one\n${'`'.repeat(300)}\n  ${'`'.repeat(260)}  \n# two`,
  blocks: '~~~\n```\n</details>\n\n# heading\n| a |\n| - |',
  'mentions and references': '@all @github/team #123 GH-1 octo/repo#2 0123456789abcdef0123456789abcdef01234567',
  'links and emphasis':
    '[link](https://example.com) ![image](x) https://example.com www.example.com a@example.com :tada: **bold**',
  'line breaks': 'line\r\nbreaks\rand\ttabs\u2028separators\u2029',
  'right to left': '\u05e9\u05dc\u05d5\u05dd \u202eright to left\u2066',
  lists: '- list\n1. list\n> quote\n    code\n---',
};

/** The same, put together at random. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(hostileTexts)),
      fc.constantFrom('|', '\\', '`', '``', '&', '<', '>', '\n', '@', '#', '\ud800', '\udc00', '\ufffe', '\u0000'),
      fc.string({unit: 'binary', maxLength: 8}),
    ),
    {minLength: 1, maxLength: 6},
  )
  .map((parts) => `x${parts.join('')}`);

const WORDS = ['failed', 'empty', 'one-sided', 'output', 'unstable', 'noise', 'partial'];
const DATA = [
  'location',
  'project',
  'error',
  'path',
  'owner',
  'where',
  'runId',
  'traceId',
  'file',
  'reason',
  'diff',
  'example',
  'withoutRecords',
];

/** The sample with one text wherever data of any source or file can stand. */
export function sampleWith(text: string): ComparisonDocument {
  return replaced(sampleDocument, '', text) as ComparisonDocument;
}

function replaced(value: unknown, key: string, text: string): unknown {
  if (Array.isArray(value)) return value.map((each) => replaced(each, key, text));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaced(member, name, text)]));
  }
  if (typeof value !== 'string' || WORDS.includes(value)) return value;
  if (key === 'control' || key === 'candidate') return text;
  if (key === 'diff' && value !== '') return `--- control\n+++ candidate\n@@ -1 +1 @@\n-${text}\n+${text}\n`;
  return DATA.includes(key) && value !== '' ? text : value;
}
