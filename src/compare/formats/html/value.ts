import {counted} from '../count.ts';
import {type Markup, markup} from './markup.ts';

/** Enough for a line of any report. */
const MOST = 1000;

/** Data, set apart from the words around it. `absent` says what a missing value means, which is not JSON's null. */
export function data(text: string | null, absent = 'nothing'): Markup {
  if (text === null) return markup`<em class="absent">(${absent})</em>`;
  if (text === '') return markup`<em class="absent">(empty)</em>`;
  if (text.length <= MOST) return markup`<code>${text}</code>`;
  const shown = text.slice(0, MOST).replace(/[\ud800-\udbff]$/, '');
  return markup`<code>${shown}</code> … and ${text.length - shown.length} more characters`;
}

/** If something is left out, the page says so. */
export function moreText(left: number, noun: string): string {
  return left > 0
    ? `… and ${counted(left, `more ${noun}`)}, left out here; all of them are in the output of --format json.`
    : '';
}

export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
