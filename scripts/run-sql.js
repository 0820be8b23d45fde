/** Of Node 22.13 and newer; the types are those of Node 20. @type {string} */
const BUILT_IN = 'node:sqlite';

/**
 * Runs a statement on an SQLite database, as another program would: with the driver that is there, and not through lse.
 *
 * @param {string} path
 * @param {string} sql
 * @returns {Promise<void>}
 */
export async function runSql(path, sql) {
  const driver = await import('sqlite3').catch(() => null);
  if (driver === null) {
    const {DatabaseSync} = await import(BUILT_IN);
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
    return;
  }
  await new Promise((resolve, reject) => {
    const database = new driver.default.Database(path);
    database.run(sql, (error) => {
      database.close(() => (error === null ? resolve(undefined) : reject(error)));
    });
  });
}
