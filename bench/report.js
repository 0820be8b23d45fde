/**
 * @typedef {import('./result.js').Result} Result
 * @typedef {import('./result.js').SkippedResult} SkippedResult
 * @typedef {{command: string, facts: import('./machine.js').Facts, notices: readonly string[], results: readonly (Result | SkippedResult)[], data: readonly import('./result.js').ShownCommand[]}} Report
 */

/** Beside the report. */
export const DETAILS_FILE = 'performance-details.md';

/** The name of a plot's file, next to the report. @param {import('./result.js').Plot} plot */
export function plotFile({name}) {
  return `performance-${name}.svg`;
}

/** The page that is read: what was found, against which target, and the plots. @param {Report} report */
export function markdownReport({command, facts, notices, results}) {
  const plots = results.flatMap((result) => ('skipped' in result ? [] : result.plots));
  const parts = [
    ...heading('Performance', command),
    `Each ratio is that of whole processes, from start to end, run in turns: the median, and in brackets the least and the most. Files are in the system's memory already. [bench/README.md](../bench/README.md) says what the numbers mean, [${DETAILS_FILE}](${DETAILS_FILE}) has the commands to repeat them, with CPU and memory of each, and [performance-profile.md](performance-profile.md) says why a target is not met, and how far down it could go.`,
    verdictTable(results),
    ...plots.map((plot) => `![${plot.title}](${plotFile(plot)})`),
    table({caption: null, head: ['Measured on', ''], rows: facts.map(([name, value]) => [name, value])}),
    'PostgreSQL runs with `fsync` off if the settings above say so, as a throw-away server: its loads are faster than those of a server that has to survive a power cut, its reports are not. `\\copy` and lse write into the same server, so their ratio stands.',
    ...notices,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The appendix: every measurement with its times, CPU, memory and commands. @param {Report} report */
export function markdownDetails({command, results, data}) {
  const parts = [
    ...heading('The measurements one by one', command),
    'What they say together stands in [performance.md](performance.md).',
    ...results.map((result) => ('skipped' in result ? skippedPart(result) : resultPart(result))),
    '## Data',
    'The commands above go on what these made, in this order. `$DATA` is the directory of `--keep`, `$SCRATCH` any other, `$SERVER` a server, such as `postgres://postgres@localhost:5432`. Databases whose making is not listed are copies of one that is, made by `create database … template`, or, for SQLite, of the file; the rows of `$SERVER/many` are those of the SQL in bench/many-runs.js.',
    commandBlock(data),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** @param {string} title @param {string} command */
function heading(title, command) {
  return [`<!-- Written by \`${command}\`. Do not edit it: the next run overwrites it. -->`, `# ${title}`];
}

/** One line for the terminal. @param {Result | SkippedResult} result */
export function resultLines(result) {
  if ('skipped' in result) return [`${result.title}: skipped. ${result.skipped}`];
  if (result.verdicts.length === 0) return [`${result.title}: measured; there is no target`];
  return result.verdicts.map(
    ({what, found, target, isMet}) => `${result.title}: ${what}: ${found}, target ${target}: ${verdictText(isMet)}`,
  );
}

/** @param {readonly (Result | SkippedResult)[]} results */
function verdictTable(results) {
  const rows = results.flatMap((result) =>
    'skipped' in result
      ? [[result.title, '', 'skipped', '', '']]
      : result.verdicts.map(({what, time = '', found, target, isMet}) => [
          result.verdicts.length > 1 ? `${result.title}. ${what}` : result.title,
          time,
          found,
          target,
          verdictText(isMet),
        ]),
  );
  return table({caption: null, head: ['Measurement', 'Time', 'Ratio', 'Target', ''], rows});
}

/** @param {boolean} isMet */
function verdictText(isMet) {
  return isMet ? 'met' : '**not met**';
}

/** @param {SkippedResult} result */
function skippedPart({title, skipped}) {
  return `## ${title}\n\nSkipped: ${skipped}`;
}

/** @param {Result} result */
function resultPart({title, about, agreed, commands, tables, verdicts, notes}) {
  return [
    `## ${title}`,
    about,
    ...(agreed === null ? [] : [`Checked first: ${agreed}`]),
    ...tables.flatMap((one) => [...(one.caption === null ? [] : [one.caption]), table(one)]),
    ...verdicts.map(
      ({what, found, target, isMet}) => `${what}: **${found}**. Target ${target}: ${verdictText(isMet)}.`,
    ),
    ...notes,
    commandBlock(commands),
  ].join('\n\n');
}

/** @param {readonly import('./result.js').ShownCommand[]} commands */
function commandBlock(commands) {
  return ['```sh', ...commands.flatMap(commandLines), '```'].join('\n');
}

/** @param {import('./result.js').ShownCommand} command */
function commandLines({label, text, prepared}) {
  return [`# ${label}${prepared === null ? '' : `; before each run, not measured: ${prepared}`}`, text];
}

/** @param {import('./result.js').Table} table */
function table({head, rows}) {
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
