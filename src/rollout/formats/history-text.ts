import {escapeControlCharacters} from '../../format/control-characters.ts';
import type {Act} from '../ledger/act.ts';
import type {Mismatch} from '../ledger/ledger.ts';
import type {RolloutHistory} from './history.ts';
import {trendText} from './trend.ts';

/** What a person sees at once; JSON and CSV have all. */
const MOST_MISMATCHES = 10;
const MOST_ACTS = 20;

/** The trend of parity, the mismatches that were seen last, and what was done last, loads apart. */
export function formatHistoryText({entries, acts: all, mismatches}: RolloutHistory): string {
  // A load every hour would leave no room for what was decided; `lse status` says when the last one was.
  const acts = all.filter(({kind}) => kind !== 'loaded');
  return [
    ...trendText(entries).trimEnd().split('\n'),
    '',
    ...section('Mismatches', mismatches.slice(0, MOST_MISMATCHES).map(mismatchText), mismatches.length),
    ...section('What was done', acts.slice(-MOST_ACTS).reverse().map(actText), acts.length),
  ]
    .map((line) => `${escapeControlCharacters(line)}\n`)
    .join('');
}

function section(title: string, lines: readonly string[], all: number): string[] {
  if (lines.length === 0) return [`${title}: none.`, ''];
  const more = all > lines.length ? ` (${lines.length} of ${all})` : '';
  return [`${title}${more}:`, ...lines.map((line) => `  ${line}`), ''];
}

function mismatchText({report, project, first, last, count, fingerprint, explanation}: Mismatch): string {
  const times = count === 1 ? `once, at ${last}` : `${count} times from ${first} to ${last}`;
  const kept = explanation === null ? ', no explanation was kept' : '';
  return `${report} of ${project ?? 'all projects'}: ${times} (${fingerprint}${kept})`;
}

function actText({at, kind, project, by, from, to, reason, forced, succeeded}: Act): string {
  const stages = from !== null && to !== null ? ` from ${from} to ${to}` : '';
  const notes = [forced ? 'the gate was overruled' : null, succeeded ? null : 'failed', reason].filter(
    (note) => note !== null,
  );
  return `${at} ${project} ${kind}${stages} by ${by}${notes.length === 0 ? '' : `: ${notes.join('; ')}`}`;
}
