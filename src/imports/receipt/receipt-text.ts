import {shellWord} from '../../core/shell-word.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import type {Incompleteness, Receipt} from './receipt.ts';
import type {TallyResult} from './tally.ts';

/** The receipt for a person: what was there, what became of it, what is missing, and what to do next. */
export function formatReceipt(receipt: Receipt): string {
  const {found, traces, taken, alreadyThere, replaced, repeated, moved, skipped, isDryRun} = receipt;
  const counts: readonly (readonly [string, number, string])[] = [
    ['Found', found, `${found === 1 ? 'run' : 'runs'} of ${counted(traces, 'trace')} in ${formatsText(receipt)}`],
    [isDryRun ? 'Would take' : 'Taken', taken, ''],
    ['Already there', alreadyThere, ''],
    ['Replaced', replaced, 'by newer snapshots of the same runs'],
    ['Repeated', repeated, 'just so'],
    ['Moved', moved, 'to the date of their trace'],
    ['Skipped', skipped.count, ''],
  ];
  const always = new Set(['Found', 'Taken', 'Would take', 'Already there', 'Skipped']);
  return [
    ...counts
      .filter(([name, count]) => always.has(name) || count > 0)
      .map(([name, count, more]) => `${`${name}:`.padEnd(15)}${count}${more === '' ? '' : ` ${more}`}`),
    ...skippedLines(skipped),
    ...derivedLines(receipt),
    ...writtenLines(receipt),
    ...incompleteLines(receipt.incomplete),
    ...nextLines(receipt),
    '',
  ]
    .map(escapeControlCharacters)
    .join('\n');
}

function formatsText({formats}: Receipt): string {
  const texts = Object.entries(formats).map(([format, files]) => `${counted(files, 'file')} of the format ${format}`);
  return texts.length === 0 ? 'no file' : texts.join(', ');
}

function skippedLines({count, first, reasons}: TallyResult): string[] {
  if (count === 0) return [];
  const named = first.map(({place, reason}) => `  ${place}: ${reason}`);
  if (count <= first.length) return ['', 'Skipped:', ...named];
  const all = reasons.map((each) => `  ${each.count} × ${each.reason}`);
  return ['', `Skipped, the first ${first.length}:`, ...named, 'Skipped, by reason:', ...all];
}

function derivedLines({derived}: Receipt): string[] {
  if (derived.length === 0) return [];
  return [
    '',
    'Worked out:',
    ...derived.map(({what, from, runs}) => `  ${what} of ${counted(runs, 'run')}, from ${from}`),
  ];
}

function writtenLines({written, isDryRun}: Receipt): string[] {
  if (written.length === 0) return [];
  const projects = new Map<string, {runs: number; dates: number; first: string; last: string}>();
  for (const {project, date, runs} of written) {
    const known = projects.get(project) ?? {runs: 0, dates: 0, first: date, last: date};
    projects.set(project, {...known, runs: known.runs + runs, dates: known.dates + 1, last: date});
  }
  const lines = [...projects].map(([project, {runs, dates, first, last}]) => {
    const when = dates === 1 ? `on ${first}` : `on ${dates} dates, ${first} to ${last}`;
    return `  ${project}: ${counted(runs, 'run')} ${when}`;
  });
  return ['', isDryRun ? 'Would write:' : 'Written:', ...lines];
}

function incompleteLines(incomplete: readonly Incompleteness[]): string[] {
  if (incomplete.length === 0) return [];
  const lines = incomplete.flatMap(({what, count, examples}) => [
    `  ${count} ${what}`,
    ...examples.map((example) => `    such as ${example}`),
  ]);
  return ['', 'Known to be incomplete:', ...lines];
}

function nextLines({taken, moved, out, isDryRun}: Receipt): string[] {
  if (isDryRun) return ['', 'Nothing was written, since this was a dry run.'];
  if (taken + moved === 0) return [];
  const tree = `--data-dir ${shellWord(out)}`;
  const lines = ['', `Load it into the database with: lse db migrate && lse db load ${tree}`];
  // A load adds and replaces, and deletes nothing.
  if (moved > 0)
    lines.push(`See what was loaded from their old dates, and delete it with --apply: lse db repair --prune ${tree}`);
  return lines;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
