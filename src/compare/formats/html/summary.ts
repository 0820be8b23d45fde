import type {ComparisonDocument} from '../documents/comparison.ts';
import {counted, parityText, waiverFault} from '../wording.ts';
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
<p>${conclusionText(document)}</p>
<dl class="sides">
<div><dt>Control</dt><dd>${data(`${control.kind} ${control.location}`)}</dd></div>
<div><dt>Candidate</dt><dd>${data(`${candidate.kind} ${candidate.location}`)}</dd></div>
</dl>
</header>
`;
}

function conclusionText(document: ComparisonDocument): string {
  const {conclusion, questions, matched, mismatched, waived, withoutRecords} = document.summary;
  switch (conclusion) {
    case 'the same':
      return `Each of the ${matched} compared questions has the same answer on both sides.`;
    case 'the same under waivers':
      return `Waivers allow ${waived} of ${counted(mismatched, 'mismatched question')}; with --allow-waivers that passes.`;
    case 'different':
      return sentence([
        [
          mismatched - waived,
          'mismatched question is allowed by no waiver',
          'mismatched questions are allowed by no waiver',
        ],
        [brokenWaivers(document), 'waiver is in the way', 'waivers are in the way'],
      ]);
    case 'trouble':
      return `This proves nothing either way: ${troubleText(document)}`;
    case 'nothing compared':
      if (matched > 0) return `Neither side has a record of what was asked for by name: ${withoutRecords.join(', ')}.`;
      return questions === 0 ? 'No question was asked.' : 'Neither side has a record for any of the questions.';
  }
}

function troubleText({failures, results, summary: {failed, unproven}}: ComparisonDocument): string {
  const unknown = results.filter(({explanation}) => explanation !== null && explanation.error !== null).length;
  return sentence([
    [failures.length, 'side could not say what it holds', 'sides could not say what they hold'],
    [failed, 'question has no answer of a side', 'questions have no answer of a side'],
    [unproven, 'question is unproven', 'questions are unproven'],
    [unknown, 'mismatch could not be explained', 'mismatches could not be explained'],
  ]);
}

function brokenWaivers({waivers}: ComparisonDocument): number {
  return waivers.filter((waiver) => waiverFault(waiver) !== '').length;
}

function sentence(facts: readonly (readonly [count: number, one: string, several: string])[]): string {
  const said = facts
    .filter(([count]) => count > 0)
    .map(([count, one, several]) => `${count} ${count === 1 ? one : several}`);
  return said.length === 0 ? '' : `${said.join(', ')}.`;
}

/** The numbers, none without what it is a number of. */
export function numbers({summary, results}: ComparisonDocument): Markup {
  const {questions, matched, mismatched, waived, inconclusive, failed, unproven, empty} = summary;
  const differences = results.reduce((sum, {explanation}) => {
    return sum + (explanation === null ? 0 : explanation.error === null ? explanation.differences.length : 1);
  }, 0);
  const entries: readonly (readonly [name: string, number: number, of: string])[] = [
    ['Matched', matched, `of ${counted(matched + mismatched, 'compared question')}`],
    ['Mismatched', mismatched, `of ${counted(matched + mismatched, 'compared question')}`],
    ['Waived', waived, `of ${mismatched} mismatched`],
    [
      'Inconclusive',
      inconclusive,
      `of ${counted(questions, 'question')}: ${failed} failed, ${unproven} unproven, ${empty} empty`,
    ],
    ['Records, control', summary.controlRecords, `behind ${counted(questions, 'question')}`],
    ['Records, candidate', summary.candidateRecords, `behind ${counted(questions, 'question')}`],
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
