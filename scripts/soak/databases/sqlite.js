import sqlite3 from 'sqlite3';

/** @typedef {import('./database.js').StoredRow} StoredRow */

const BUSY_MILLISECONDS = 60_000;
const ROWS = `
select project, run_date as date, run_id as runId, trace_id as traceId, file_name as fileName,
  json_extract(data, '$.metadata.revision') as content, raw is not null as hasRaw, is_failing as isFailing
from runs`;

export class SqliteDatabase {
  kind = /** @type {const} */ ('sqlite');

  /** @param {string} path */
  constructor(path) {
    this.path = path;
    this.url = `sqlite:${path}`;
  }

  /** @returns {Promise<StoredRow[]>} */
  rows() {
    return withConnection(this.path, async (connection) => {
      const rows = await all(connection, ROWS);
      return rows.map((row) => ({...row, hasRaw: row.hasRaw === 1, isFailing: row.isFailing === 1}));
    });
  }

  /** @param {string} statement @param {readonly string[]} values */
  async execute(statement, values) {
    await withConnection(this.path, (connection) => all(connection, statement.replace(/\$(\d+)/g, '?$1'), values));
  }
}

/** @template T @param {string} path @param {(connection: sqlite3.Database) => Promise<T>} work @returns {Promise<T>} */
export async function withConnection(path, work) {
  const connection = await new Promise((resolve, reject) => {
    const opened = new sqlite3.Database(path, sqlite3.OPEN_READWRITE, (error) =>
      error === null ? resolve(opened) : reject(error),
    );
  });
  connection.configure('busyTimeout', BUSY_MILLISECONDS);
  try {
    return await work(connection);
  } finally {
    await new Promise((resolve) => connection.close(resolve));
  }
}

/** @param {sqlite3.Database} connection @param {string} statement @param {readonly string[]} [values] @returns {Promise<any[]>} */
export function all(connection, statement, values = []) {
  return new Promise((resolve, reject) => {
    connection.all(statement, [...values], (error, rows) => (error === null ? resolve(rows) : reject(error)));
  });
}
