import {deepStrictEqual, ok, strictEqual} from 'node:assert/strict';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import fc from 'fast-check';
import {readBlamed} from '../../src/cli/blamed-file.ts';
import {cellDifferences} from '../../src/compare/explanation/cell-difference.ts';
import {parseWaivers} from '../../src/compare/waivers/waiver.ts';
import {ConfigError, UsageError} from '../../src/core/errors.ts';
import {byCodePoint} from '../oracle/code-points.ts';
import {isCalendarDate} from '../oracle/tree-file.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {damagedText} from './damaged.ts';
import {type Fuzzed, fuzzed, outcomeOf} from './fuzzed.ts';

const dateOrNot = fc.oneof(
  {weight: 12, arbitrary: fc.constantFrom('2025-09-13', '2025-09-14', '2024-02-29')},
  {weight: 1, arbitrary: fc.constantFrom('2025-02-29', '', '2025-9-13', 5, null)},
);
const textOrNot = fc.oneof(
  {weight: 12, arbitrary: fc.constantFrom('why', 'größer', '{}')},
  {weight: 1, arbitrary: fc.constantFrom('', ' \t', 5, null, {})},
);

/** Almost a waiver: most members are right, some are not, some are not there, and there may be one more. */
const waiver = fc
  .record({
    report: fc.oneof(
      {weight: 12, arbitrary: fc.constantFrom('zenrows-errors', 'zenrows-detail')},
      {weight: 1, arbitrary: fc.constantFrom('all', '', null)},
    ),
    project: fc.oneof(
      {weight: 12, arbitrary: fc.constantFrom('alpha', null)},
      {weight: 1, arbitrary: fc.constantFrom('', 5)},
    ),
    from: dateOrNot,
    to: dateOrNot,
    reason: textOrNot,
    owner: textOrNot,
    expires: dateOrNot,
    largest: fc.oneof(
      {weight: 12, arbitrary: fc.integer({min: 1, max: 9})},
      {weight: 1, arbitrary: fc.constantFrom(0, -1, 1.5, 1e300, '1', null)},
    ),
  })
  .chain((members) =>
    fc.oneof(
      {weight: 8, arbitrary: fc.constant<Record<string, unknown>>(members)},
      {
        weight: 1,
        arbitrary: fc
          .constantFrom(...Object.keys(members))
          .map((gone) => Object.fromEntries(Object.entries(members).filter(([key]) => key !== gone))),
      },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom('Largest', 'note', '__proto__')
          .map((key) => Object.fromEntries([...Object.entries(members), [key, 1]])),
      },
    ),
  );

function isWaiver(each: Readonly<Record<string, unknown>>): boolean {
  const keys = ['expires', 'from', 'largest', 'owner', 'project', 'reason', 'report', 'to'];
  const isDate = (value: unknown): boolean => typeof value === 'string' && isCalendarDate(value);
  const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
  return (
    Object.keys(each).sort().join() === keys.join() &&
    (each.report === 'zenrows-errors' || each.report === 'zenrows-detail') &&
    (each.project === null || (typeof each.project === 'string' && each.project !== '')) &&
    [each.from, each.to, each.expires].every(isDate) &&
    String(each.from) <= String(each.to) &&
    isFilled(each.reason) &&
    isFilled(each.owner) &&
    Number.isSafeInteger(each.largest) &&
    Number(each.largest) > 0
  );
}

const keyPart = fc.oneof(
  {weight: 8, arbitrary: fc.constantFrom('alpha', 'run-1', 'é', '__proto__')},
  {weight: 1, arbitrary: fc.constantFrom(5, null, {})},
);
const record = fc.record(
  {project: keyPart, date: dateOrNot, runId: keyPart},
  {requiredKeys: ['project', 'date', 'runId']},
);
const records = fc.array(record, {maxLength: 3});
const blamed = fc.oneof(
  records.map((list) => ({kind: 'lse-verification', records: list})),
  records.map((list) => ({kind: 'lse-comparison', results: [{explanation: {records: list}}, {explanation: null}]})),
  fc.constantFrom<unknown>({kind: 'other', records: []}, [], null, 'x', {}),
);

