import type {Adoption, UnusableExample} from '../core/adoption.ts';
import {escapeControlCharacters} from './control-characters.ts';

/** The receipt for taking over a table, for a person. */
export function formatAdoption(location: string, adoption: Adoption): string {
  const {outcome, keptAs, rows, taken, bareRuns, older, unusable} = adoption;
  const left = outcome === 'done' ? `left in ${keptAs}` : 'would be left behind';
  return [
    `${HEADINGS[outcome]} ${escapeControlCharacters(location)}`,
    `Rows:       ${rows}`,
    `Taken:      ${taken}${bareRuns === 0 ? '' : ` (${bareRuns} of them a run alone, which is "trace" of its document now)`}`,
    `Older:      ${older}${older === 0 ? '' : ` (another row of the same key is newer; ${left})`}`,
    `Unusable:   ${unusable}${unusable === 0 ? '' : ` (no record can be made of them; ${left})`}`,
    ...adoption.reasons.map(
      ({reason, rows: count}) => `  ${count} ${count === 1 ? 'row' : 'rows'}: ${escapeControlCharacters(reason)}`,
    ),
    ...adoption.examples.map((each) => `  ${escapeControlCharacters(exampleText(each))}`),
    ...(unusable > adoption.examples.length ? [`  … and ${unusable - adoption.examples.length} more`] : []),
    ...oldTableLines(adoption),
    '',
  ].join('\n');
}

const HEADINGS: Readonly<Record<Adoption['outcome'], string>> = {
  done: 'Took over the table runs of',
  possible: 'Nothing was changed. This would take over the table runs of',
  refused: 'Nothing was changed. Unusable rows are in the way of taking over the table runs of',
};

function exampleText({project, date, runId, reason}: UnusableExample): string {
  return `${project ?? '(null)'}/${date ?? '(null)'}/${runId ?? '(null)'}: ${reason}`;
}

function oldTableLines({outcome, keptAs, otherColumns, attached, roles}: Adoption): string[] {
  const line = (what: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`${what}: ${escapeControlCharacters(names.join(', '))}`];
  return [
    outcome === 'done'
      ? `The old table is ${keptAs} now, with all of its rows. Drop it when nothing needs it any more.`
      : `The old table would be ${keptAs}, with all of its rows.`,
    ...line(`Columns that stay there alone`, otherColumns),
    ...line(`Goes on with ${keptAs}`, attached),
    ...line(`Roles that have no rights on the new table`, roles),
  ];
}
