import {codePoints, isBlank, trimBlanks} from './code-points.ts';
import {compactJson, withSortedKeys} from './json-printer.ts';
import type {Json} from './json-value.ts';

const UNKNOWN = 'Unknown error';
const MOST_CODE_POINTS = 150;
const HTTP_ERROR =
  /^HTTPError\('(.*) for url: [a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#:]+)(?::\d*)?(?:[/?#].*)?'\)$/isu;

/** What stands behind `Error:`, before control characters are escaped. */
export function errorText(error: Json | undefined, mask: (text: string) => string): string {
  return truncate(mask(unmaskedText(error)));
}

function unmaskedText(error: Json | undefined): string {
  if (error === undefined || error === null) return UNKNOWN;
  if (typeof error !== 'string') return compactJson(withSortedKeys(error));
  const message = error.split('Traceback (most recent call last)')[0] ?? '';
  const line = message.split(/\r\n|\n|\r/).find((candidate) => !isBlank(candidate));
  return line === undefined ? UNKNOWN : shapeHttpError(trimBlanks(line));
}

/** `HTTPError('<status text> for url: <url>')` becomes `<status text> - <host of url>`. */
function shapeHttpError(line: string): string {
  const [, status, host] = HTTP_ERROR.exec(line) ?? [];
  return status === undefined || host === undefined ? line : `${status} - ${host}`;
}

function truncate(text: string): string {
  const points = codePoints(text);
  return points.length > MOST_CODE_POINTS ? `${String.fromCodePoint(...points.slice(0, 147))}...` : text;
}
