import type {JsonFault, TextPosition} from './text-position.ts';
import type {TextWindow} from './text-window.ts';

/** What a splitter finds. `bytes` are there until the next piece is asked for. */
export type SplitPiece<T> =
  | {
      readonly kind: 'value';
      readonly bytes: Buffer;
      /** Where they begin in the text. */
      readonly offset: number;
      /** The line on which the value begins, from 1. */
      readonly line: number;
      /** What `read` made of it, if it was asked. */
      readonly read: T | null;
      /** Where it stands: by itself, as an element of the text's own array, or of the array that is this member of its object. */
      readonly list: string | null;
      /** Whether the text is this value and nothing else. */
      readonly isAlone: boolean;
    }
  | Fault
  /** An object begins whose elements come one by one, with its members up to there that are not long. */
  | {readonly kind: 'open'; readonly line: number; readonly members: Members}
  /** It ends; the members behind those elements. */
  | {readonly kind: 'close'; readonly line: number; readonly members: Members};

/** Values in UTF-8 by their keys. */
export type Members = ReadonlyMap<string, Buffer>;

/** Elements of the text's own array. */
export const OWN_ARRAY = '[]';

/** Members whose elements come one by one, if they are arrays of an object that has no id. */
export const LISTS: ReadonlySet<string> = new Set(['runs', 'items', 'post', 'patch']);
/** Members by which an object is one run, or speaks of one. */
export const IDS: ReadonlySet<string> = new Set(['id', 'run_id']);

/** Reads a line that seems to be one object. `walk`: it is an object whose elements come one by one; null: it is not certain to be one value. */
export type LineReader<T> = (line: Buffer) => T | 'walk' | null;

/** What cannot be read. */
export interface Fault {
  readonly kind: 'fault';
  readonly line: number;
  /** Of a character, from 1; null if it is about the value as a whole. */
  readonly column: number | null;
  readonly message: string;
}

export function faultPiece({message, offset}: JsonFault, position: TextPosition, window: TextWindow): Fault {
  const column = 1 + window.characters(position.lineStart, offset);
  return {kind: 'fault', line: position.line, column, message: `is not JSON: ${message}`};
}

export function tooLarge(line: number, maxBytes: number): Fault {
  const message = `is longer than ${maxBytes} bytes, the most that LSE_MAX_FILE_BYTES allows`;
  return {kind: 'fault', line, column: null, message};
}

/** What a key means; one that is no JSON string is found out by whoever reads the value. */
export function keyOf(bytes: Buffer): string {
  try {
    return JSON.parse(bytes.toString('utf8')) as string;
  } catch {
    return '';
  }
}

/** Whether a number, word or text by itself is what it seems to be. */
export function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
