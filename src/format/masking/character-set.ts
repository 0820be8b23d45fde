import {isBlank} from '../../core/blank.ts';

/** A question about one character code; codes below zero, which stand for no character, are in no set. */
export type CharacterSet = (code: number) => boolean;

export const isAlphanumeric = characterSet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');

/** The set of these ASCII characters, as a table: masking asks several such questions about every character. */
export function characterSet(characters: string): CharacterSet {
  const members = new Uint8Array(0x80);
  for (const character of characters) members[character.charCodeAt(0)] = 1;
  return (code) => members[code] === 1;
}

const isAsciiBlank = characterSet('\t\n\v\f\r ');

/** True for the code of a blank of the contract. */
export function isBlankCode(code: number): boolean {
  return code < 0x80 ? isAsciiBlank(code) : isBlank(String.fromCharCode(code));
}
