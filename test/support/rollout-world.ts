import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Act} from '../../src/rollout/ledger/act.ts';
import type {Entry} from '../../src/rollout/ledger/entry.ts';
import type {Mismatch} from '../../src/rollout/ledger/ledger.ts';
import type {ProjectStatus} from '../../src/rollout/status.ts';
import type {Backends, DatabaseKind} from './backends.ts';
import {letFilesSettle} from './file-clock.ts';
import {lse, type Outcome} from './lse.ts';
import {documentOf, failingDocument, type TreeFiles} from './trace-tree.ts';

export const PROJECT = 'shop';

/** Two weeks. */
export const DATES = Array.from({length: 14}, (_, at) => `2025-09-${String(at + 1).padStart(2, '0')}`);

/** On each date of two projects a run that failed and one that did not. */
const TREE: TreeFiles = Object.fromEntries(
  [PROJECT, 'blog'].flatMap((project) =>
    DATES.flatMap((date) => [
      [`${project}/${date}/${project}-${date}-1_100000.json`, failingDocument(`${project}-${date}-1`)],
      [`${project}/${date}/${project}-${date}-2_100000.json`, documentOf(`${project}-${date}-2`)],
    ]),
  ),
);

/**
 * The tree is where `backends` looks for it, and old enough to be loaded, by a clock that goes ahead from then on: what is loaded sooner
 * after a change of the files leaves no note of itself, and SQLite cannot tell then what it holds.
 */
export async function useSettledTree(backends: Backends): Promise<void> {
  await backends.useTree(TREE);
  await letFilesSettle(backends.dataDir);
}

/** What the files print of some dates. */
export const printed = (...dates: readonly string[]): string =>
  ['Date,Total Traces,Zenrows Errors,Error Rate', ...dates.map((date) => `${date},2,1,50.0%`), ''].join('\n');

/** What a tree of two weeks can meet in one day. */
const RULES = `lse: 1
# Kept whatever moves.
default: file
gate:
  reports: [zenrows-errors]
  comparisons: 14
  days: 1
  records: 28
  failing: 14
  latency: 1000
  pairs: 14
  failures: 5%
`;

/** A rollout of its own: a file of intents, a ledger and a database that was loaded with `TREE`. */
export class RolloutWorld {
  readonly #backends: Backends;
  readonly #kind: DatabaseKind;
  readonly directory: string;
  readonly file: string;
  readonly environment: Record<string, string>;

  private constructor(backends: Backends, kind: DatabaseKind, directory: string, ledger: string) {
    this.#backends = backends;
    this.#kind = kind;
    this.directory = directory;
    this.file = join(directory, 'lse.rollout.yaml');
    this.environment = {
      LSE_DATA_DIR: backends.dataDir,
      LSE_DATABASE_URL: backends.urls[kind],
      LSE_ROLLOUT_FILE: this.file,
      LSE_LEDGER: ledger,
      LSE_REPORT_BACKEND: 'auto',
      // A busy machine is not to be taken for a slow database.
      LSE_SHADOW_LIMIT: '60s',
      LSE_LIVE_LIMIT: '60s',
      LSE_SHADOW_PER_MINUTE: '10000',
    };
  }

  static async create(
    backends: Backends,
    kind: DatabaseKind,
    directory: string,
    {ledger = `sqlite:${join(directory, 'ledger.db')}`, rules = RULES}: {ledger?: string; rules?: string} = {},
  ): Promise<RolloutWorld> {
    const world = new RolloutWorld(backends, kind, directory, ledger);
    await writeFile(world.file, rules);
    return world;
  }

  run(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
    return lse(args, {...this.environment, ...environment});
  }

  rollout(...args: readonly string[]): Promise<Outcome> {
    return this.run(['rollout', ...args]);
  }

  report(date: string, environment: Record<string, string> = {}): Promise<Outcome> {
    return this.run(['report', 'zenrows-errors', '--project', PROJECT, '--date', date], environment);
  }

  async status(): Promise<ProjectStatus> {
    const {stdout} = await this.rollout('status', '--project', PROJECT, '--json');
    return JSON.parse(stdout).projects[0];
  }

  async history(): Promise<{entries: Entry[]; acts: Act[]; mismatches: Mismatch[]}> {
    const {stdout} = await this.rollout('history', PROJECT, '--json');
    const {history, mismatches} = JSON.parse(stdout);
    const isEntry = ({kind}: {kind: string}): boolean => kind === 'comparison';
    return {
      entries: history.filter(isEntry),
      acts: history.filter((item: {kind: string}) => !isEntry(item)),
      mismatches,
    };
  }

  /** The failing run of a date succeeds, in the database alone. */
  async corrupt(date: string): Promise<void> {
    const success =
      this.#kind === 'sqlite'
        ? `json_set(data, '$.trace.status', 'success')`
        : `jsonb_set(data, '{trace,status}', '"success"')`;
    await this.#backends.execute(
      this.#kind,
      `update runs set data = ${success} where project = '${PROJECT}' and run_date = '${date}' and run_id = '${PROJECT}-${date}-1'`,
    );
  }

  /** The same, of a database that cannot be reached. */
  get down(): Record<string, string> {
    const url =
      this.#kind === 'sqlite'
        ? `sqlite:${join(this.directory, 'nowhere', 'lse.db')}`
        : 'postgres://nobody@127.0.0.1:1/nothing';
    return {LSE_DATABASE_URL: url, LSE_DB_RETRIES: '0'};
  }
}
