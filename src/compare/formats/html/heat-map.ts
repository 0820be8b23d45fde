import {counted} from '../count.ts';
import type {ComparisonDocument, ResultDocument} from '../documents/comparison.ts';
import {grouped, tally} from '../tally.ts';
import {type Markup, markup} from './markup.ts';
import type {OpenResults} from './shown-results.ts';
import {badge, resultId, type State, stateOf, states, symbolOf} from './state.ts';

/** If the page has more cells, those in which all matched have no words. Beyond `MOST_ROWS`, rows are left out; those with a difference come first. */
const MANY_CELLS = 2500;
/** Rows and columns of the map. Nobody looks at each of a thousand projects. */
const MOST_ROWS = 120;
const MOST_DATES = 420;

/** All reports of one project on one date. */
interface Cell {
  readonly state: State;
  readonly results: readonly ResultDocument[];
  /** The place in the document of the gravest result that is on the page; null if none is. */
  readonly target: number | null;
}

interface Row {
  readonly project: string | null;
  readonly cells: readonly (Cell | null)[];
}

/** Projects by dates, the most recent first. Above the map, the cells that need a look, with what is wrong with each. */
export function heatMap({results}: ComparisonDocument, open: OpenResults): Markup {
  if (results.length === 0) return section(markup`<p>No question was asked.</p>\n`);
  const dates = [...new Set(results.map(({date}) => date as string))].sort().reverse();
  const rows = rowsOf(results, dates, open);
  return section(
    markup`${cellList(rows, dates, 'mismatched')}${cellList(rows, dates, 'inconclusive')}${legend()}${map(rows, dates)}`,
  );
}

function section(content: Markup): Markup {
  return markup`<section aria-labelledby="map">
<h2 id="map">Parity by project and date</h2>
${content}</section>
`;
}

function rowsOf(results: readonly ResultDocument[], dates: readonly string[], open: OpenResults): Row[] {
  const places = new Map(results.map((result, at) => [result, at]));
  const cells = grouped(results, ({project, date}) => cellKey(project, date));
  const rows = [...new Set(results.map(({project}) => project))].map((project): Row => {
    return {project, cells: dates.map((date) => cellOf(cells.get(cellKey(project, date)) ?? [], places, open))};
  });
  return rows
    .map((row, at) => ({row, at, gravity: gravityOf(row)}))
    .sort((one, other) => one.gravity - other.gravity || one.at - other.at)
    .map(({row}) => row);
}

/** All projects together come first, then the projects with the gravest cells; among those, the one with the most recent such cell. */
function gravityOf({project, cells}: Row): number {
  if (project === null) return -1;
  for (const [gravity, state] of states.entries()) {
    if (state === 'matched') break;
    const at = cells.findIndex((cell) => cell?.state === state);
    if (at !== -1) return gravity * cells.length + at;
  }
  return states.length * cells.length;
}

function cellOf(
  results: readonly ResultDocument[],
  places: ReadonlyMap<ResultDocument, number>,
  open: OpenResults,
): Cell | null {
  const state = states.find((each) => results.some((result) => stateOf(result) === each));
  if (state === undefined) return null;
  const first = results.find((result) => stateOf(result) === state && open.isShown(places.get(result) as number));
  return {state, results, target: first === undefined ? null : (places.get(first) as number)};
}

function cellKey(project: string | null, date: string): string {
  return JSON.stringify([project, date]);
}

const LIST_NAMES = {mismatched: 'Different', inconclusive: 'Not proven'} as const;
/** If there are more cells, the map has the rest. */
const FEW_CELLS = 12;
const MOST_CELLS = 100;

/** The cells of one state, the most recent first, so that none is out of sight, however wide the map is. */
function cellList(rows: readonly Row[], dates: readonly string[], state: keyof typeof LIST_NAMES): Markup {
  const found = dates.flatMap((date, at) =>
    rows.flatMap(({project, cells}) => {
      const cell = cells[at] ?? null;
      return cell?.state === state ? [{project, date, cell}] : [];
    }),
  );
  if (found.length === 0) return markup``;
  const items = found.slice(0, MOST_CELLS).map(({project, date, cell}) => {
    const name = markup`${date} ${projectName(project)}`;
    const reports = cell.results.filter((result) => stateOf(result) === state).map(({report}) => report);
    const link = cell.target === null ? name : markup`<a href="#${resultId(cell.target)}">${name}</a>`;
    return markup`<li>${link} <span class="note">${reports.join(', ')}</span></li>\n`;
  });
  const [few, more] = [items.slice(0, FEW_CELLS), items.slice(FEW_CELLS)];
  const left = found.length - items.length;
  const rest = markup`<details><summary>${counted(found.length - few.length, 'more cell')}</summary>
<ul class="cells">
${more}</ul>
${left > 0 ? markup`<p class="note">… and ${counted(left, 'more cell')}, in the map alone.</p>\n` : ''}</details>
`;
  return markup`<h3>${badge(state)} ${LIST_NAMES[state]}: ${counted(found.length, 'cell')}, the most recent first</h3>
<ul class="cells">
${few}</ul>
${more.length > 0 ? rest : ''}`;
}

