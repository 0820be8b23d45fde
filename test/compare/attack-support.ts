import {expect} from '@jest/globals';
import type {ComparisonDocument, ResultDocument} from '../../src/compare/formats/documents/comparison.ts';
import type {DifferenceDocument} from '../../src/compare/formats/documents/explanation.ts';
import type {VerificationDocument} from '../../src/compare/formats/documents/verification.ts';
import type {Backends, DatabaseKind} from '../support/backends.ts';
import {lse} from '../support/lse.ts';
import {originalTree} from './attack-tree.ts';

/** What an attack has to come to; records are named `<kind> <project> <date> <run id>`, in any order. */
export interface Expected {
  /** Whom the comparison of reports blames; none where no report shows it. */
  readonly compared: readonly string[];
  /** What the verification finds; the same records unless something else is said. */
  readonly verified?: readonly string[];
  readonly cause?: 'data' | 'logic' | 'data and logic';
  /** The flag of the repair without which what it finds stays as it is. */
  readonly needs?: '--prune' | '--discard-unreadable';
}

interface RepairDocument {
  readonly steps: readonly {readonly key: {readonly runId: string}; readonly kind: string}[];
  readonly left: readonly ({readonly kind: string; readonly because: string} & {
    readonly key: {readonly project: string; readonly date: string; readonly runId: string};
  })[];
  readonly outcome: {readonly differing: readonly {readonly runId: string}[]} | null;
}

export interface Outcome<Document> {
  readonly code: number;
  readonly document: Document;
}

export type JsonPath = readonly (string | number)[];

/** One database and the data directory that it was loaded from, either of which is attacked, and the commands. */
export class Target {
  readonly kind: DatabaseKind;
  readonly #backends: Backends;

  constructor(backends: Backends, kind: DatabaseKind) {
    this.#backends = backends;
    this.kind = kind;
  }

  /** Both sides as they were before any attack. */
  async reset(): Promise<void> {
    await this.#backends.useTree(originalTree());
    await this.#backends.empty(this.kind);
    await this.#backends.load(this.kind);
  }

  get dataDir(): string {
    return this.#backends.dataDir;
  }

  execute(sql: string): Promise<void> {
    return this.#backends.execute(this.kind, sql);
  }

  query<Row extends object>(sql: string): Promise<Row[]> {
    return this.#backends.query(this.kind, sql);
  }

  compare(): Promise<Outcome<ComparisonDocument>> {
    return this.#json('report', 'compare', '--all-dates', '--all-projects');
  }

  verify(): Promise<Outcome<VerificationDocument>> {
    return this.#json('db', 'verify');
  }

  repair(...flags: string[]): Promise<Outcome<RepairDocument>> {
    return this.#json('db', 'repair', '--apply', ...flags);
  }

  /** `data` with one value set to a JSON text. */
  withValue(path: JsonPath, json: string): string {
    return this.kind === 'postgres'
      ? `jsonb_set(data, '{${path.join(',')}}', '${json}')`
      : `json_set(data, '${sqlitePath(path)}', json('${json}'))`;
  }

  /** `data` without what stands at a path. */
  without(path: JsonPath): string {
    return this.kind === 'postgres' ? `data #- '{${path.join(',')}}'` : `json_remove(data, '${sqlitePath(path)}')`;
  }

  async setValue(runId: string, path: JsonPath, json: string): Promise<void> {
    await this.execute(`update runs set data = ${this.withValue(path, json)} where run_id = '${runId}'`);
  }

  async #json<Document>(...args: string[]): Promise<Outcome<Document>> {
    const {code, stdout} = await lse([...args, '--json'], {
      LSE_DATA_DIR: this.#backends.dataDir,
      LSE_DATABASE_URL: this.#backends.urls[this.kind],
    });
    return {code, document: JSON.parse(stdout) as Document};
  }
}

function sqlitePath(path: JsonPath): string {
  return path.reduce((sum: string, step) => `${sum}${typeof step === 'number' ? `[${step}]` : `.${step}`}`, '$');
}

/** Demands that the attack is found, blamed on exactly these records, and corrected. */
export async function expectFoundAndMended(target: Target, expected: Expected) {
  const found = await expectFound(target, expected);
  await expectMended(target, expected);
  return found;
}

export async function expectFound(target: Target, {compared, verified = compared, cause = 'data'}: Expected) {
  const [comparison, verification] = [await target.compare(), await target.verify()];
  expectCompared(comparison.document, compared, cause);
  expect(comparison.code).toBe(compared.length > 0 ? 1 : 0);
  expect(namesOf(verification.document.records)).toEqual([...verified].sort());
  expect(verification.code).toBe(verified.length > 0 ? 1 : 0);
  return {comparison: comparison.document, verification: verification.document};
}

