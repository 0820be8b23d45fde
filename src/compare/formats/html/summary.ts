import type {ComparisonDocument} from '../documents/comparison.ts';
import {counted, parityText} from '../wording.ts';
import {type Markup, markup} from './markup.ts';
import {stateOf, states} from './state.ts';
import {data} from './value.ts';

const SYMBOLS: Readonly<Record<ComparisonDocument['summary']['conclusion'], string>> = {
  'the same': '✓',
  'the same under waivers': '✓',
  different: '≠',
  trouble: '!',
  'nothing compared': '∅',
};

/** What the comparison comes to, why, and of what it was made. */
export function banner(document: ComparisonDocument): Markup {
  const {control, candidate, summary} = document;
  const {conclusion} = summary;
  return markup`<header class="banner ${conclusion.replaceAll(' ', '-')}">
<p class="command">lse report compare</p>
<h1><span aria-hidden="true">${SYMBOLS[conclusion]}</span> <span class="conclusion">${conclusion}</span></h1>
<p class="verdict"><bdi>${document.verdict}</bdi></p>
<dl class="sides">
<div><dt>Control</dt><dd>${data(`${control.kind} ${control.location}`)}</dd></div>
<div><dt>Candidate</dt><dd>${data(`${candidate.kind} ${candidate.location}`)}</dd></div>
</dl>
</header>
`;
}

/** The numbers, none without what it is a number of. */
export function numbers({summary, results}: ComparisonDocument): Markup {
  const {questions, matched, mismatched, waived, inconclusive, failed, unproven, empty} = summary;
  const differences = results.reduce((sum, {explanation}) => {
    return sum + (explanation === null ? 0 : explanation.error === null ? explanation.differences.length : 1);
  }, 0);
  const behind = (records: number): string =>
    `distinct; ${counted(records, 'record')} behind ${counted(questions, 'question')}`;
  const entries: readonly (readonly [name: string, number: number, of: string])[] = [
    ['Matched', matched, `of ${counted(matched + mismatched, 'compared question')}`],
    ['Mismatched', mismatched, `of ${counted(matched + mismatched, 'compared question')}`],
    ['Waived', waived, `of ${mismatched} mismatched`],
    [
      'Inconclusive',
      inconclusive,
      `of ${counted(questions, 'question')}: ${failed} failed, ${unproven} unproven, ${empty} empty`,
    ],
    ['Records, control', summary.controlDistinctRecords, behind(summary.controlRecords)],
    ['Records, candidate', summary.candidateDistinctRecords, behind(summary.candidateRecords)],
    ['Unexplained', summary.unexplained, `of ${counted(differences, 'difference')}`],
  ];
  return markup`<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
<p class="parity"><strong>Parity: ${parityText(summary)}</strong></p>
${bar(results)}<dl class="numbers">
<div><dt>Questions</dt><dd><b>${questions}</b> <span>${matched} matched, ${mismatched} mismatched, ${inconclusive} inconclusive</span></dd></div>
${entries.map(([name, number, of]) => markup`<div><dt>${name}</dt><dd><b>${number}</b> <span>${of}</span></dd></div>\n`)}</dl>
</section>
`;
}

/** The questions by how they came out, for the eye alone: the numbers say the same. */
function bar(results: ComparisonDocument['results']): Markup {
  const counts = [...states].reverse().map((state) => {
    return {state, count: results.filter((result) => stateOf(result) === state).length};
  });
  return markup`<div class="bar" aria-hidden="true">${counts
    .filter(({count}) => count > 0)
    .map(({state, count}) => markup`<i class="${state}" style="flex-grow:${count}"></i>`)}</div>
`;
}
