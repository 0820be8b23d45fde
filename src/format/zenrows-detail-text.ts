import {trimBlanksAtEnd} from '../core/blank.ts';
import type {DetailReport, SymbolSection, TraceSection} from '../core/detail-report.ts';
import type {FailingRun} from '../core/failing-run.ts';
import {parseInstant, printInstant} from '../core/instant.ts';
import {escapeControlCharacters} from './control-characters.ts';
import {formatErrorLine} from './error-line.ts';
import {maskSecrets} from './masking.ts';

interface Options {
  readonly mask: boolean;
}

/** `zenrows-detail` for a person. An empty line follows the heading and each symbol's block, the last one too. */
export function formatDetailText(report: DetailReport, options: Options): string {
  if (report.totalErrors === 0) return `No zenrows errors found for ${report.date}.\n`;
  const lines = [
    'Zenrows Error Detail Report',
    '========================================',
    '',
    ...report.symbols.flatMap((section) => symbolBlock(section, options)),
  ];
  return `${lines.map(printLine).join('\n')}\n`;
}

function symbolBlock({symbol, traces}: SymbolSection, options: Options): string[] {
  return [`${symbol}:`, ...traces.flatMap((trace) => traceBlock(trace, options)), ''];
}

function traceBlock({traceId, runs}: TraceSection, options: Options): string[] {
  return [`  ${traceId}:`, ...runs.flatMap(({run}) => runBlock(run, options))];
}

function runBlock({error, startTime, targetUrl}: FailingRun, {mask}: Options): string[] {
  const shown = (text: string): string => (mask ? maskSecrets(text) : text);
  return [
    `    Error: ${formatErrorLine(error, {mask})}`,
    `      Time: ${shown(formatTime(startTime))}`,
    `      URL: ${shown(targetUrl ?? '-')}`,
  ];
}

function formatTime(startTime: FailingRun['startTime']): string {
  const instant = parseInstant(startTime);
  if (instant !== null) return `${printInstant(instant)} UTC`;
  return typeof startTime === 'string' && startTime !== '' ? startTime : 'unknown';
}

/**
 * Escaping comes first, so that a line break inside a value cannot begin a line of its own. UTF-8 has no lone surrogates;
 * U+FFFD, which would be written for one anyway, stands in the text already, so that equal bytes are equal strings.
 */
function printLine(line: string): string {
  return trimBlanksAtEnd(escapeControlCharacters(line)).toWellFormed();
}