const cell = fc.oneof(
  fc.constantFrom('0', '12', '6.2%', ''),
  fc.string({unit: fc.constantFrom(...'a,"\n\r \té'), maxLength: 4}),
);
const rowName = fc.constantFrom('2025-09-13', '2025-09-14', '2025-09-15', 'a "b", c');
const table = fc.uniqueArray(fc.tuple(rowName, cell, cell), {selector: ([name]) => name, maxLength: 4});

/** Every cell in quotes, as RFC 4180 has it. */
function csvOf(rows: readonly (readonly string[])[]): string {
  return [['Date', 'Total', 'Errors'], ...rows]
    .map((row) => `${row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')}\n`)
    .join('');
}

export const lists: readonly Fuzzed[] = [
  fuzzed(
    'waivers are taken if every one is whole, else every fault is named',
    3,
    fc.array(waiver, {maxLength: 3}),
    (list) => {
      const found = outcomeOf(() => parseWaivers(JSON.stringify(list), 'w.json'));
      // JSON.stringify writes the key __proto__ as any other.
      strictEqual('value' in found, list.every(isWaiver), 'error' in found ? found.error.message : 'they were taken');
      // As text, since fast-check makes objects without a prototype.
      if ('value' in found) deepStrictEqual(JSON.parse(JSON.stringify(found.value)), JSON.parse(JSON.stringify(list)));
      else ok(found.error instanceof ConfigError, `an error that is none of ours: ${found.error.stack}`);
    },
  ),
  fuzzed(
    'a file of waivers that is damaged is refused in our words',
    2,
    damagedText(fc.array(waiver, {maxLength: 2}).map((list) => JSON.stringify(list))),
    (text) => {
      const found = outcomeOf(() => parseWaivers(text, 'w.json'));
      if ('value' in found) ok(found.value.every((each) => isWaiver({...each})));
      else ok(found.error instanceof ConfigError, `an error that is none of ours: ${found.error.stack}`);
    },
  ),
  fuzzed(
    'blamed records are read, or the file is refused in our words',
    2,
    damagedText(blamed.map((value) => JSON.stringify(value))),
    (text) =>
      withTemporaryDirectory(async (directory) => {
        const path = join(directory, 'blamed.json');
        await writeFile(path, text);
        try {
          for (const {project, date, runId} of await readBlamed(path)) {
            ok(typeof project === 'string' && typeof runId === 'string' && isCalendarDate(date));
          }
        } catch (error) {
          ok(error instanceof UsageError, `an error that is none of ours: ${(error as Error).stack}`);
        }
      }),
  ),
  fuzzed(
    'cells of two CSV reports differ where they were made different',
    2,
    fc.tuple(table, table),
    ([control, candidate]) => {
      const cells = (rows: typeof control): Map<string, string> =>
        new Map(
          rows.flatMap(([name, total, errors]) =>
            [
              ['Date', name],
              ['Total', total],
              ['Errors', errors],
            ].map(([column, value]) => [JSON.stringify([name, column]), value ?? '']),
          ),
        );
      const [left, right] = [cells(control), cells(candidate)];
      const expected = [...new Set([...left.keys(), ...right.keys()])]
        .filter((key) => left.get(key) !== right.get(key))
        .map((key) => ({...keyed(key), control: left.get(key) ?? null, candidate: right.get(key) ?? null}));
      const nameOf = (each: object): string => JSON.stringify(each);
      const found = cellDifferences(csvOf(control), csvOf(candidate));
      deepStrictEqual(found.map(nameOf).sort(byCodePoint), expected.map(nameOf).sort(byCodePoint));
    },
  ),
];

function keyed(key: string): {row: string; column: string} {
  const [row = '', column = ''] = JSON.parse(key) as string[];
  return {row, column};
}
