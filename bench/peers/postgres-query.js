/** Takes the place of psql if there is none: `node bench/peers/postgres-query.js URL STATEMENT …` prints the last value. */
import pg from 'pg';

const [connectionString, ...statements] = process.argv.slice(2);
if (connectionString === undefined) throw new Error('Usage: postgres-query.js URL STATEMENT …');
const client = new pg.Client({connectionString});
await client.connect();
let value = '';
for (const statement of statements) {
  const {rows} = await client.query({text: statement, rowMode: 'array'});
  value = String(rows[0]?.[0] ?? value);
}
await client.end();
process.stdout.write(`${value}\n`);
