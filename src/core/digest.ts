import {canonicalJson} from './json/print.ts';
import type {JsonValue} from './json/value.ts';

/** SHA-256 of a value's canonical text, in base64: the same for equal values however they were written. */
export function digestOf(value: JsonValue): string {
  return digestOfText(canonicalJson(value));
}

/**
 * The digest of a text that is canonical already, or of its UTF-8. Node loads its cryptography on first use. That takes 8 ms in each
 * thread, and a report needs none.
 */
export function digestOfText(canonical: string | Uint8Array): string {
  hash ??= process.getBuiltinModule('node:crypto').hash;
  return hash('sha256', canonical, 'base64');
}

let hash: typeof import('node:crypto').hash | undefined;
