import {mapStrings} from './print.ts';
import type {JsonValue} from './value.ts';

const LONE_SURROGATE_OR_NUL = /\0|\p{Surrogate}/gu;

/** The value with U+FFFD in place of every character that `jsonb` refuses, in strings and in keys. */
export function storableText(value: JsonValue): JsonValue {
  return mapStrings(value, replaceRefused, replaceRefused);
}

function replaceRefused(text: string): string {
  return text.replace(LONE_SURROGATE_OR_NUL, '\ufffd');
}
