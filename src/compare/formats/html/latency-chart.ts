import {counted} from '../count.ts';
import type {ResultDocument} from '../documents/comparison.ts';
import {type Markup, markup} from './markup.ts';

const WIDTH = 960;
const HEIGHT = 260;
/** Room for the numbers of the axes. */
const PLOT = {left: 56, right: 948, top: 12, bottom: 214};
const MOST_LABELS = 8;

interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Milliseconds of either side, question by question; logarithmic, so that one slow answer does not flatten the rest. */
export function latencyChart(results: readonly ResultDocument[]): Markup {
  const times = results.flatMap(({control, candidate}) => [timeOf(control), timeOf(candidate)]).filter(isTime);
  if (times.length === 0) return markup`<p>No answer was measured.</p>\n`;
  const scale = scaleOf(times);
  return markup`<figure class="chart">
<figcaption><span class="dot control"></span>control <span class="dot candidate"></span>candidate</figcaption>
<div class="scroll" tabindex="0" role="group" aria-label="Chart of milliseconds"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="chart-title chart-text">
<title id="chart-title">Milliseconds of both sides, question by question</title>
<desc id="chart-text">${chartText(results)}</desc>
${levels(scale).map((level) => gridLine(level, scale))}
${dateLabels(results)}
<text class="axis-name" x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">questions in the order asked, by their date</text>
<text class="axis-name" transform="rotate(-90)" x="${-(PLOT.top + PLOT.bottom) / 2}" y="11" text-anchor="middle">milliseconds (logarithmic)</text>
<path class="series control" d="${series(results, scale, ({control}) => control)}"/>
<path class="series candidate" d="${series(results, scale, ({candidate}) => candidate)}"/>
</svg></div>
<p class="note">${chartText(results)}</p>
</figure>
`;
}

/** Null for a side whose time says nothing about what an answer costs. */
function timeOf({outcome, milliseconds, fromMemory}: ResultDocument['control']): number | null {
  return outcome === 'answered' && !fromMemory ? milliseconds : null;
}

function isTime(time: number | null): time is number {
  return time !== null;
}

/** The picture in words, for readers who do not see it. */
function chartText(results: readonly ResultDocument[]): string {
  const both = results.filter(({control, candidate}) => isTime(timeOf(control)) && isTime(timeOf(candidate)));
  const slower = both.filter(({control, candidate}) => candidate.milliseconds > control.milliseconds).length;
  const left = results.length - both.length;
  const others =
    left === 0 ? '' : ` Not counted: ${counted(left, 'question')} that a side did not answer, or answered from memory.`;
  return `Candidate was slower than control in ${slower} of ${counted(both.length, 'question')} that were measured on both sides.${others}`;
}

/** From one step to another; a step is a power of ten, or twice or five times one. */
function scaleOf(times: readonly number[]): Scale {
  const low = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const high = times.reduce((most, time) => Math.max(most, time), 0);
  const below = [...STEPS].reverse().find((step) => step <= low) ?? (STEPS[0] as number);
  const above = STEPS.find((step) => step >= high && step > below) ?? Math.max(high, below * 10);
  return {low: below, high: above};
}

const STEPS = [-1, 0, 1, 2, 3, 4, 5, 6, 7].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

/** As many lines as a reader can tell apart: only the powers of ten if the scale spans many. */
function levels({low, high}: Scale): number[] {
  const inside = STEPS.filter((step) => step >= low && step <= high);
  return inside.length <= 8 ? inside : inside.filter((step) => Number.isInteger(Math.log10(step)));
}

function gridLine(level: number, scale: Scale): Markup {
  const y = heightOf(level, scale);
  return markup`<path class="grid" d="M${PLOT.left} ${y}H${PLOT.right}"/><text x="${PLOT.left - 8}" y="${y}" dy=".35em" text-anchor="end">${Number(level.toPrecision(1))}</text>\n`;
}

function dateLabels(results: readonly ResultDocument[]): Markup[] {
  const starts = results.flatMap(({date}, at) => (at === 0 || results[at - 1]?.date !== date ? [at] : []));
  const every = Math.ceil(starts.length / MOST_LABELS);
  return starts
    .filter((_, at) => at % every === 0)
    .map((at) => {
      const x = widthOf(at, results.length);
      return markup`<path class="tick" d="M${x} ${PLOT.bottom}v6"/><text x="${x}" y="${PLOT.bottom + 20}" text-anchor="middle">${results[at]?.date ?? ''}</text>\n`;
    });
}

/** Dots as lines of no length: one element for any number of questions. The ends of the lines give them their shape. */
function series(
  results: readonly ResultDocument[],
  scale: Scale,
  sideOf: (result: ResultDocument) => ResultDocument['control'],
): string {
  const grain = results.length > MANY ? COARSE : FINE;
  const dots = results.flatMap((result, at) => {
    const time = timeOf(sideOf(result));
    if (time === null) return [];
    return [`M${rounded(widthOf(at, results.length), grain)} ${rounded(heightOf(time, scale), grain)}h.01`];
  });
  return [...new Set(dots)].join('');
}

/** With more questions dots lie on each other, and one of those is enough. In lengths of the picture. */
const MANY = 2000;
const FINE = 0.1;
const COARSE = 2;

function widthOf(at: number, count: number): number {
  return rounded(PLOT.left + ((at + 0.5) / count) * (PLOT.right - PLOT.left));
}

function heightOf(time: number, {low, high}: Scale): number {
  const share = Math.log(Math.max(time, low) / low) / Math.log(high / low);
  return rounded(PLOT.bottom - share * (PLOT.bottom - PLOT.top));
}

function rounded(length: number, grain = FINE): number {
  return Math.round(Math.round(length / grain) * grain * 10) / 10;
}
