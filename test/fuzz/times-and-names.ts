import {deepStrictEqual, ok, strictEqual} from 'node:assert/strict';
import fc from 'fast-check';
import {parseCalendarDate} from '../../src/core/calendar-date.ts';
import {compareInstants, parseInstant, printInstant} from '../../src/core/instant.ts';
import {parseJson} from '../../src/core/json/parse.ts';
import {isProjectName, projectNameFault} from '../../src/core/project-name.ts';
import {readJson} from '../oracle/json-reader.ts';
import {byMoment, printMoment, readMoment} from '../oracle/moment.ts';
import {isCalendarDate} from '../oracle/tree-file.ts';
import {numberText} from '../properties/json-text-arbitrary.ts';
import {damagedText} from './damaged.ts';
import {type Fuzzed, fuzzed} from './fuzzed.ts';

const twoDigits = (most: number): fc.Arbitrary<string> =>
  fc.integer({min: 0, max: most}).map((part) => String(part).padStart(2, '0'));
const year = fc.oneof(
  fc.constantFrom('0000', '0001', '1900', '1999', '2000', '2024', '2025', '9999', '10000', '99', '+2025', '-001'),
  fc.integer({min: 0, max: 9999}).map((part) => String(part).padStart(4, '0')),
);
const date = fc.tuple(year, twoDigits(14), twoDigits(33)).map((parts) => parts.join('-'));
const time = fc
  .tuple(
    date,
    fc.constantFrom('T', ' ', 't', '', '  '),
    fc.tuple(twoDigits(25), twoDigits(61), twoDigits(61)).map((parts) => parts.join(':')),
    fc.oneof(fc.constantFrom('', '', '.', ',5', '.0', '.000001'), fc.stringMatching(/^\.[0-9]{1,12}$/)),
    fc.oneof(
      fc.constantFrom('', '', 'Z', 'z', '+00', '+0000', ' UTC', '+24:00', '-00:60'),
      fc
        .tuple(fc.constantFrom('+', '-'), twoDigits(24), twoDigits(60))
        .map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
    ),
  )
  .map((parts) => parts.join(''));
/** As it stands in a document. */
const timeText = fc.oneof(
  damagedText(time).map((text) => JSON.stringify(text)),
  numberText,
);

export const timesAndNames: readonly Fuzzed[] = [
  fuzzed('a date is one of the calendar, or none', 3, damagedText(date), (text) => {
    strictEqual(parseCalendarDate(text), isCalendarDate(text) ? text : null);
  }),
  fuzzed('an instant is what the oracle reads', 4, timeText, (text) => {
    const [ours, theirs] = [parseInstant(parseJson(text).value), readMoment(readJson(text))];
    deepStrictEqual(ours === null ? undefined : {...ours}, theirs);
    if (ours !== null && theirs !== undefined) strictEqual(`${printInstant(ours)} UTC`, printMoment(theirs));
  }),
  fuzzed('instants are in the order of the oracle', 2, fc.tuple(timeText, timeText), ([left, right]) => {
    const [first, second] = [left, right].map((text) => parseInstant(parseJson(text).value));
    if (first == null || second == null) return;
    const [one, other] = [left, right].map((text) => readMoment(readJson(text)));
    strictEqual(Math.sign(compareInstants(first, second)), Math.sign(byMoment(one, other)));
  }),
  fuzzed(
    'a project name is plain, or the fault is said',
    1,
    fc.oneof(fc.string({unit: 'binary'}), fc.string({unit: fc.constantFrom(...'./\\\0_a é')})),
    (name) => {
      const isPlain =
        name !== '' &&
        name !== '.' &&
        name !== '..' &&
        !['/', '\\', '\0'].some((separator) => name.includes(separator));
      const fault = projectNameFault(name);
      strictEqual(fault === null, isPlain);
      ok(fault === null || /^it .*[^.]$/.test(fault), `no part of a sentence: ${fault}`);
      strictEqual(isProjectName(name), !name.startsWith('.') && !name.startsWith('_'));
    },
  ),
];
