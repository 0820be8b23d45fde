import {csvLine} from '../../format/table/csv.ts';
import type {PrintedCell} from '../../format/table/printed-table.ts';
import type {Act} from '../ledger/act.ts';
import type {Entry} from '../ledger/entry.ts';
import type {Mismatch} from '../ledger/ledger.ts';

/** What happened to projects: what was compared, and what was done. Both in the order of the ledger. */
export interface RolloutHistory {
  readonly entries: readonly Entry[];
  readonly acts: readonly Act[];
  /** The one seen last comes first. */
  readonly mismatches: readonly Mismatch[];
}

/** One list in the order of time, each with a member `kind`: `comparison`, or that of an act. */
export function formatHistoryJson(history: RolloutHistory): string {
  return `${JSON.stringify({history: inOrder(history), mismatches: history.mismatches.map(mismatchDocument)}, null, 2)}\n`;
}

/** The explanation is JSON as the ledger keeps it, unless it was too long and cut. */
function mismatchDocument(mismatch: Mismatch): object {
  return {...mismatch, explanation: mismatch.explanation === null ? null : parsed(mismatch.explanation)};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The same as rows. Times, numbers and our own words are values; what somebody else wrote is data, which no spreadsheet runs. */
export function formatHistoryCsv(history: RolloutHistory): string {
  const heading = COLUMNS.map(([text]): PrintedCell => ({kind: 'label', text}));
  const rows = inOrder(history).map((item) => COLUMNS.map(([, cell]) => cell(item)));
  return [heading, ...rows].map((cells) => `${csvLine(cells)}\n`).join('');
}

type Comparison = Entry & {readonly kind: 'comparison'};
export type HistoryItem = Comparison | Act;

/** By time, then by id, as each of both lists is. */
export function inOrder({entries, acts}: Pick<RolloutHistory, 'entries' | 'acts'>): HistoryItem[] {
  const items: HistoryItem[] = [...entries.map((entry) => ({kind: 'comparison' as const, ...entry})), ...acts];
  return items.sort((left, right) => compareText(left.at, right.at) || compareText(left.id, right.id));
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

const value = (content: string | number | boolean | null): PrintedCell => ({
  kind: 'value',
  text: content === null ? '' : String(content),
});
const data = (text: string | null): PrintedCell => ({kind: 'data', text: text ?? ''});

const ofEntry = (cell: (entry: Entry) => PrintedCell) => (item: HistoryItem) =>
  item.kind === 'comparison' ? cell(item) : value(null);
const ofAct = (cell: (act: Act) => PrintedCell) => (item: HistoryItem) =>
  item.kind === 'comparison' ? value(null) : cell(item);

const COLUMNS: readonly (readonly [heading: string, cell: (item: HistoryItem) => PrintedCell])[] = [
  ['At', ({at}) => value(at)],
  ['Kind', ({kind}) => value(kind)],
  ['Project', ({project}) => data(project)],
  ['Report', ofEntry(({report}) => data(report))],
  ['From', ofEntry(({from}) => value(from))],
  ['To', ofEntry(({to}) => value(to))],
  ['Origin', ofEntry(({origin}) => value(origin))],
  ['Outcome', ofEntry(({outcome}) => value(outcome))],
  ['Reason', ({reason}) => data(reason)],
  ['Cause', ofEntry(({cause}) => value(cause))],
  ['Unexplained', ofEntry(({unexplained}) => value(unexplained))],
  ['Control Records', ofEntry(({records}) => value(records.control))],
  ['Candidate Records', ofEntry(({records}) => value(records.candidate))],
  ['Control ms', ofEntry(({milliseconds}) => value(milliseconds.control))],
  ['Candidate ms', ofEntry(({milliseconds}) => value(milliseconds.candidate))],
  ['Fingerprint', ofEntry(({fingerprint}) => data(fingerprint))],
  ['By', ofAct(({by}) => data(by))],
  ['From Stage', ofAct(({from}) => value(from))],
  ['To Stage', ofAct(({to}) => value(to))],
  ['Forced', ofAct(({forced}) => value(forced))],
  ['Succeeded', ofAct(({succeeded}) => value(succeeded))],
];
