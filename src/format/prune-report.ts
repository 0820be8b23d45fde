import type {PrunedPart, PruneReport} from '../core/prune-report.ts';
import {escapeControlCharacters} from './control-characters.ts';

/** More than a person reads; `--json` has all of them. */
const MOST = 50;

/** What a prune would do, or did, for a person. */
export function formatPruneReport(location: string, report: PruneReport): string {
  const {before, project, applied, records, tables, parts} = report;
  const scope = `before ${before}${project === null ? '' : ` of project '${escapeControlCharacters(project)}'`}`;
  if (records === 0 && tables.length === 0)
    return `Nothing to prune: ${escapeControlCharacters(location)} has no rows ${scope}.\n`;
  const empty = tables.filter((table) => parts.every((part) => part.table !== table));
  const lines = [
    ...parts.map(partLine),
    ...empty.map((table) => `  drop    ${escapeControlCharacters(table)} (empty)`),
  ];
  return [
    `${applied ? 'Deleted:' : 'Would delete:'} ${count(records)} ${scope}`,
    ...lines.slice(0, MOST),
    ...(lines.length > MOST ? [`  … and ${lines.length - MOST} more; all of them with --json`] : []),
    ...(applied ? [] : ['Nothing was changed. Do it with --apply.']),
    '',
  ].join('\n');
}

function partLine({way, table, month, project, records, firstDate, lastDate}: PrunedPart): string {
  const dates = firstDate === lastDate ? `on ${firstDate}` : `from ${firstDate} to ${lastDate}`;
  return escapeControlCharacters(`  ${way.padEnd(8)}${table} ${month} ${project}: ${count(records)} ${dates}`);
}

function count(records: number): string {
  return `${records} ${records === 1 ? 'row' : 'rows'}`;
}
