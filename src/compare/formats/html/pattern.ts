import {counted} from '../count.ts';
import type {ComparisonDocument} from '../documents/comparison.ts';
import type {PatternDocument} from '../documents/pattern.ts';
import {patternText} from '../pattern-text.ts';
import {type Markup, markup} from './markup.ts';
import {data, moreText} from './value.ts';

const MOST = 50;

/** The records that explain the mismatches, grouped by how they differ, and what to do about them. Empty if nothing differs. */
export function patternSections({patterns, fix}: ComparisonDocument): Markup {
  const records = patterns.reduce((sum, pattern) => sum + pattern.records, 0);
  const list = markup`<section aria-labelledby="patterns">
<h2 id="patterns">What the records have in common</h2>
<p class="note">${counted(patterns.length, 'pattern')} of ${counted(records, 'record')}.</p>
<ul class="patterns">
${patterns.slice(0, MOST).map(patternItem)}</ul>
${patterns.length > MOST ? markup`<p class="note">${moreText(patterns.length - MOST, 'pattern')}</p>\n` : ''}</section>
`;
  if (patterns.length === 0 && fix === null) return markup``;
  return markup`<div class="found">
${patterns.length === 0 ? '' : list}${fix === null ? '' : fixSection(fix)}</div>
`;
}

function patternItem(pattern: PatternDocument): Markup {
  const {head, notes, example} = patternText(pattern);
  return markup`<li><b>${data(head)}</b><ul>
${[...notes, example].map((note) => markup`<li>${data(note)}</li>\n`)}</ul></li>
`;
}

function fixSection({text, commands}: NonNullable<ComparisonDocument['fix']>): Markup {
  return markup`<section aria-labelledby="fix">
<h2 id="fix">What to do</h2>
<p>${text}</p>
${commands.map((command) => markup`<pre class="fix">${command}</pre>\n`)}</section>
`;
}
