import {randomBytes} from 'node:crypto';
import {withPlainClient} from './postgres.ts';

/** Roles of the test server, under names that no other run has. Drop them after the databases in which they have rights. */
export class Roles {
  readonly #suffix = randomBytes(6).toString('hex');
  readonly #names: string[] = [];

  /** The name of a new role that may log in. `options` as in `create role`. */
  async create(word: string, options = ''): Promise<string> {
    const name = `lse_test_${word}_${this.#suffix}`;
    await server(`create role ${quoted(name)} login ${options}`);
    this.#names.push(name);
    return name;
  }

  async drop(): Promise<void> {
    for (const name of this.#names) await server(`drop role ${quoted(name)}`);
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The same database, as this role. */
export function urlAs(url: string, role: string): string {
  const own = new URL(url);
  [own.username, own.password] = [role, ''];
  return own.href;
}

async function server(sql: string): Promise<void> {
  await withPlainClient(process.env.LSE_TEST_SERVER_URL ?? '', (client) => client.query(sql));
}
