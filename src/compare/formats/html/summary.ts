import {counted} from '../count.ts';
import type {ComparisonDocument} from '../documents/comparison.ts';
import {parityText} from '../wording.ts';
import {type Markup, markup} from './markup.ts';
import {stateOf, states} from './state.ts';
import {capitalised, data} from './value.ts';

/** The first word of each verdict, with a sign for readers who cannot tell colours apart. */
const HEADS: Readonly<Record<ComparisonDocument['summary']['conclusion'], readonly [sign: string, head: string]>> = {
  'the same': ['✓', 'The same'],
  'the same under waivers': ['✓', 'The same under waivers'],
  different: ['≠', 'Different'],
  trouble: ['!', 'Inconclusive'],
  'nothing compared': ['∅', 'Nothing was compared'],
};

/** The result of the comparison, its reasons, and what was compared. */
export function banner(document: ComparisonDocument): Markup {
  const {control, candidate, summary} = document;
  const {conclusion} = summary;
  const [sign, head] = HEADS[conclusion];
  const said = document.verdict.startsWith(`${head}: `) ? document.verdict.slice(head.length + 2) : document.verdict;
  return markup`<header class="banner ${conclusion.replaceAll(' ', '-')}">
<p class="command">lse report compare</p>
<h1><span aria-hidden="true">${sign}</span> ${head}</h1>
<p class="verdict"><bdi>${capitalised(said)}</bdi></p>
<dl class="sides">
<div><dt>Control</dt><dd>${data(`${control.kind} ${control.location}`)}</dd></div>
<div><dt>Candidate</dt><dd>${data(`${candidate.kind} ${candidate.location}`)}</dd></div>
</dl>
</header>
`;
}

/** The numbers, each with its denominator. */
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
<h2 id="summary">Numbers</h2>
<p class="parity"><strong>Parity: ${parityText(summary)}</strong></p>
${bar(results)}<dl class="numbers">
<div><dt>Questions</dt><dd><b>${questions}</b> <span>${matched} matched, ${mismatched} mismatched, ${inconclusive} inconclusive</span></dd></div>
${entries.map(([name, number, of]) => markup`<div><dt>${name}</dt><dd><b>${number}</b> <span>${of}</span></dd></div>\n`)}</dl>
</section>
`;
}

/** The questions by their results, only for the eye: the numbers say the same. */
function bar(results: ComparisonDocument['results']): Markup {
  const counts = [...states].reverse().map((state) => {
    return {state, count: results.filter((result) => stateOf(result) === state).length};
  });
  return markup`<div class="bar" aria-hidden="true">${counts
    .filter(({count}) => count > 0)
    .map(({state, count}) => markup`<i class="${state}" style="flex-grow:${count}"></i>`)}</div>
`;
}
