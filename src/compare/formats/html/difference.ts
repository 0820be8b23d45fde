import {counted} from '../count.ts';
import type {ExplanationDocument} from '../documents/comparison.ts';
import type {DifferenceDocument, RecordDocument} from '../documents/explanation.ts';
import {amountText, amountWords} from '../wording.ts';
import {type Markup, markup} from './markup.ts';
import {recordLink} from './record.ts';
import {data, moreText} from './value.ts';

const MOST_DIFFERENCES = 50;
const MOST_CONTRIBUTIONS = 10;
/** A list of at most this length is open. */
const FEW = 10;

/** The cells and lines that differ, and the records that account for each. */
export function differencesTable({differences, records}: ExplanationDocument, id: string): Markup {
  if (differences.length === 0) return markup``;
  const rows = differences
    .slice(0, MOST_DIFFERENCES)
    .map((difference, at) => differenceRow(difference, at, records, id));
  return markup`<details${differences.length <= FEW ? markup` open` : ''}><summary>${counted(differences.length, 'difference')}, and what accounts for each</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Differences"><table class="plain differences">
<thead><tr><th scope="col">No.</th><th scope="col">Where</th><th scope="col">Control</th><th scope="col">Candidate</th><th scope="col">Amount</th><th scope="col">Accounted for by</th><th scope="col">Unexplained</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>
${more(differences.length - MOST_DIFFERENCES, 'difference')}</details>
`;
}

function differenceRow(
  difference: DifferenceDocument,
  at: number,
  records: readonly RecordDocument[],
  id: string,
): Markup {
  const {format, where, control, candidate, masked, unit, unexplained} = difference;
  const hidden = masked
    ? markup`<p class="note">They differ only in what masking hides; show it with --no-mask.</p>`
    : '';
  // The indent of a line does not matter in a table.
  const shown = (value: string | null): Markup => data(unit === 'line' ? (value?.trim() ?? null) : value, 'nothing');
  // The amount of a line says only that it differs.
  const amount = unit === 'line' ? markup`the line` : markup`<b>${amountWords(difference)}</b>`;
  const rest = unexplained === '0' ? markup`none` : markup`<b class="fault">${amountText(unexplained, unit)}</b>`;
  return markup`<tr><th scope="row">${at + 1}</th><td><span class="format">${format}</span> ${data(where)}</td><td>${shown(control)}${hidden}</td><td>${shown(candidate)}</td><td>${amount}</td><td>${accountOf(difference, records, id)}</td><td>${rest}</td></tr>
`;
}

function accountOf(
  {contributions, rounding, unit}: DifferenceDocument,
  records: readonly RecordDocument[],
  id: string,
): Markup {
  const items = contributions.slice(0, MOST_CONTRIBUTIONS).map(({record, amount}) => {
    return markup`<li>${amountText(amount, unit)} by ${recordLink(records[record], record, id)}</li>`;
  });
  if (rounding !== '0') items.push(markup`<li>${amountText(rounding, unit)} by rounding to one decimal</li>`);
  if (items.length === 0) return markup`no record`;
  return markup`<ul class="bare">${items}</ul>${more(contributions.length - MOST_CONTRIBUTIONS, 'record')}`;
}

function more(left: number, noun: string): Markup {
  return left > 0 ? markup`<p class="note">${moreText(left, noun)}</p>\n` : markup``;
}
