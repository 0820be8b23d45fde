import {
  AMBIGUOUS_NAMES,
  AUTHORIZATION_NAMES,
  CLEAR_NAMES,
  COOKIE_NAMES,
  JOINED_ENDINGS,
  KEY_QUALIFIERS,
  LAST_WORDS,
  NAME_BEGINNINGS,
  SET_COOKIE_NAMES,
} from './secret-list.ts';

/** What a name says of its value. `ambiguous`: the name is an ordinary word as well. */
export type NameKind = 'clear' | 'ambiguous' | 'authorization' | 'cookie' | 'set-cookie';

/** Every secret name, scheme and program holds one of these. It is asked first, because most texts and names hold none. */
const HINT = /key|token|pass|pwd|secret|sig|auth|cookie|amz|goog|bearer|basic|curl/i;
/** A number at the end tells several names of a kind apart: `API_KEY_2`. */
const NUMBER_AT_END = /(?<=[A-Za-z])[_-]?[0-9]{1,3}$/;

const kinds = new Map<string, NameKind>([
  ...CLEAR_NAMES.map((name) => [name, 'clear'] as const),
  ...AMBIGUOUS_NAMES.map((name) => [name, 'ambiguous'] as const),
  ...AUTHORIZATION_NAMES.map((name) => [name, 'authorization'] as const),
  ...COOKIE_NAMES.map((name) => [name, 'cookie'] as const),
  ...SET_COOKIE_NAMES.map((name) => [name, 'set-cookie'] as const),
]);
const lastWords = new Set(LAST_WORDS);
const qualifiers = new Set(KEY_QUALIFIERS);

/** A name as it stands in the list, in lower case and without separators. */
export function isClearWord(joined: string): boolean {
  return kinds.get(joined.toLowerCase()) === 'clear';
}

/** Whether a text holds what every secret name holds, or a scheme or program before credentials. */
export function mayNameSecret(text: string): boolean {
  return HINT.test(text);
}

/** The kind of a whole name, or null if its value is no secret. Case, `-`, `_` and camel case do not matter. */
export function nameKind(name: string): NameKind | null {
  if (!HINT.test(name)) return null;
  const numbered = kindOf(wordsOf(name));
  if (numbered !== null) return numbered;
  const unnumbered = name.replace(NUMBER_AT_END, '');
  const kind = unnumbered === name ? null : kindOf(wordsOf(unnumbered));
  return kind === 'clear' ? kind : null;
}

function kindOf(words: readonly string[]): NameKind | null {
  const joined = words.join('');
  const known = kinds.get(joined);
  if (known !== undefined) return known;
  const last = words.at(-1) ?? '';
  const before = words.at(-2);
  if (before !== undefined) {
    if (lastWords.has(last) || (last === 'key' && qualifiers.has(before))) return 'clear';
    if (words.length > 2 && NAME_BEGINNINGS.includes(`${words[0]} ${words[1]}`)) return 'clear';
    // `DB_PASS`; but a first pass is none.
    if (last === 'pass') return 'ambiguous';
  }
  return JOINED_ENDINGS.some((ending) => joined.endsWith(ending)) ? 'clear' : null;
}

/** In lower case, split at `-`, `_`, `.` and before each word in camel case. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
