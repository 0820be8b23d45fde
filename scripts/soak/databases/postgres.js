import pg from 'pg';

/** @typedef {import('./database.js').StoredRow} StoredRow */

const ROWS = `
select project, run_date::text as date, run_id as "runId", trace_id as "traceId", file_name as "fileName",
  data #>> '{metadata,revision}' as content, raw is not null as "hasRaw", is_failing as "isFailing"
from runs`;

/** @implements {Database} @typedef {import('./database.js').Database} Database */
export class PostgresDatabase {
  kind = /** @type {const} */ ('postgres');

  /** @param {string} url as `lse` is given it @param {string} ownUrl past every proxy, as an administrator */
  constructor(url, ownUrl) {
    this.url = url;
    this.ownUrl = ownUrl;
  }

  /** @returns {Promise<StoredRow[]>} */
  rows() {
    return withClient(this.ownUrl, async (client) => (await client.query(ROWS)).rows);
  }

  /** @param {string} statement @param {readonly string[]} values */
  async execute(statement, values) {
    const ours = statement
      .replace(/json\((\$\d+)\)/g, '$1::jsonb')
      .replace(/run_date = (\$\d+)/g, 'run_date = $1::date');
    await withClient(this.ownUrl, (client) => client.query(ours, [...values]));
  }
}

/** A server that was restarted says for a moment that it is starting up. */
const MOST_TRIES = 40;

/** @template T @param {string} url @param {(client: import('pg').Client) => Promise<T>} work @returns {Promise<T>} */
export async function withClient(url, work) {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** @param {string} url */
async function connect(url) {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({connectionString: url, connectionTimeoutMillis: 5000});
    // A server that is stopped ends connections that nobody is using at the moment.
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (attempt === MOST_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
