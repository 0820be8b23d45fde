import {randomBytes} from 'node:crypto';
import pg from 'pg';
import {addNode, askNode, citusWorkers, createNodes, type Node, urlOfNode} from './citus.ts';
import {FaultyProxy} from './faulty-proxy.ts';
import type {TestDatabase} from './postgres.ts';

/**
 * A database on a cluster whose nodes know each worker by the address of a proxy. So a worker can be lost and found again without access to
 * its machine. The nodes must reach this machine at the address from which it reaches the coordinator.
 */
export class FaultyCluster {
  readonly #coordinator: string;
  readonly #database: TestDatabase;
  /** In the order in which the coordinator got to know them. */
  readonly workers: readonly FaultyProxy[];

  private constructor(coordinator: string, database: TestDatabase, workers: readonly FaultyProxy[]) {
    this.#coordinator = coordinator;
    this.#database = database;
    this.workers = workers;
  }

  /** The first two workers of the cluster; the coordinator knows `known` of them. */
  static async create(coordinator: string, known = 2): Promise<FaultyCluster> {
    const nodes = (await citusWorkers(coordinator)).slice(0, 2);
    if (nodes.length < 2) throw new Error('The cluster of LSE_TEST_CITUS_URL has fewer than two workers.');
    const name = `lse_test_${process.env.LSE_TEST_RUN}_${randomBytes(8).toString('hex')}`;
    const database = await createNodes(coordinator, name, nodes);
    const host = await ownAddress(coordinator);
    const workers = await Promise.all(nodes.map((node) => FaultyProxy.start(urlOfNode(coordinator, node), host)));
    const cluster = new FaultyCluster(coordinator, database, workers);
    for (const worker of workers.slice(0, known)) await cluster.add(worker);
    return cluster;
  }

  get url(): string {
    return this.#database.url;
  }

  add(worker: FaultyProxy): Promise<void> {
    return addNode(this.#coordinator, this.url, worker.address);
  }

  /** Every node answers again, and what a lost one left prepared is committed or rolled back, as a daemon of the extension does each minute. */
  async mend(): Promise<void> {
    for (const worker of this.workers) worker.pass();
    await askNode(this.url, 'select recover_prepared_transactions()');
  }

  /** Moves the shards of `runs` so that each node has its share; a shard that moves takes no writes for that time, and can be read. */
  async rebalance(): Promise<void> {
    await askNode(this.url, `select rebalance_table_shards('runs', shard_transfer_mode => 'block_writes')`);
  }

  /** One of each group of shards that lie together, with the node that has it. */
  shards(): Promise<(Node & {readonly id: string})[]> {
    return askNode(
      this.url,
      `select shard.shardid::text as id, node.nodename as host, node.nodeport as port
       from pg_dist_shard as shard
       join pg_dist_placement as placement on placement.shardid = shard.shardid
       join pg_dist_node as node on node.groupid = placement.groupid
       where shard.logicalrelid = 'runs'::regclass
       order by shard.shardid`,
    );
  }

  async move(shard: Node & {readonly id: string}, to: Node): Promise<void> {
    await askNode(
      this.url,
      `select citus_move_shard_placement(${shard.id}, '${shard.host}', ${shard.port}, '${to.host}', ${to.port}, 'block_writes')`,
    );
  }

  async destroy(): Promise<void> {
    for (const worker of this.workers) await worker.stop();
    await this.#database.drop();
  }
}

/** The address from which this machine reaches the server. */
async function ownAddress(url: string): Promise<string> {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  try {
    const {rows} = await client.query<{host: string}>(`select host(inet_client_addr()) as host`);
    return rows[0]?.host ?? '127.0.0.1';
  } finally {
    await client.end();
  }
}
