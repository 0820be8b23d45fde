import {isBlank, trimBlanks} from './blank.ts';
import {catalogue} from './fields/catalogue.ts';
import {type JsonObject, member} from './json/value.ts';

/** A trace without any symbol is listed under this. */
export const UNKNOWN_SYMBOL = 'Unknown';

/** A record's symbol as stored: the first of its places that holds a string with a non-blank character. */
export function symbolOf(trace: JsonObject): string | null {
  for (const path of catalogue.symbol.paths) {
    const candidate = member(trace, ...path);
    if (typeof candidate === 'string' && !isBlank(candidate)) return candidate;
  }
  return null;
}

/** A symbol as printed, the same for every source. */
export function printSymbol(stored: string | null): string {
  return stored === null ? UNKNOWN_SYMBOL : trimBlanks(stored).toUpperCase();
}