function expectCompared(document: ComparisonDocument, blamed: readonly string[], cause: string): void {
  const mismatched = document.results.filter(({verdict}) => verdict === 'mismatched');
  expect(document.summary).toMatchObject({
    conclusion: blamed.length > 0 ? 'different' : 'the same',
    mismatched: mismatched.length,
    inconclusive: 0,
    unexplained: 0,
  });
  // Asked of a project alone or of all together, the same records are to blame.
  const alone = mismatched.filter(({project}) => project !== null);
  const together = mismatched.filter(({project}) => project === null);
  expect({alone: blamedIn(alone)}).toEqual({alone: [...blamed].sort()});
  expect({together: blamedIn(together)}).toEqual({together: [...blamed].sort()});
  for (const result of mismatched) expectExplained(result, cause);
}

function expectExplained({project, date, explanation}: ResultDocument, cause: string): void {
  const {differences = [], records = [], ...rest} = explanation ?? {};
  expect(rest).toMatchObject({error: null, cause, unexplained: 0});
  expect(differences).not.toEqual([]);
  for (const difference of differences) expectClosed(difference, records.length);
  const contributing = new Set(differences.flatMap(({contributions}) => contributions.map(({record}) => record)));
  expect([...contributing].sort((a, b) => a - b)).toEqual(records.map((_, at) => at));
  expect(records.filter((record) => record.date !== date || (project ?? record.project) !== record.project)).toEqual(
    [],
  );
}

/** The amount is the sum of its parts to the last digit, nothing is left over, and every part has a record. */
export function expectClosed(difference: DifferenceDocument, records: number): void {
  const {amount, contributions, rounding, unexplained} = difference;
  const parts = [...contributions.map((part) => part.amount), rounding, unexplained];
  expect({difference, unexplained, isClosed: isSum(amount, parts)}).toEqual({
    difference,
    unexplained: '0',
    isClosed: true,
  });
  for (const {record} of contributions) expect(record in Array.from({length: records})).toBe(true);
}

/** Exact, and by other means than the code under test: all are brought to one denominator. */
export function isSum(amount: string, parts: readonly string[]): boolean {
  const [whole, ...summands] = [amount, ...parts].map((text) => {
    const [top = '', bottom = '1'] = text.split('/');
    return {top: BigInt(top), bottom: BigInt(bottom)};
  });
  const common = [whole, ...summands].reduce((product, fraction) => product * (fraction?.bottom ?? 1n), 1n);
  const scaled = (fraction: typeof whole): bigint => ((fraction?.top ?? 0n) * common) / (fraction?.bottom ?? 1n);
  return scaled(whole) === summands.reduce((sum, fraction) => sum + scaled(fraction), 0n);
}

function blamedIn(results: readonly ResultDocument[]): string[] {
  return namesOf(results.flatMap(({explanation}) => explanation?.records ?? []));
}

function namesOf(records: readonly Readonly<Record<'kind' | 'project' | 'date' | 'runId', string>>[]): string[] {
  return [...new Set(records.map(({kind, project, date, runId}) => `${kind} ${project} ${date} ${runId}`))].sort();
}

const OTHER_FLAG = {'--prune': '--discard-unreadable', '--discard-unreadable': '--prune'} as const;
const GUARDED = {'--prune': 'extra', '--discard-unreadable': 'unreadable'} as const;

/** Demands that a repair corrects it, with the flag that it needs, and that nothing is lost without that flag. */
export async function expectMended(target: Target, {compared, verified = compared, needs}: Expected): Promise<void> {
  if (needs !== undefined) {
    const guarded = verified.filter((name) => name.startsWith(`${GUARDED[needs]} `)).sort();
    for (const flags of [[], [OTHER_FLAG[needs]]]) {
      const {code, document} = await target.repair(...flags);
      const left = document.left.map(({kind, key, because}) => ({...key, kind, because}));
      expect({code, flags, left: namesOf(left)}).toEqual({code: 0, flags, left: guarded});
      expect(left.filter(({because}) => because !== GUARDED[needs])).toEqual([]);
      expect(namesOf((await target.verify()).document.records)).toEqual(guarded);
    }
  }
  const {code, document} = await target.repair(...(needs === undefined ? [] : [needs]));
  expect({code, left: document.left, differing: document.outcome?.differing}).toEqual({
    code: 0,
    left: [],
    differing: [],
  });
  await expectFound(target, {compared: []});
}
