import {escapeControlCharacters} from '../format/control-characters.ts';
import type {Incompleteness} from '../imports/receipt/receipt.ts';
import type {PullReceipt} from './receipt.ts';

const EXAMPLES = 3;

/** The lines of what was downloaded; what the import made of it follows. */
export function formatPullReceipt(receipt: PullReceipt): string {
  const {project, location, api, from, to, pages, received, leftOut, recounts, incomplete} = receipt;
  const lines = [
    `Pulled:     ${received} runs of ${project} from ${location} (${api}), ${from} to ${to}, in ${pages} ${pages === 1 ? 'page' : 'pages'}`,
    `Left out:   ${leftOut} of traces that began on another date`,
    `Recount:    ${recountText(recounts)}`,
    ...incomplete.map((each) => `Incomplete: ${missingText(each)}`),
  ];
  return lines.map((line) => `${escapeControlCharacters(line)}\n`).join('');
}

function recountText(recounts: PullReceipt['recounts']): string {
  const known = recounts.flatMap(({server}) => ('count' in server ? [server.count] : []));
  if (known.length === 0) return "not known; the server gave no statistics";
  const server = known.reduce((sum, count) => sum + count, 0);
  const pulled = recounts.reduce((sum, each) => sum + ('count' in each.server ? each.pulled : 0), 0);
  return `the server counts ${server} that started then, ${pulled} different ones came`;
}

function missingText({what, count, examples}: Incompleteness): string {
  const more = examples.length > EXAMPLES ? `; and ${examples.length - EXAMPLES} more` : '';
  return `${count} ${what}${examples.length === 0 ? '' : ` (${examples.slice(0, EXAMPLES).join('; ')}${more})`}`;
}
