import type {SideName} from '../../records/record-difference.ts';
import {counted} from '../count.ts';
import type {HeldDocument, RecordDocument} from '../documents/explanation.ts';
import {kindWords} from '../wording.ts';
import {type Markup, markup} from './markup.ts';
import {capitalised, data, moreText} from './value.ts';

const MOST_RECORDS = 50;
const MOST_CHANGES = 20;
/** A list of at most this length is open. */
const FEW = 5;

/** The records to blame: the kind of each, its place on either side, and what differs in it. */
export function recordsTable(records: readonly RecordDocument[], id: string): Markup {
  if (records.length === 0) return markup``;
  const bodies = records.slice(0, MOST_RECORDS).map((record, at) => recordBody(record, at, id));
  return markup`<details${records.length <= FEW ? markup` open` : ''}><summary>${counted(records.length, 'record')} to blame</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Records"><table class="plain records">
<thead><tr><th scope="col">Record</th><th scope="col">What</th><th scope="col">Control</th><th scope="col">Candidate</th></tr></thead>
${bodies}</table></div>
${records.length > MOST_RECORDS ? markup`<p class="note">${moreText(records.length - MOST_RECORDS, 'record')}</p>\n` : ''}</details>
`;
}

/** A record that the table leaves out has no link. */
export function recordLink(record: RecordDocument | undefined, at: number, id: string): Markup {
  const name = markup`record ${at + 1}`;
  const link = at < MOST_RECORDS ? markup`<a href="#${recordId(at, id)}">${name}</a>` : name;
  return record === undefined ? link : markup`${link}, ${data(record.runId)}`;
}

function recordId(at: number, id: string): string {
  return `${id}-record-${at + 1}`;
}

/** All of a record below one head, so that both sides' values always stand in the same two columns. */
function recordBody(record: RecordDocument, at: number, id: string): Markup {
  const {project, date, runId, kind, changes} = record;
  const left = changes.length - MOST_CHANGES;
  const rows = [
    pair('trace id', heldCell(record, 'control', 'traceId'), heldCell(record, 'candidate', 'traceId')),
    // For a misread record nobody looked up the file: its document is right.
    ...(kind === 'misread'
      ? []
      : [pair('file', heldCell(record, 'control', 'file'), heldCell(record, 'candidate', 'file'))]),
    ...changes.slice(0, MOST_CHANGES).map(changeRow),
    ...(left > 0 ? [markup`<td colspan="3" class="note">${moreText(left, 'change')}</td>`] : []),
  ];
  const head = markup`<th scope="rowgroup" rowspan="${rows.length}"><span class="number">${at + 1}</span> ${whatIsWrong(record)}<br>${data(project)} ${date}<br>${data(runId)}</th>`;
  return markup`<tbody id="${recordId(at, id)}">
${rows.map((row, place) => markup`<tr>${place === 0 ? head : ''}${row}</tr>\n`)}</tbody>
`;
}

function whatIsWrong(record: RecordDocument): Markup {
  const {kind, unreadable} = record;
  if (unreadable === null) return markup`<b>${capitalised(kindWords(record))}</b>`;
  return markup`<b>${capitalised(kind)}</b> file on ${unreadable.side}: ${data(unreadable.file, 'no file')} (${data(unreadable.reason)})`;
}

function heldCell(record: RecordDocument, side: SideName, part: keyof HeldDocument): Markup {
  const {kind, unreadable} = record;
  const held = record[side];
  if (held !== null) return data(held[part], 'no file');
  if (kind === 'misread') return data(null, 'not at fault');
  return data(null, unreadable?.side === side ? 'no readable record' : 'no record');
}

function changeRow({path, control, candidate, masked}: RecordDocument['changes'][number]): Markup {
  const hidden = masked
    ? markup`<p class="note">They differ only in what masking hides; show it with --no-mask.</p>`
    : '';
  return pair(data(path), markup`${data(control, 'absent')}${hidden}`, data(candidate, 'absent'));
}

function pair(what: string | Markup, control: Markup, candidate: Markup): Markup {
  return markup`<th scope="row">${what}</th><td>${control}</td><td>${candidate}</td>`;
}
