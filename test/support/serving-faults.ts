import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {withConnection} from '../../src/backends/db/sqlite/driver.ts';
import {Backends, type DatabaseKind} from './backends.ts';
import {FaultyProxy} from './faulty-proxy.ts';
import {createPostgresDatabase, type TestDatabase, withPlainClient} from './postgres.ts';
import {Roles, urlAs} from './roles.ts';
import {documentOf, failingDocument, type TreeFiles} from './trace-tree.ts';

export const DAY = '2025-09-13';
export const NEXT = '2025-09-14';

const TREE: TreeFiles = {
  [`a/${DAY}/1.json`]: failingDocument('1', {error: 'broken', inputs: {crypto_symbol: 'btc'}}),
  [`a/${DAY}/2.json`]: documentOf('2'),
  [`b/${DAY}/3.json`]: failingDocument('3'),
  [`b/${NEXT}/4.json`]: documentOf('4'),
};

/** With one failing record more, and with one less, than was loaded. */
const AHEAD: TreeFiles = {...TREE, [`a/${DAY}/5.json`]: failingDocument('5')};
const {[`a/${DAY}/1.json`]: _, ...BEHIND} = TREE;
/** A newer snapshot in a file that was there before. */
const REPLACED: TreeFiles = {...TREE, [`a/${DAY}/2.json`]: failingDocument('2')};

/** A file that was changed just now has no digest. */
const SETTLED_MILLISECONDS = 2100;

export type Variables = Readonly<Record<string, string>>;

/** A fault of the other side that was made, and how to take it back. */
interface Made {
  readonly environment: Variables;
  readonly undo: () => Promise<void>;
}

/** Real databases of both kinds, loaded from a tree, and every fault of them that a report has to live with. */
export class ServingFaults {
  readonly #backends: Backends;
  readonly #trees: Readonly<Record<'loaded' | 'ahead' | 'behind' | 'replaced', string>>;
  readonly #proxy: FaultyProxy;
  readonly #empty: TestDatabase;
  readonly #roles = new Roles();
  readonly #stranger: string;
  readonly #directory: string;

  private constructor(
    backends: Backends,
    trees: ServingFaults['trees'],
    proxy: FaultyProxy,
    empty: TestDatabase,
    stranger: string,
    roles: Roles,
    directory: string,
  ) {
    this.#backends = backends;
    this.#trees = trees;
    this.#proxy = proxy;
    this.#empty = empty;
    this.#stranger = stranger;
    this.#roles = roles;
    this.#directory = directory;
  }

