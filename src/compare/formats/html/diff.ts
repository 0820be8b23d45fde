import type {OutputDocument} from '../documents/output.ts';
import {type Markup, markup} from './markup.ts';
import {moreText} from './value.ts';

/** A longer diff needs a tool made for it. */
const MOST_LINES = 500;

/** A unified diff of one output. */
export function outputDiff({format, diff}: OutputDocument): Markup {
  if (diff === '') return markup`<p>The ${format} differs only in what masking hides; show it with --no-mask.</p>\n`;
  const lines = diff.replace(/\n$/, '').split('\n');
  const left = lines.length - MOST_LINES;
  return markup`<details><summary>The ${format}, from control to candidate</summary>
<pre class="diff" tabindex="0">${lines.slice(0, MOST_LINES).map(diffLine)}</pre>
${left > 0 ? markup`<p class="note">${moreText(left, 'line')}</p>\n` : ''}</details>
`;
}

function diffLine(text: string, at: number): Markup {
  const kind =
    at < 2 || text.startsWith('@@') ? 'hunk' : text.startsWith('-') ? 'gone' : text.startsWith('+') ? 'new' : 'same';
  return markup`<span class="${kind}">${text}\n</span>`;
}
