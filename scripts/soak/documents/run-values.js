import {JsonNumber, number, object} from './json-text.js';

/**
 * Values of a run, each with what a report prints for it. They are spelled out rather than computed, so that no rule has to
 * be implemented a second time.
 *
 * @typedef {import('./json-text.js').Json} Json
 * @typedef {object} ErrorValue
 * @property {Json | undefined} stored undefined: the member is not there
 * @property {string} text behind `Error:`
 * @property {Json} printed in the JSON report
 * @typedef {object} StartValue
 * @property {Json | undefined} stored
 * @property {string} text behind `Time:`
 * @property {number | null} microseconds since 1970; null if it is no time
 * @typedef {{name: string, error: ErrorValue}} NamedError
 */

/** @param {string} stored @param {string} text @returns {ErrorValue} */
const line = (stored, text) => ({stored, text, printed: stored});

/** @type {readonly ErrorValue[]} */
export const errors = [
  {stored: undefined, text: 'Unknown error', printed: null},
  {stored: null, text: 'Unknown error', printed: null},
  line('', 'Unknown error'),
  line(' \t\u00a0\n', 'Unknown error'),
  line('Timeout after 30 s', 'Timeout after 30 s'),
  line('\n  the first line \u3000\r\nthe second', 'the first line'),
  line("KeyError('x')Traceback (most recent call last):\n\n\n  File", "KeyError('x')"),
  line(
    "HTTPError('422 Client Error: Unprocessable Entity for url: https://api.zenrows.com:443/v1/?page=1')",
    '422 Client Error: Unprocessable Entity - api.zenrows.com',
  ),
  line('x'.repeat(150), 'x'.repeat(150)),
  line('\u{1f600}'.repeat(151), `${'\u{1f600}'.repeat(147)}...`),
  line('red \u001b[31m \u0085 \u007f', 'red \\u001b[31m \\u0085 \\u007f'),
  line('größer 直近', 'größer 直近'),
  {
    stored: object({z: new JsonNumber('1.50'), a: [true, null, 'b'], '\uff5e': number(1), '\u{1f600}': number(2)}),
    text: '{"a":[true,null,"b"],"z":1.5,"\uff5e":1,"\u{1f600}":2}',
    printed: object({a: [true, null, 'b'], z: new JsonNumber('1.5'), '\uff5e': number(1), '\u{1f600}': number(2)}),
  },
  {
    stored: new JsonNumber('12345678901234567890'),
    text: '12345678901234567890',
    printed: new JsonNumber('12345678901234567890'),
  },
];

/** What reorders a line of text on a screen. */
export const bidirectionalError = line('left \u202e right \u2028 end', 'left \\u202e right \\u2028 end');

/** @param {string} stored @param {string} text @param {number} microseconds @returns {StartValue} */
const start = (stored, text, microseconds) => ({stored, text: `${text} UTC`, microseconds});
const NOON = Date.UTC(2025, 8, 13, 12) * 1000;

/** @type {readonly StartValue[]} */
export const starts = [
  {stored: undefined, text: 'unknown', microseconds: null},
  {stored: null, text: 'unknown', microseconds: null},
  {stored: 'None', text: 'None', microseconds: null},
  {stored: '2025-02-30T10:00:00', text: '2025-02-30T10:00:00', microseconds: null},
  start('2025-09-13T12:00:00', '2025-09-13 12:00:00', NOON),
  start('2025-09-13T12:00:00.999999', '2025-09-13 12:00:00', NOON + 999_999),
  start('2025-09-13 12:00:00.5Z', '2025-09-13 12:00:00', NOON + 500_000),
  start('2025-09-13T13:30:00.25+01:30', '2025-09-13 12:00:00', NOON + 250_000),
  start('2025-09-12T23:59:59-12:01', '2025-09-13 12:00:59', NOON + 59_000_000),
  {stored: number(NOON / 1000 - 1), text: '2025-09-13 11:59:59 UTC', microseconds: NOON - 1000},
  {stored: new JsonNumber('1.7577576e12'), text: '2025-09-13 10:00:00 UTC', microseconds: 1_757_757_600_000_000},
];

/** As the JSON report prints it. @param {StartValue} value @returns {Json} */
export function printedStart({stored}) {
  if (stored instanceof JsonNumber) return number(Number(stored.text));
  return stored ?? null;
}

/** @type {readonly {stored: Json | undefined, fails: boolean}[]} */
export const statuses = [
  {stored: 'success', fails: false},
  {stored: 'success', fails: false},
  {stored: 'error', fails: true},
  {stored: 'pending', fails: true},
  {stored: '', fails: true},
  {stored: 'successful', fails: true},
  {stored: 'SUCCESS', fails: false},
  {stored: 'Success', fails: false},
  {stored: 'ERROR', fails: true},
  {stored: 'PENDING', fails: true},
  {stored: '\u017fuccess', fails: true},
  {stored: null, fails: false},
  {stored: undefined, fails: false},
  {stored: number(5), fails: false},
];

/** Inputs of a run with what they say: the symbol as printed (null: none) and the address. @type {readonly {stored: Json | undefined, symbol: string | null, url: string | null}[]} */
export const inputs = [
  {stored: undefined, symbol: null, url: null},
  {stored: null, symbol: null, url: null},
  {stored: object({crypto_symbol: 'btc', input: 'https://example.org/a'}), symbol: 'BTC', url: 'https://example.org/a'},
  {stored: object({crypto_symbol: ' \u2003', input_data: object({crypto_symbol: ' eth\n'})}), symbol: 'ETH', url: null},
  {
    stored: object({input_data: object({crypto_symbol: 'straße'}), url: 'https://example.org/ß'}),
    symbol: 'STRASSE',
    url: 'https://example.org/ß',
  },
  {stored: object({crypto_symbol: number(7), input: '', target_url: 'b'}), symbol: null, url: 'b'},
  {stored: object({crypto_symbol: '__proto__'}), symbol: '__PROTO__', url: null},
  {stored: object({crypto_symbol: '\uff5e'}), symbol: '\uff5e', url: null},
  {stored: object({crypto_symbol: '\u{1f600}'}), symbol: '\u{1f600}', url: null},
  {stored: 'text', symbol: null, url: null},
];
