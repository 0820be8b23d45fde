import {isArray, isObject, type JsonObject, type JsonValue} from '../core/json/value.ts';
import {DecodedText} from './masking/decoded-text.ts';
import {knownFormRanges} from './masking/known-form.ts';
import {isPlainWord} from './masking/prose.ts';
import {mayNameSecret, type NameKind, nameKind} from './masking/secret-name.ts';
import {secretValueRanges} from './masking/secret-value.ts';
import {replaceRanges, type TextRange} from './masking/text-range.ts';
import {userInfoRanges} from './masking/user-info.ts';

const MASK = '***';

/**
 * The text with `***` in place of its secrets. Takes linear time, and changes nothing in a text that is already masked. In doubt it
 * masks too much, but prose stays prose.
 *
 * It recognises a secret in three ways. Each looks at the text as it reads once all percent-encoding and
 * all escapes are undone (`decoded-text.ts`), because a scraper's URL holds another URL, and a log holds JSON that holds
 * JSON. Each unit of that text knows its place in the original, so only the secret itself is replaced.
 *
 * 1. By its place in a URL: user info (`user-info.ts`).
 * 2. By what names it: a name and `=` or `:`, in a query, a dict, a header, an assignment, a pair; a scheme (`Bearer`); a
 *    flag (`curl -u`). `secret-starts.ts` looks at each separator and back from there, never further than a bound, for the
 *    name; `secret-name.ts` says what kind of name it is; `assigned-value.ts` finds where its value starts, and whether it
 *    is one. The end is the closing quote of the same level of quoting, or the closing bracket. A value without
 *    either ends with its URL, parameter or line (`value-end.ts`), and may hold other values.
 * 3. By its own form, whatever stands around it: `known-form.ts`.
 *
 * The use of a name tells a secret from prose. After `name=` without blanks, after a quoted name, and in a
 * parameter there is always a value. After `name: ` and `name = ` a sentence may follow. So a clear name (`password`) is
 * believed unless a word follows that people say about secrets (`missing`), or a plain word and another one. An ambiguous name
 * (`key`, `token`, `pass`) counts only if the value looks like a secret: letters and digits, and no date, path or `column_12`.
 * `None`, `null` and `true` are no secrets anywhere. All these lists are data, in `secret-list.ts`.
 *
 * User info comes first, because a password may look like a parameter. It comes again at the end, because the text that is
 * left without a value may read as user info.
 */
export function maskSecrets(text: string): string {
  const decoded = new DecodedText(text);
  const withoutUserInfo = decoded.plain.includes('@') ? mask(decoded, userInfoRanges) : decoded;
  const masked = mask(withoutUserInfo, valueRanges);
  return masked !== withoutUserInfo && masked.plain.includes('@') ? mask(masked, userInfoRanges).text : masked.text;
}

/** By name and by form, in one order: both are found in the same text, and one may lie in another. */
function valueRanges(text: DecodedText): TextRange[] {
  const forms = knownFormRanges(text);
  if (!mayNameSecret(text.plain)) return forms;
  const values = secretValueRanges(text);
  return forms.length === 0 ? values : [...values, ...forms].sort((left, right) => left.from - right.from);
}

/** The value with `***` in place of its secrets: those in its strings, and the values of names that carry a secret. */
export function maskValue(value: JsonValue): JsonValue {
  if (typeof value === 'string') return maskSecrets(value);
  if (isArray(value)) return maskElements(value);
  return isObject(value) ? maskMembers(value) : value;
}

/** The same for the value at the end of a path of keys; all of it is masked if one of the keys is a secret name. */
export function maskAt(keys: readonly string[], value: JsonValue): JsonValue {
  return keys.some((key) => kindOfKey(key) !== null) ? hidden(value) : maskValue(value);
}

/** Headers may also be pairs: `["x-api-key", "…"]`. Two plain words are a list of names. */
function maskElements(elements: readonly JsonValue[]): JsonValue {
  const [name, value] = elements;
  const isPair = elements.length === 2 && typeof name === 'string' && typeof value === 'string' && !isPlainWord(value);
  return isPair && isClearKey(name) ? [name, hidden(value)] : elements.map(maskValue);
}

/** Headers may also be objects with a name and a value. */
function maskMembers(members: JsonObject): JsonValue {
  const name = members.get('name') ?? members.get('key') ?? members.get('header');
  const isLabelled = typeof name === 'string' && isClearKey(name);
  return new Map(
    [...members].map(([key, member]) => {
      if (isLabelled && key === 'value') return [key, hidden(member)];
      return [key, isLabelled && member === name ? member : maskAt([key], member)];
    }),
  );
}

/** Null, true, false and an empty string hide nothing. */
function hidden(value: JsonValue): JsonValue {
  return value === null || typeof value === 'boolean' || value === '' ? value : MASK;
}

function isClearKey(key: string): boolean {
  const kind = kindOfKey(key);
  return kind !== null && kind !== 'ambiguous';
}

function kindOfKey(key: string): NameKind | null {
  return nameKind(new DecodedText(key).plain);
}

function mask(decoded: DecodedText, rangesOf: (decoded: DecodedText) => TextRange[]): DecodedText {
  const masked = replaceRanges(decoded.text, rangesOf(decoded), MASK);
  return masked === decoded.text ? decoded : new DecodedText(masked);
}
