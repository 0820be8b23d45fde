import {JsonSyntaxError} from '../../../core/json/parse.ts';
import {tooMuch} from '../../../core/run-document.ts';
import {ExactMembers, type JsonMembers} from './json-members.ts';

const OFFSET = / at offset ([0-9]+)$/;
const NO_NUMBER = /^(?:NaN|-?Infinity)/;
const MOST_NAMES = 8;
const MOST_NAME_LENGTH = 40;

/** What is wrong with a value, and where in it: lines and columns from 1. */
export interface ValueFault {
  readonly line: number;
  readonly column: number | null;
  readonly reason: string;
}

/** Why the exact reader refused a value. `error` is what it threw. */
export function valueFault(bytes: Uint8Array, error: unknown): ValueFault {
  if ((error as {code?: unknown}).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return {line: 1, column: null, reason: 'is not valid UTF-8'};
  }
  const much = tooMuch(error);
  if (much !== null) return {line: 1, column: null, reason: `is ${much.message}`};
  if (!(error instanceof JsonSyntaxError)) throw error;
  const message = error.message.replace(OFFSET, '').replace(/^not JSON: /, 'is not JSON: ');
  const reason = message.startsWith('is ') ? message : `holds ${message}`;
  const offset = OFFSET.exec(error.message)?.[1];
  if (offset === undefined) return {line: 1, column: null, reason: reason.replace(/^holds nested/, 'is nested')};
  const text = new TextDecoder().decode(bytes);
  const before = text.slice(0, Number(offset)).split('\n');
  const place = {line: before.length, column: [...(before.at(-1) ?? '')].length + 1};
  const word = NO_NUMBER.exec(text.slice(Number(offset), Number(offset) + '-Infinity'.length))?.[0];
  if (word === undefined) return {...place, reason};
  const remedy = `Python's json.dumps writes it; make it null, or write with allow_nan=False to find out where it comes from`;
  return {...place, reason: `is not JSON: ${word} (${remedy})`};
}

/** What to say of a value that is none of a run. */
export function strangerText(value: JsonMembers | unknown): string {
  if (!(value instanceof ExactMembers)) return `is ${kindText(value)}, which is no run`;
  const names = [...value.value.keys()];
  if (names.length === 0) return 'is an object without members, which is no run';
  const shown = names.slice(0, MOST_NAMES).map(shownName).join(', ');
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `is an object with the ${names.length === 1 ? 'member' : 'members'} ${shown}${more}, which is no run`;
}

function shownName(name: string): string {
  const characters = [...name];
  const isLong = characters.length > MOST_NAME_LENGTH;
  return JSON.stringify(isLong ? `${characters.slice(0, MOST_NAME_LENGTH).join('')}…` : name);
}

function kindText(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}
