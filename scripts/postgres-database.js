import pg from 'pg';

/**
 * @param {string} server URL of any database of the server
 * @param {string} name of letters, digits and underscores
 * @param {string} [template]
 * @returns {Promise<{url: string, drop: () => Promise<void>}>}
 */
export async function createDatabase(server, name, template) {
  const origin = template === undefined ? "template0 encoding 'UTF8'" : template;
  await query(server, `create database ${name} template ${origin}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {url: url.href, drop: () => query(server, `drop database if exists ${name} with (force)`)};
}

/** @param {string} url @param {string} statement */
async function query(url, statement) {
  const client = new pg.Client({connectionString: url});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
