import {trimBlanksAtEnd} from '../core/blank.ts';
import type {DetailReport, SymbolSection, TraceSection} from '../core/detail-report.ts';
import type {ListedRun} from '../core/failing-trace.ts';
import {parseInstant, printInstant} from '../core/instant.ts';
import type {FailingRun} from '../core/record-facts.ts';
import {escapeControlCharacters} from './control-characters.ts';
import {formatErrorLine} from './error-line.ts';
import {maskSecrets} from './masking.ts';
import {truncate} from './truncation.ts';

/** A longer URL is cut; some hold a whole page. */
const MAX_URL = 2000;

interface Options {
  readonly mask: boolean;
}

/** `zenrows-detail` for a person. An empty line follows the heading and each symbol's block, the last one too. */
export function formatDetailText(report: DetailReport, options: Options): string {
  return `${detailLines(report)
    .map((line) => line.text(options))
    .join('\n')}\n`;
}

/** One line of the text and its subject, so that a difference can be traced back to the runs behind it. */
export interface DetailLine {
  readonly part: 'none' | 'title' | 'rule' | 'gap' | 'symbol' | 'trace' | 'error' | 'time' | 'url';
  /** Null for lines above the level of a symbol, a trace or a run. */
  readonly symbol: string | null;
  readonly traceId: string | null;
  readonly run: ListedRun | null;
  /** The line as it is printed, without its line break. */
  readonly text: (options: Options) => string;
}

/** The lines of the text in their order. */
export function detailLines(report: DetailReport): DetailLine[] {
  const heading = {symbol: null, traceId: null, run: null};
  const fixed = (part: DetailLine['part'], text: string): DetailLine => ({...heading, part, text: () => text});
  if (report.totalErrors === 0) return [fixed('none', `No zenrows errors found for ${report.date}.`)];
  return [
    fixed('title', 'Zenrows Error Detail Report'),
    fixed('rule', '========================================'),
    fixed('gap', ''),
    ...report.symbols.flatMap(symbolBlock),
  ];
}

function symbolBlock({symbol, traces}: SymbolSection): DetailLine[] {
  const about = {symbol, traceId: null, run: null};
  return [
    {...about, part: 'symbol', text: () => printLine(`${symbol}:`)},
    ...traces.flatMap((trace) => traceBlock(symbol, trace)),
    {...about, part: 'gap', text: () => ''},
  ];
}

function traceBlock(symbol: string, {traceId, runs}: TraceSection): DetailLine[] {
  return [
    {part: 'trace', symbol, traceId, run: null, text: () => printLine(`  ${traceId}:`)},
    ...runs.flatMap((run) => runBlock({symbol, traceId, run})),
  ];
}

function runBlock(about: {symbol: string; traceId: string; run: ListedRun}): DetailLine[] {
  const {error, startTime, targetUrl} = about.run.run;
  const masked = (text: string, {mask}: Options): string => (mask ? maskSecrets(text) : text);
  return [
    {...about, part: 'error', text: (options) => printLine(`    Error: ${formatErrorLine(error, options)}`)},
    {...about, part: 'time', text: (options) => printLine(`      Time: ${masked(formatTime(startTime), options)}`)},
    {
      ...about,
      part: 'url',
      text: (options) => printLine(`      URL: ${truncate(masked(targetUrl ?? '-', options), MAX_URL)}`),
    },
  ];
}

function formatTime(startTime: FailingRun['startTime']): string {
  const instant = parseInstant(startTime);
  if (instant !== null) return `${printInstant(instant)} UTC`;
  return typeof startTime === 'string' && startTime !== '' ? startTime : 'unknown';
}

/**
 * Escaping comes first, so that a line break inside a value cannot begin a line of its own. UTF-8 has no lone surrogates:
 * the output would have U+FFFD in their place. So the text already has it, and equal bytes are equal strings.
 */
function printLine(line: string): string {
  return trimBlanksAtEnd(escapeControlCharacters(line)).toWellFormed();
}
