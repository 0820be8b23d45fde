import {counted} from '../count.ts';
import type {ComparisonDocument, ResultDocument} from '../documents/comparison.ts';
import {grouped, tally} from '../tally.ts';
import {type Markup, markup} from './markup.ts';
import {badge, resultId, type State, stateOf, states, symbolOf} from './state.ts';

/** Projects by dates: each cell is all reports of one project on one date, and leads to what is wrong with it. */
export function heatMap({results}: ComparisonDocument): Markup {
  return markup`<section aria-labelledby="map">
<h2 id="map">Parity by project and date</h2>
${results.length === 0 ? markup`<p>No question was asked.</p>` : [legend(), table(results)]}
</section>
`;
}

function legend(): Markup {
  const all = [...states].reverse().map((state) => markup`<li>${badge(state)}</li>`);
  return markup`<p class="note">Each cell has the matched of the compared questions; one with a difference leads to it.</p>
<ul class="legend">${all}<li><span class="badge not-asked"><span class="symbol" aria-hidden="true">·</span> not asked</span></li></ul>
`;
}

function table(results: readonly ResultDocument[]): Markup {
  const places = new Map(results.map((result, at) => [result, at]));
  const cells = grouped(results, ({project, date}) => cellKey(project, date));
  const dates = [...new Set(results.map(({date}) => date as string))].sort();
  const projects = [...new Set(results.map(({project}) => project))].sort(
    (one, other) => Number(other === null) - Number(one === null),
  );
  const rows = projects.map((project) => {
    const row = dates.map((date) => cell(cells.get(cellKey(project, date)) ?? [], places));
    return markup`<tr><th scope="row">${projectName(project)}</th>${row}</tr>\n`;
  });
  return markup`<div class="scroll" tabindex="0" role="group" aria-labelledby="map"><table class="map">
<thead>
<tr><td rowspan="2"></td>${months(dates)}</tr>
<tr>${dates.map(dayHead)}</tr>
</thead>
<tbody>
${rows}</tbody>
</table></div>
`;
}

function cellKey(project: string | null, date: string): string {
  return JSON.stringify([project, date]);
}

function projectName(project: string | null): Markup {
  return project === null ? markup`<span>(all projects)</span>` : markup`<bdi>${project}</bdi>`;
}

/** The month stands once over its days, which keeps columns narrow. */
function months(dates: readonly string[]): Markup[] {
  const counts = new Map<string, number>();
  for (const date of dates) counts.set(date.slice(0, 7), (counts.get(date.slice(0, 7)) ?? 0) + 1);
  return [...counts].map(([month, count]) => markup`<th scope="colgroup" colspan="${count}">${month}</th>`);
}

function dayHead(date: string): Markup {
  return markup`<th scope="col"><span class="unseen">${date.slice(0, 8)}</span>${date.slice(8)}</th>`;
}

function cell(results: readonly ResultDocument[], places: ReadonlyMap<ResultDocument, number>): Markup {
  const state = states.find((each) => results.some((result) => stateOf(result) === each));
  if (state === undefined) {
    return markup`<td class="not-asked"><span aria-hidden="true">·</span><span class="unseen">not asked</span></td>`;
  }
  const {matched, mismatched} = tally(results);
  const shown = markup`${symbolOf(state)}<span class="unseen">${state} </span><span>${matched}/${matched + mismatched}</span>`;
  const first = results.find((result) => stateOf(result) === state && state !== 'matched');
  const content =
    first === undefined ? shown : markup`<a href="#${resultId(places.get(first) as number)}">${shown}</a>`;
  return markup`<td class="${state}" title="${titleOf(results, state)}">${content}</td>`;
}

function titleOf(results: readonly ResultDocument[], state: State): string {
  const [{project, date}] = results as [ResultDocument];
  const {matched, mismatched} = tally(results);
  const reports = results.map((result) => `${result.report} ${stateOf(result)}`).join(', ');
  const share = `${matched} of ${counted(matched + mismatched, 'compared question')} matched`;
  return `${project ?? '(all projects)'} ${date}: ${state}, ${share} (${reports})`;
}
