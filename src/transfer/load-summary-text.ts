import {groupedNumber} from '../core/grouped-number.ts';
import type {LoadSummary} from './load-summary.ts';

/**
 * What became of the files, for a person; the five kinds add up to the files read. Those unopened are among them: their days
 * are as they were loaded. One line is enough when nothing was written.
 *
 * @param lastLoad when something was loaded last, in ISO 8601; null when that is not known
 */
export function formatLoadSummary(summary: LoadSummary, lastLoad: string | null): string {
  if (summary.read > 0 && summary.inserted + summary.updated === 0) return `${nothingNew(summary, lastLoad)}\n`;
  return [
    `Read:       ${summary.read}`,
    `Inserted:   ${summary.inserted}`,
    `Updated:    ${summary.updated}`,
    `Unchanged:  ${summary.unchanged}`,
    `Superseded: ${summary.superseded}`,
    `Unreadable: ${summary.unreadable.length}`,
    ...(summary.unopened === 0 ? [] : [`Unopened:   ${summary.unopened}`]),
    '',
  ].join('\n');
}

/** Nobody knows since when files have had their content if they were opened again. */
function nothingNew(summary: LoadSummary, lastLoad: string | null): string {
  const {read, unopened, unchanged, superseded, unreadable} = summary;
  const others = [
    ...(superseded === 0 ? [] : [`${groupedNumber(superseded)} superseded`]),
    ...(unreadable.length === 0 ? [] : [`${groupedNumber(unreadable.length)} unreadable`]),
  ];
  if (unopened < read) return `Nothing new: ${[`${files(unchanged)} unchanged`, ...others].join(', ')}`;
  const since = lastLoad === null ? '' : ` since ${lastLoad.slice(0, 10)} ${lastLoad.slice(11, 16)} UTC`;
  return `Nothing new: ${files(read)} unchanged${since}${others.length === 0 ? '' : ` (${others.join(', ')})`}`;
}

function files(count: number): string {
  return `${groupedNumber(count)} ${count === 1 ? 'file' : 'files'}`;
}
