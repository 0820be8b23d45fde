import type {ComparisonDocument, WaiverDocument} from '../documents/comparison.ts';
import {passedOverSentence} from '../documents/passed-over.ts';
import {waiverFault} from '../wording.ts';
import {type Markup, markup} from './markup.ts';
import {capitalised, data, moreText} from './value.ts';

const MOST = 50;

/** Waivers, and what went wrong besides the questions. Each part is there even if it is empty, so that a reader sees that. */
export function circumstances({waivers, changes, passedOver, failures}: ComparisonDocument): Markup {
  const changed = changes.slice(0, MOST).map(({side, path, change}) => {
    return markup`<li>${capitalised(change)} on ${side}: ${data(path)}</li>\n`;
  });
  const unseen = passedOver.slice(0, MOST).map((each) => markup`<li>${data(passedOverSentence(each))}</li>\n`);
  const failed = failures.map(({side, error}) => {
    return markup`<li>${capitalised(side)} could not say what it holds: ${data(error)}</li>\n`;
  });
  return markup`<section aria-labelledby="waivers">
<h2 id="waivers">Waivers</h2>
${waivers.length === 0 ? markup`<p>No waivers.</p>\n` : waiversTable(waivers)}</section>
<section aria-labelledby="changes">
<h2 id="changes">Files that changed during the comparison</h2>
${list(changed, 'No file changed.')}${changes.length > MOST ? markup`<p class="note">${moreText(changes.length - MOST, 'file')}</p>\n` : ''}</section>
<section aria-labelledby="passed-over">
<h2 id="passed-over">What was not looked at</h2>
${list(unseen, 'Nothing that the sides know of.')}${passedOver.length > MOST ? markup`<p class="note">${moreText(passedOver.length - MOST, 'line')}</p>\n` : ''}</section>
<section aria-labelledby="failures">
<h2 id="failures">Sides that failed</h2>
${list(failed, 'Both sides could say what they hold.')}</section>
`;
}

function list(items: readonly Markup[], none: string): Markup {
  return items.length === 0 ? markup`<p>${none}</p>\n` : markup`<ul>\n${items}</ul>\n`;
}

function waiversTable(waivers: readonly WaiverDocument[]): Markup {
  return markup`<div class="scroll" tabindex="0" role="group" aria-labelledby="waivers"><table class="plain waivers">
<thead><tr><th scope="col">No.</th><th scope="col">Status</th><th scope="col">Report</th><th scope="col">Project</th><th scope="col">Dates</th><th scope="col">Up to</th><th scope="col">Until</th><th scope="col">Owner</th><th scope="col">Reason</th></tr></thead>
<tbody>
${waivers.map(waiverRow)}</tbody>
</table></div>
`;
}

function waiverRow(waiver: WaiverDocument, at: number): Markup {
  const {status, report, project, from, to, largest, expires, owner, reason} = waiver;
  const fault = waiverFault(waiver);
  const word = markup`<b class="${fault === '' ? 'fine' : 'fault'}">${status}</b>`;
  return markup`<tr id="waiver-${at + 1}"><th scope="row">${at + 1}</th><td>${word}${fault === '' ? '' : markup`<p class="note">${capitalised(fault)}</p>`}</td><td class="short">${report}</td><td>${project === null ? '(all projects)' : data(project)}</td><td class="short">${from} to ${to}</td><td>${largest}</td><td class="short">${expires}</td><td>${data(owner)}</td><td>${data(reason)}</td></tr>
`;
}
