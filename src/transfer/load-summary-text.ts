import type {LoadSummary} from './load-summary.ts';

/**
 * What became of the files, for a person; the five kinds add up to the files read. Those unopened are among them: their days
 * are as they were loaded.
 */
export function formatLoadSummary(summary: LoadSummary): string {
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
