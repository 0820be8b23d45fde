import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import {describe, expect, it} from '@jest/globals';
import {readAddress} from '../../../src/backends/db/postgres/connecting/address.ts';
import {connect} from '../../../src/backends/db/postgres/connecting/connect.ts';
import {refusal} from '../../support/connecting.ts';
import {createPostgresDatabase, withPlainClient} from '../../support/postgres.ts';

const ENVIRONMENT = {HOME: '/nowhere'};

/** A message of the protocol in which a server says no. */
function errorMessage(fields: Readonly<Record<string, string>>): Buffer {
  const body = Buffer.from(
    `${Object.entries(fields)
      .map(([key, value]) => `${key}${value}\0`)
      .join('')}\0`,
  );
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** The URL of a server that says this to whoever signs in. */
async function withAnswer<T>(fields: Readonly<Record<string, string>>, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(errorMessage(fields)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work(`postgres://u@127.0.0.1:${(server.address() as AddressInfo).port}/d?sslmode=disable`);
  } finally {
    server.close();
  }
}

describe('a server that says no', () => {
  it.each(['57P01', '57P02', '57P03'])('for the moment (%s) may be asked again', async (code) => {
    await withAnswer({S: 'FATAL', V: 'FATAL', C: code, M: 'the database system is starting up'}, async (url) => {
      expect(await refusal(url, ENVIRONMENT)).toMatch(
        /is not ready \(the database system is starting up\)\. Try again when the server has started\.$/,
      );
      const address = await readAddress(url, ENVIRONMENT);
      await expect(connect(address)).rejects.toMatchObject({isPassing: true});
    });
  });

  it.each([
    [{C: '57P03', M: ''}, 'is not ready (57P03)'],
    [{M: ''}, 'refused the connection (no reason given)'],
    [{C: 'XX000', M: 'first\nsecond'}, 'refused the connection (first).'],
  ])('with %j is told in one line', async (fields, expected) => {
    await withAnswer({S: 'FATAL', ...fields}, async (url) => {
      expect(await refusal(url, ENVIRONMENT)).toContain(expected);
    });
  });

  it('for another reason is told with what to look at, and not asked again', async () => {
    const database = await createPostgresDatabase('empty');
    const name = new URL(database.url).pathname.slice(1);
    const server = process.env.LSE_TEST_SERVER_URL ?? '';
    await withPlainClient(server, (client) => client.query(`alter database ${name} allow_connections false`));
    try {
      expect(await refusal(database.url, ENVIRONMENT)).toMatch(
        /refused the connection \(.* not currently accepting connections\)\. The server answered: correct what it says there or in LSE_DATABASE_URL/,
      );
      const withSchema = new URL(database.url);
      withSchema.searchParams.set('schema', 's');
      expect(await refusal(withSchema.href, ENVIRONMENT)).toContain('it may not pass on schema= and options=');
      await expect(connect(await readAddress(database.url, ENVIRONMENT))).rejects.toMatchObject({isPassing: false});
    } finally {
      await withPlainClient(server, (client) => client.query(`alter database ${name} allow_connections true`));
      await database.drop();
    }
  });
});
