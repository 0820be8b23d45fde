import {counted} from '../count.ts';
import type {ComparisonDocument, ResultDocument} from '../documents/comparison.ts';
import type {LatencyDocument} from '../documents/latency.ts';
import {questionName} from '../wording.ts';
import {latencyChart} from './latency-chart.ts';
import {type Markup, markup} from './markup.ts';
import type {OpenResults} from './shown-results.ts';
import {resultId} from './state.ts';
import {moreText} from './value.ts';

const MOST = 50;
const SLOWEST = 10;

/** How long either side took, and how control compares to itself if that was measured. */
export function latencySection(document: ComparisonDocument, open: OpenResults): Markup {
  const {latency, results} = document;
  return markup`<section aria-labelledby="latency">
<h2 id="latency">Latency</h2>
<p class="note">Both sides are asked at once, so each slows the other down. What a side answered from what it had read for an earlier question is in no figure.</p>
<div class="scroll" tabindex="0" role="group" aria-labelledby="latency"><table class="plain figures">
<thead><tr><th scope="col">Side</th><th scope="col">Measured</th><th scope="col">From memory</th><th scope="col">Median</th><th scope="col">p95</th><th scope="col">Total</th></tr></thead>
<tbody>
${row('Control', latency.control, results, ({control}) => control)}
${row('Candidate', latency.candidate, results, ({candidate}) => candidate)}
</tbody>
</table></div>
${latencyChart(results)}${slowest(results)}${calibrationText(document, open)}</section>
`;
}

function row(
  name: string,
  latency: LatencyDocument | null,
  results: readonly ResultDocument[],
  sideOf: (result: ResultDocument) => ResultDocument['control'],
): Markup {
  const times = [latency?.median, latency?.p95, latency?.total].map(
    (time) => markup`<td>${duration(time ?? null)}</td>`,
  );
  const fromMemory = results.filter((result) => sideOf(result).fromMemory).length;
  const colour = name === 'Control' ? 'control' : 'candidate';
  return markup`<tr><th scope="row"><span class="dot ${colour}"></span>${name}</th><td>${latency?.questions ?? 0} of ${results.length}</td><td>${fromMemory}</td>${times}</tr>`;
}

function slowest(results: readonly ResultDocument[]): Markup {
  const timeOf = ({control, candidate}: ResultDocument): number =>
    Math.max(control.milliseconds, candidate.milliseconds);
  const shown = [...results].sort((one, other) => timeOf(other) - timeOf(one)).slice(0, SLOWEST);
  const rows = shown.map((result) => {
    const {control, candidate} = result;
    return markup`<tr><th scope="row"><bdi>${questionName(result)}</bdi></th><td>${timeText(control)}</td><td>${timeText(candidate)}</td></tr>\n`;
  });
  if (rows.length === 0) return markup``;
  return markup`<details><summary>The slowest ${shown.length} of ${counted(results.length, 'question')}</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Slowest questions"><table class="plain figures slowest">
<thead><tr><th scope="col">Question</th><th scope="col">Control</th><th scope="col">Candidate</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div></details>
`;
}

function timeText({outcome, milliseconds, fromMemory}: ResultDocument['control']): string {
  if (outcome === 'failed') return `no answer after ${duration(milliseconds)}`;
  return fromMemory ? `${duration(milliseconds)}, from memory` : duration(milliseconds);
}

function calibrationText({calibration, results}: ComparisonDocument, open: OpenResults): Markup {
  if (calibration === null) return markup``;
  const {questions, noisy, firstMedian, secondMedian} = calibration;
  const items = noisy.slice(0, MOST).map((question) => {
    const at = results.findIndex((each) => each.verdict !== 'matched' && questionName(each) === questionName(question));
    const name = markup`<bdi>${questionName(question)}</bdi>`;
    return markup`<li>${at === -1 || !open.isShown(at) ? name : markup`<a href="#${resultId(at)}">${name}</a>`}</li>\n`;
  });
  return markup`<h3>Calibration</h3>
<p>Control against itself: ${questions - noisy.length} of ${counted(questions, 'question')} answered the same twice; median times ${duration(firstMedian)} and ${duration(secondMedian)}.</p>
${items.length === 0 ? '' : markup`<p>Not answered the same twice:</p>\n<ul>\n${items}</ul>\n<p>${moreText(noisy.length - MOST, 'question')}</p>\n`}`;
}

function duration(time: number | null): string {
  return time === null ? 'none' : `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
}
