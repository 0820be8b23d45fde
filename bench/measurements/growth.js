import {linePlot} from '../plot.js';
import {countsText, printedCounts, rangeOf} from '../printed-counts.js';
import * as quantity from '../quantity.js';
import {requireEqual} from '../result.js';
import {interleave} from '../rounds.js';
import {median, spread} from '../statistics.js';
import {dayAfter} from '../trees.js';

/**
 * @typedef {import('../context.js').Context} Context
 * @typedef {import('../trees.js').Tree} Tree
 * @typedef {{value: number, name: string, tree: Tree, range: string[]}} Point one value of what grows
 * @typedef {{name: string, title: string, unit: string, about: string, points: (context: Context) => Promise<Point[]>}} Axis
 */

/** @type {Axis[]} */
const AXES = [
  {
    name: 'days',
    title: 'Growth with the days',
    unit: 'days',
    about: 'A report on the first 1, 3, 10 and 30 days of one tree of 30 days, 1,500 records of 10 KB each.',
    points: async (context) => {
      const tree = await grown(context, 'days', {days: 30, tracesOfProject: 30 * 150});
      const until = (/** @type {number} */ days) => ['--from', tree.first, '--to', dayAfter(tree.first, days - 1)];
      return [1, 3, 10, 30].map((value) => ({value, name: 'days', tree, range: until(value)}));
    },
  },
  {
    name: 'runs',
    title: 'Growth with the runs a day',
    unit: 'runs a day',
    about: 'A report on one day of 500, 1,500 and 5,000 records of 10 KB.',
    points: (context) => series(context, 'runs', [500, 1500, 5000], (value) => ({tracesOfProject: value / 10})),
  },
  {
    name: 'bytes',
    title: 'Growth with the size of documents',
    unit: 'KB a document',
    about: 'A report on one day of 1,500 records of 2, 10 and 30 KB.',
    points: (context) => series(context, 'bytes', [2, 10, 30], (value) => ({bytes: value * 1000})),
  },
  {
    name: 'projects',
    title: 'Growth with the projects',
    unit: 'projects',
    about: 'A report on one day of 4,800 records of 10 KB, together in 1, 4 and 16 projects.',
    points: (context) =>
      series(context, 'projects', [1, 4, 16], (value) => ({projects: value, tracesOfProject: 480 / value})),
  },
];

/** @type {import('../context.js').Measurement[]} */
export const growthMeasurements = AXES.map((axis) => ({
  name: `15-growth-${axis.name}`,
  title: axis.title,
  run: (context) => measure(axis, context),
}));

/** @param {Context} context @param {string} name @param {Partial<import('../trees.js').Shape>} shape */
function grown({data, quick}, name, shape) {
  const traces = shape.tracesOfProject ?? 150;
  const tracesOfProject = quick ? Math.max(1, Math.round(traces / 10)) : traces;
  return data.tree(`growth-${name}`, {bytes: 10_000, ...shape, tracesOfProject});
}

/** @param {Context} context @param {string} axis @param {number[]} values
 * @param {(value: number) => Partial<import('../trees.js').Shape>} shape @returns {Promise<Point[]>} */
async function series(context, axis, values, shape) {
  const points = [];
  for (const value of values) {
    const name = `${axis}-${value}`;
    const tree = await grown(context, name, shape(value));
    points.push({value, name, tree, range: rangeOf(tree)});
  }
  return points;
}

/** @param {Axis} axis @param {Context} context @returns {Promise<import('../result.js').Result>} */
async function measure({name, title, unit, about, points: pointsOf}, context) {
  const {lse, databases, rounds} = context;
  const points = await pointsOf(context);
  const sources = ['files', 'PostgreSQL', 'SQLite'];
  const commands = [];
  for (const {value, name, tree, range} of points) {
    const args = ['report', 'zenrows-errors', ...range];
    const label = (/** @type {string | undefined} */ source) => `${source}, ${value} ${unit}`;
    commands.push(
      lse.fileReport(label(sources[0]), tree.directory, args),
      lse.databaseReport(label(sources[1]), await databases.postgres(`growth_${name.replace('-', '_')}`, tree), args),
      lse.databaseReport(label(sources[2]), await databases.sqlite(`growth-${name}`, tree), args),
    );
  }
  const {runs, checked} = await interleave(commands, rounds, (warmUps) =>
    points.map(({value}, at) => {
      const printed = sources.map((_, source) => warmUps[at * sources.length + source]?.stdout ?? '');
      requireEqual(`${title}, ${value} ${unit}`, printed);
      return `${value} ${unit}: ${countsText(printedCounts(printed[0] ?? ''))}`;
    }),
  );
  const times = (/** @type {number} */ point, /** @type {number} */ source) =>
    (runs[point * sources.length + source] ?? []).map(({seconds}) => seconds);
  const rows = points.map(({value}, point) => [
    String(value),
    ...sources.map((_, source) => {
      const {median: middle, least, most} = spread(times(point, source));
      return `${quantity.seconds(middle)} (${quantity.seconds(least)} to ${quantity.seconds(most)})`;
    }),
  ]);
  const lines = sources.map((source, at) => ({
    name: source,
    points: points.map(({value}, point) => [value, median(times(point, at)) * 1000]),
  }));
  return {
    title,
    about,
    agreed: `All three print the same. ${checked.join('; ')}.`,
    commands: commands.map((command) => context.show(command)),
    tables: [{caption: `Medians of ${rounds} runs, and the fastest and slowest.`, head: [unit, ...sources], rows}],
    verdicts: [],
    plots: [{name: `growth-${name}`, title, svg: linePlot({title, x: unit, y: 'ms', lines, isDoubling: false})}],
    notes: [],
    samples: commands.map(({label}, at) => ({label, seconds: runs[at]?.map(({seconds}) => seconds)})),
  };
}