function legend(): Markup {
  const all = [...states].reverse().map((state) => markup`<li>${badge(state)}</li>`);
  return markup`<p class="note">Each cell is all reports of one project on one date, the most recent date first: how many of the compared questions matched. One with a difference leads to it.</p>
<ul class="legend">${all}<li><span class="badge not-asked"><span class="symbol" aria-hidden="true">·</span> not asked</span></li></ul>
`;
}

function map(all: readonly Row[], allDates: readonly string[]): Markup {
  const [rows, dates] = [all.slice(0, MOST_ROWS), allDates.slice(0, MOST_DATES)];
  const isDense = rows.length * dates.length > MANY_CELLS;
  const left = [
    ...(all.length > rows.length ? [counted(all.length - rows.length, 'more project')] : []),
    ...(allDates.length > dates.length ? [counted(allDates.length - dates.length, 'earlier date')] : []),
  ];
  return markup`<div class="scroll map-box" tabindex="0" role="group" aria-labelledby="map"><table class="map${isDense ? ' dense' : ''}">
<thead>
<tr><td rowspan="2"></td>${months(dates)}</tr>
<tr>${dates.map(dayHead)}</tr>
</thead>
<tbody>
${rows.map(({project, cells}) => rowMarkup(project, cells.slice(0, dates.length), isDense))}</tbody>
</table></div>
${isDense ? markup`<p class="note printed">The map is left out of print; the cells to look at are listed above.</p>\n` : ''}${left.length > 0 ? markup`<p class="note">Left out of the map: ${left.join(' and ')}; all of them are in the output of --format json.</p>\n` : ''}`;
}

function rowMarkup(project: string | null, cells: readonly (Cell | null)[], isDense: boolean): Markup {
  return markup`<tr><th scope="row">${projectName(project)}</th>${cells.map((cell) => cellMarkup(cell, isDense))}</tr>\n`;
}

function projectName(project: string | null): Markup {
  return project === null ? markup`<span>(all projects)</span>` : markup`<bdi>${project}</bdi>`;
}

/** The month stands once above its days, which keeps the columns narrow. */
function months(dates: readonly string[]): Markup[] {
  const counts = new Map<string, number>();
  for (const date of dates) counts.set(date.slice(0, 7), (counts.get(date.slice(0, 7)) ?? 0) + 1);
  return [...counts].map(
    ([month, count]) => markup`<th scope="colgroup" colspan="${count}"><span>${month}</span></th>`,
  );
}

function dayHead(date: string): Markup {
  return markup`<th scope="col"><span class="unseen">${date.slice(0, 8)}</span>${date.slice(8)}</th>`;
}

function cellMarkup(cell: Cell | null, isDense: boolean): Markup {
  if (cell === null) {
    return isDense
      ? markup`<td class="not-asked">·</td>`
      : markup`<td class="not-asked"><span aria-hidden="true">·</span><span class="unseen">not asked</span></td>`;
  }
  const {state, results, target} = cell;
  if (isDense && state === 'matched') return markup`<td class="matched">=</td>`;
  const {matched, mismatched} = tally(results);
  const share = isDense ? '' : markup`<span>${matched}/${matched + mismatched}</span>`;
  const shown = markup`${symbolOf(state)}<span class="unseen">${state} </span>${share}`;
  const content = target === null ? shown : markup`<a href="#${resultId(target)}">${shown}</a>`;
  // If thousands of cells link to nothing, their words would be most of the page.
  if (isDense && target === null) return markup`<td class="${state}">${symbolOf(state)}</td>`;
  return markup`<td class="${state}" title="${titleOf(results, state)}">${content}</td>`;
}

function titleOf(results: readonly ResultDocument[], state: State): string {
  const [{project, date}] = results as [ResultDocument];
  const {matched, mismatched} = tally(results);
  const reports = results.map((result) => `${result.report} ${stateOf(result)}`).join(', ');
  const share = `${matched} of ${counted(matched + mismatched, 'compared question')} matched`;
  return `${project ?? '(all projects)'} ${date}: ${state}, ${share} (${reports})`;
}
