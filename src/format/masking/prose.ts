import {PROSE_WORDS} from './secret-list.ts';

/** The shortest value that looks like a secret, and the shortest of letters alone. */
const LEAST_SECRET = 6;
const LEAST_LETTERS = 20;

const SECRET_ALPHABET = /^[\w+/=.~:$!@#%^&*-]{1,200}$/;
/** Dates, `column_12`, dotted paths and addresses. */
const ORDINARY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}|^[A-Za-z]{1,200}[_-]?[0-9]{1,4}$|^\w{1,200}\.\w|^https?:/i;

const proseWords = new Set(PROSE_WORDS);

/** One of the words that people say about a credential. */
export function isProseWord(word: string): boolean {
  return proseWords.has(word.toLowerCase());
}

/** Letters as prose has them: `missing`, `Secretary`, `can't`. No word in capitals. */
export function isPlainWord(text: string): boolean {
  return /^[A-Za-z][a-z]{0,30}(?:['’][a-z]{1,30})?$/.test(text);
}

/** Long enough, of letters and digits, and unlike ordinary values; or very many letters. */
export function looksSecret(text: string): boolean {
  if (text.length < LEAST_SECRET || !SECRET_ALPHABET.test(text)) return false;
  if (/^[A-Za-z]{1,200}$/.test(text)) return text.length >= LEAST_LETTERS;
  return /[A-Za-z]/.test(text) && /[0-9]/.test(text) && !ORDINARY.test(text);
}