  static async create(directory: string): Promise<ServingFaults> {
    const backends = await Backends.create();
    const made = async (files: TreeFiles): Promise<string> => {
      await backends.useTree(files);
      return backends.dataDir;
    };
    const trees = {
      ahead: await made(AHEAD),
      behind: await made(BEHIND),
      replaced: await made(REPLACED),
      loaded: await made(TREE),
    };
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MILLISECONDS));
    const roles = new Roles();
    const stranger = await roles.create('stranger');
    const faults = new ServingFaults(
      backends,
      trees,
      await FaultyProxy.start(backends.urls.postgres),
      await createPostgresDatabase('empty'),
      stranger,
      roles,
      directory,
    );
    for (const kind of ['sqlite', 'postgres'] as const) await backends.load(kind);
    return faults;
  }

  async destroy(): Promise<void> {
    await this.#proxy.stop();
    await this.#empty.drop();
    await this.#backends.destroy();
    await this.#roles.drop();
  }

  get backends(): Backends {
    return this.#backends;
  }

  get proxy(): FaultyProxy {
    return this.#proxy;
  }

  get trees(): Readonly<Record<'loaded' | 'ahead' | 'behind' | 'replaced', string>> {
    return this.#trees;
  }

  environment(kind: DatabaseKind): Variables {
    return {LSE_DATA_DIR: this.#trees.loaded, LSE_DATABASE_URL: this.#backends.urls[kind], LSE_DB_RETRIES: '0'};
  }

  /** Runs `work` under the fault, with the environment that leads to it. Null where such a database cannot have it. */
  async under<T>(fault: FaultName, kind: DatabaseKind, work: (environment: Variables) => Promise<T>): Promise<T> {
    const {environment, undo} = await this.#make(fault, kind);
    try {
      return await work({...this.environment(kind), ...environment});
    } finally {
      await undo();
    }
  }

  async #make(fault: FaultName, kind: DatabaseKind): Promise<Made> {
    const at = (url: string): Made => ({environment: {LSE_DATABASE_URL: url}, undo: async () => {}});
    const tree = (name: keyof ServingFaults['trees']): Made => ({
      environment: {LSE_DATA_DIR: this.#trees[name]},
      undo: async () => {},
    });
    switch (fault) {
      case 'none':
        return {environment: {}, undo: async () => {}};
      case 'down':
        if (kind === 'postgres') return at('postgres://postgres@127.0.0.1:1/nothing');
        await writeFile(join(this.#directory, 'broken.db'), 'x'.repeat(5000));
        return at(`sqlite:${join(this.#directory, 'broken.db')}`);
      case 'hang':
        return kind === 'postgres' ? this.#silent() : this.#locked();
      case 'reset': {
        this.#proxy.pass();
        await withPlainClient(this.#proxy.url, async () => {});
        this.#proxy.fail('reset', this.#proxy.bytes + 120);
        return {environment: {LSE_DATABASE_URL: this.#proxy.url}, undo: async () => this.#proxy.pass()};
      }
      case 'wrong answer':
        await this.#backends.execute(kind, kind === 'postgres' ? SUCCESS_IN_POSTGRES : SUCCESS_IN_SQLITE);
        return {environment: {}, undo: () => this.#loadAgain(kind)};
      case 'stale load':
        return tree('ahead');
      case 'stale load of a file':
        return tree('replaced');
      case 'stale tree':
        return tree('behind');
      case 'no grant':
        return at(urlAs(this.#backends.urls.postgres, this.#stranger));
      case 'no schema':
        return at(kind === 'postgres' ? this.#empty.url : `sqlite:${join(this.#directory, 'nothing.db')}`);
    }
  }

  #silent(): Made {
    this.#proxy.fail('silence', 0);
    return {
      environment: {LSE_DATABASE_URL: `${this.#proxy.url}&connect_timeout=1`, LSE_DB_SILENCE_LIMIT: '400ms'},
      undo: async () => this.#proxy.pass(),
    };
  }

  /** Another program that keeps the file to itself. */
  async #locked(): Promise<Made> {
    let free = (): void => {};
    const freed = new Promise<void>((resolve) => {
      free = resolve;
    });
    let taken = (): void => {};
    const isTaken = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const path = this.#backends.urls.sqlite.slice('sqlite:'.length);
    const holding = withConnection(path, 'write', async (connection) => {
      await connection.execute('pragma locking_mode = exclusive; begin exclusive');
      taken();
      await freed;
      await connection.execute('rollback');
    });
    await Promise.race([isTaken, holding]);
    return {
      environment: {},
      undo: async () => {
        free();
        await holding;
      },
    };
  }

  async #loadAgain(kind: DatabaseKind): Promise<void> {
    await this.#backends.load(kind, null, this.#trees.loaded);
  }
}

export const faultNames = [
  'none',
  'down',
  'hang',
  'reset',
  'wrong answer',
  'stale load',
  'stale load of a file',
  'stale tree',
  'no grant',
  'no schema',
] as const;

export type FaultName = (typeof faultNames)[number];

/** SQLite has no server that could reset a connection, and no roles. */
export function canHave(kind: DatabaseKind, fault: FaultName): boolean {
  return kind === 'postgres' || (fault !== 'reset' && fault !== 'no grant');
}

const SUCCESS_IN_POSTGRES = `update runs set data = jsonb_set(data, '{trace,status}', '"success"') where run_id = '1'`;
const SUCCESS_IN_SQLITE = `update runs set data = json_set(data, '$.trace.status', 'success') where run_id = '1'`;
