import {isBlank, trimBlanks} from './blank.ts';
import {canonicalJson} from './json/print.ts';
import type {JsonValue} from './json/value.ts';

const TRACEBACK = 'Traceback (most recent call last)';

/**
 * A stored error as one line, as a report prints it before it masks and cuts it. Of a text it is the first line that is not blank, before a
 * traceback; any other value is printed as compact JSON. Null if there is no error: absent, null or blank.
 */
export function errorMessage(error: JsonValue | undefined): string | null {
  if (error === undefined || error === null) return null;
  if (typeof error !== 'string') return canonicalJson(error);
  const [beforeTraceback = ''] = error.split(TRACEBACK, 1);
  const line = beforeTraceback.split(/\r\n|\n|\r/).find((candidate) => !isBlank(candidate));
  return line === undefined ? null : shortenHttpError(trimBlanks(line));
}

/** `HTTPError('<status text> for url: <url>')` as `<status text> - <host>`; anything else as it is. */
function shortenHttpError(line: string): string {
  const [, status, url] = /^HTTPError\('(.*) for url: (\S*)'\)$/s.exec(line) ?? [];
  if (status === undefined || url === undefined || !URL.canParse(url)) return line;
  const {hostname} = new URL(url);
  return hostname === '' ? line : `${status} - ${hostname}`;
}
