import {codePoints, isBlank, trimBlanks} from './code-points.ts';
import {compactJson, withSortedKeys} from './json-printer.ts';
import type {Json} from './json-value.ts';
import {maskText, maskValue} from './masking.ts';

const UNKNOWN = 'Unknown error';
const HTTP_ERROR =
  /^HTTPError\('(.*) for url: [a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#:]+)(?::\d*)?(?:[/?#].*)?'\)$/isu;

/** What stands behind `Error:`, before control characters are escaped. */
export function errorText(error: Json | undefined, mask: boolean): string {
  if (error === undefined || error === null) return UNKNOWN;
  if (typeof error !== 'string') return truncate(compactJson(withSortedKeys(mask ? maskValue(error) : error)), 150);
  const text = errorLine(error) ?? UNKNOWN;
  return truncate(mask ? maskText(text) : text, 150);
}

/** The same before it is masked and cut; undefined where there is no error. */
export function errorLine(error: Json | undefined): string | undefined {
  if (error === undefined || error === null) return undefined;
  if (typeof error !== 'string') return compactJson(withSortedKeys(error));
  const message = error.split('Traceback (most recent call last)')[0] ?? '';
  const line = message.split(/\r\n|\n|\r/).find((candidate) => !isBlank(candidate));
  return line === undefined ? undefined : shapeHttpError(trimBlanks(line));
}

/** `HTTPError('<status text> for url: <url>')` becomes `<status text> - <host of url>`. */
function shapeHttpError(line: string): string {
  const [, status, host] = HTTP_ERROR.exec(line) ?? [];
  return status === undefined || host === undefined ? line : `${status} - ${host}`;
}

/** Three less than the most, and three dots. */
export function truncate(text: string, most: number): string {
  const points = codePoints(text);
  return points.length > most ? `${String.fromCodePoint(...points.slice(0, most - 3))}...` : text;
}
