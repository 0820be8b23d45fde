import {type Assignment, assignedValue, quotedValue} from './assigned-value.ts';
import {characterSet, isAlphanumeric, isBlankCode} from './character-set.ts';
import {credentialsAfter} from './credentials.ts';
import {CurlUser} from './curl-user.ts';
import type {DecodedText} from './decoded-text.ts';
import {isParameterName, nameBefore, type SecretName, skipToQuote} from './name-before.ts';
import {isPlainWord, looksSecret} from './prose.ts';
import {closed, type SecretStart} from './secret-start.ts';
import {isQuote, type ValueEnds} from './value-end.ts';
import {isSpace, MAX_WORD, skipBlanks, skipBlanksBack, skipSpaces} from './words.ts';

const COLON = 0x3a;
const COMMA = 0x2c;
const EQUALS = 0x3d;
const PLUS = 0x2b;
const LESS = 0x3c;
const GREATER = 0x3e;
const HYPHEN = 0x2d;
const LETTER_U = 0x75;

const isPairOpening = characterSet('([');
/** What makes `=` part of a comparison or of another operator. */
const isOperator = characterSet('=!<>');

/** Finds the secrets of a text behind a name, a scheme or a flag. */
export class SecretStarts {
  readonly #text: DecodedText;
  readonly #ends: ValueEnds;
  readonly #curl: CurlUser;

  constructor(text: DecodedText, ends: ValueEnds) {
    this.#text = text;
    this.#ends = ends;
    this.#curl = new CurlUser(text, ends);
  }

  /** The secret behind the separator at `at`, or null. */
  at(at: number): SecretStart | null {
    const code = this.#text.code(at);
    if (code === EQUALS || code === COLON) return this.#assigned(at);
    if (code === COMMA) return this.#paired(at);
    if (code === GREATER) return this.#element(at);
    if (code !== PLUS && !isBlankCode(code)) return null;
    return isSpace(this.#text.code(at + 1)) ? null : this.#spaced(at);
  }

  /** `name=value`, `name: value`, `"name": value`, `name = "value"`, `name => value`, `name := value`. */
  #assigned(at: number): SecretStart | null {
    const text = this.#text;
    const isColon = text.code(at) === COLON;
    const next = text.code(at + 1);
    const previous = text.code(at - 1);
    if (isColon ? next === EQUALS || next === COLON || previous === COLON : isOperator(previous)) return null;
    const first = !isColon && previous === COLON ? at - 1 : at;
    const from = !isColon && next === GREATER && text.depth(at + 1) === text.depth(at) ? at + 2 : at + 1;
    const end = skipBlanksBack(text, first);
    const name = nameBefore(text, end, isColon);
    if (name === null) return null;
    const touches = !isColon && end === at;
    const isParameter = touches && !name.quoted && isParameterName(text, name, from);
    if (!isColon && next === EQUALS && !isParameter) return null;
    const value = isColon ? skipSpaces(text, from) : skipBlanks(text, from);
    if (isParameter && value > from) return null;
    const depth = Math.max(name.depth, text.depth(at));
    return this.#value(value, {name, depth, isParameter, isTight: touches && value === at + 1});
  }

  /** `<name>value</name>`. */
  #element(at: number): SecretStart | null {
    const text = this.#text;
    const name = nameBefore(text, at, false);
    if (name === null || name.kind !== 'clear' || text.code(name.before) !== LESS || name.text.startsWith('/'))
      return null;
    const end = text.plain.indexOf('<', at);
    return closed(at + 1, end === -1 ? text.length : end, name.depth);
  }

  /** `('name', 'value')`, and a flag and its value in a list of arguments, `'--name', 'value'`. */
  #paired(at: number): SecretStart | null {
    const text = this.#text;
    if (!isQuote(text.code(at - 1))) return null;
    const value = skipToQuote(text, skipBlanks(text, at + 1));
    if (!isQuote(text.code(value))) return null;
    if (this.#curl.isFlag(at - 1)) return this.#curlUser(value);
    const name = nameBefore(text, at, false);
    if (name === null) return null;
    if (text.code(skipBlanksBack(text, name.before + 1) - 1) === COLON) return this.#labelled(value, name);
    if (!name.text.startsWith('--') && !isPairOpening(text.code(name.before))) return null;
    const to = this.#ends.closingQuote(value);
    if (to === -1) return null;
    const content = text.plain.slice(value + 1, Math.min(to, value + 1 + MAX_WORD));
    if (name.kind === 'ambiguous' ? !looksSecret(content) : isPlainWord(content)) return null;
    return quotedValue(text, this.#ends, value, loosely(name));
  }

  /** `{"name": "x-api-key", "value": "…"}`, as headers are listed in archives of requests. */
  #labelled(label: number, name: SecretName): SecretStart | null {
    const text = this.#text;
    if (name.kind === 'ambiguous' || !/^value\\{0,8}["']/.test(text.plain.slice(label + 1, label + 15))) return null;
    const colon = skipBlanks(text, this.#ends.closingQuote(label) + 1);
    return text.code(colon) === COLON ? this.#value(skipBlanks(text, colon + 1), loosely(name)) : null;
  }

  /** `Bearer value`, `Basic value`, `--name value`, `curl -u user:password`. */
  #spaced(at: number): SecretStart | null {
    const text = this.#text;
    const credentials = credentialsAfter(text, at, this.#ends);
    if (credentials !== null || !isAlphanumeric(text.code(at - 1))) return credentials;
    if (this.#curl.isFlag(at)) return this.#curlUser(at + 1);
    if (text.code(at + 1) === HYPHEN) {
      // `-uuser:password`.
      const isJoined = text.code(at + 2) === LETTER_U && isAlphanumeric(text.code(at + 3)) && this.#curl.isCurl(at);
      return isJoined ? this.#curlUser(at + 3) : null;
    }
    const name = nameBefore(text, at, false);
    const isFlag = name !== null && !name.quoted && name.text.startsWith('--');
    return isFlag ? this.#value(at + 1, loosely(name)) : null;
  }

  #value(first: number, assignment: Assignment): SecretStart | null {
    return assignedValue(this.#text, this.#ends, first, assignment);
  }

  #curlUser(first: number): SecretStart | null {
    const span = this.#curl.spanAt(first);
    return span === null ? null : closed(...span, this.#text.depth(first));
  }
}

function loosely(name: SecretName): Assignment {
  return {name, depth: name.depth, isParameter: false, isTight: false};
}
