import {isBlank, trimBlanks} from '../core/blank.ts';
import {compactJson, sortKeys} from '../core/json/print.ts';
import type {JsonValue} from '../core/json/value.ts';
import {escapeControlCharacters} from './control-characters.ts';
import {maskSecrets, maskValue} from './masking.ts';
import {truncate} from './truncation.ts';

const TRACEBACK = 'Traceback (most recent call last)';
const UNKNOWN_ERROR = 'Unknown error';
const MAX_CODE_POINTS = 150;

/** A stored error as one printed line. Masking comes before truncation: half a secret is still one. */
export function formatErrorLine(error: JsonValue | undefined, {mask}: {readonly mask: boolean}): string {
  const line = lineOf(error, mask);
  return line === null ? UNKNOWN_ERROR : escapeControlCharacters(truncate(line, MAX_CODE_POINTS));
}

function lineOf(error: JsonValue | undefined, mask: boolean): string | null {
  if (error === undefined || error === null) return null;
  if (typeof error !== 'string') return compactJson(sortKeys(mask ? maskValue(error) : error));
  const [beforeTraceback = ''] = error.split(TRACEBACK, 1);
  const line = beforeTraceback.split(/\r\n|\n|\r/).find((candidate) => !isBlank(candidate));
  if (line === undefined) return null;
  const text = shortenHttpError(trimBlanks(line));
  return mask ? maskSecrets(text) : text;
}

/** `HTTPError('<status text> for url: <url>')` as `<status text> - <host>`; anything else as it is. */
function shortenHttpError(line: string): string {
  const [, status, url] = /^HTTPError\('(.*) for url: (\S*)'\)$/s.exec(line) ?? [];
  if (status === undefined || url === undefined || !URL.canParse(url)) return line;
  const {hostname} = new URL(url);
  return hostname === '' ? line : `${status} - ${hostname}`;
}
