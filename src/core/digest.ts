import {createHash} from 'node:crypto';
import {canonicalJson} from './json/print.ts';
import type {JsonValue} from './json/value.ts';

/** SHA-256 of a value's canonical text, in base64: the same for equal values however they were written. */
export function digestOf(value: JsonValue): string {
  return digestOfText(canonicalJson(value));
}

/** The digest of a text that is canonical already, or of its UTF-8. */
export function digestOfText(canonical: string | Uint8Array): string {
  return createHash('sha256').update(canonical).digest('base64');
}
