import fc from 'fast-check';
import {pathOf, type TreeFile} from '../oracle/tree-file.ts';
import {documentBytes} from './document-arbitrary.ts';
import {weighted} from './json-text-arbitrary.ts';

/** The dates that files of a generated tree may count for; any other date directory there is to be ignored. */
export const FIRST_DATE = '2025-09-13';
export const LAST_DATE = '2025-09-15';
/** Projects of a generated tree that may hold records. */
export const PROJECTS = [
  'alpha',
  'it\'s "odd" [x]*?$',
  '～',
  '😀 %2F',
  'naïve\tname',
  "'; drop table runs; --",
  'x'.repeat(200),
];

const project = fc.oneof(
  {weight: 10, arbitrary: weighted([4, 'alpha'], [2, '～'], [2, '😀 %2F'])},
  {weight: 3, arbitrary: fc.constantFrom(...PROJECTS)},
  {weight: 1, arbitrary: fc.constantFrom('_hidden', '.hidden')},
);

const date = weighted(
  [12, '2025-09-13'],
  [3, '2025-09-14'],
  [1, '2025-09-15'],
  [1, '2025-02-30'],
  [1, '2025-9-13'],
  [1, 'notes'],
);

const fileName = fc.oneof(
  // The order of names decides between snapshots: by code point, not by UTF-16 unit.
  {weight: 10, arbitrary: fc.tuple(fc.constantFrom('a', 'b', 'B', '～', '😀', ''), fc.nat({max: 9}))},
  {
    weight: 1,
    arbitrary: fc.constantFrom('_a', '.a', ' ', "'", '%00', 'x'.repeat(240)).map((stem) => [stem, 0] as const),
  },
  {weight: 1, arbitrary: fc.constantFrom('a.JSON', 'a.json.tmp', 'a', 'json').map((name) => [name, null] as const)},
);

const file: fc.Arbitrary<TreeFile> = fc
  .tuple(project, date, fileName, documentBytes)
  .map(([project, date, [stem, second], bytes]) =>
    readable({project, date, fileName: second === null ? stem : `${stem}_10000${second}.json`, bytes}),
  );

/** Whole trees, mostly of few ids, traces and dates, so that records, snapshots and copies meet. No path twice. */
export function treeArbitrary({maxFiles = 25}: {readonly maxFiles?: number} = {}): fc.Arbitrary<TreeFile[]> {
  return fc.uniqueArray(file, {maxLength: maxFiles, selector: pathOf, size: 'max'});
}

/** A failing property prints trees; their bytes are easier to understand as text. */
function readable(file: TreeFile): TreeFile {
  const print = () => `${JSON.stringify(pathOf(file))}: ${JSON.stringify(Buffer.from(file.bytes).toString())}`;
  return Object.defineProperty(file, fc.toStringMethod, {value: print});
}
