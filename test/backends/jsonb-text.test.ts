import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import {JsonScan} from '../../src/core/json/json-scan.ts';
import {anyJsonText} from '../properties/json-text-arbitrary.ts';
import {createPostgresDatabase, type TestDatabase} from '../support/postgres.ts';

const scan = JsonScan.start({}) as JsonScan;

/** Null where the scan leaves the text to whoever reads documents. */
function printed(text: string): string | null {
  return scan.jsonb(Buffer.from(text))?.printed.toString() ?? null;
}

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createPostgresDatabase('empty');
  client = new pg.Client({connectionString: database.url});
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function byServer(texts: readonly string[]): Promise<string[]> {
  const {rows} = await client.query<{text: string}>(
    'select value::jsonb::text as text from unnest($1::text[]) with ordinality as given (value, at) order by at',
    [texts],
  );
  return rows.map(({text}) => text);
}

describe('the text that jsonb prints', () => {
  it('is what the scan writes, whatever the text', async () => {
    const texts = fc.sample(anyJsonText, 20_000);
    const pairs = texts.map((text) => [text, printed(text)] as const).filter(([, own]) => own !== null);
    expect(pairs.length).toBeGreaterThan(10_000);
    const found = await byServer(pairs.map(([text]) => text));
    for (const [at, [text, own]] of pairs.entries()) expect([text, own]).toEqual([text, found[at]]);
  });

  it.each([
    '{"bb":1,"a":2,"":3,"ab":[1,{"é":1,"zz":2,"z":[]}],"c":{}}',
    '[1.0,1.50,-0,-0.0,0.00,1e2,1.5e1,1.50e1,1.5E-2,1e-7,-1e-02,0e5,0.0e-3,-0e1,12345678901234567890.12345678901234567890,1e+05,123.456e2]',
    '  [ "\\u0041\\/\\u00e9\\ud83d\\ude00\\u001f\\b\\f\\n\\r\\t\\"\\\\" , true , null , false ]  ',
    `"${'\u007f\u2028é😀'}"`,
    '{"a":{"b":[[],[{}],{"x":[1,2,{"y":"z"}]}]}}',
  ])('is %s as the server prints it', async (text) => {
    expect(printed(text)).toBe((await byServer([text]))[0]);
  });

  it.each(['{"a": 1}', '[1,2]', '"a"', ' true ', '0', '{"é":{"bb":1,"a":[]}}'])(
    'is sent by the server behind one byte, as the scan has it, for %s',
    async (text) => {
      const {rows} = await client.query<{sent: Buffer}>('select jsonb_send($1::jsonb) as sent', [text]);
      expect(Buffer.from(scan.jsonb(Buffer.from(text))?.sent ?? [])).toEqual(rows[0]?.sent);
    },
  );

  it.each(['{"a":1,"a":2}', '{"\\u0061":1}', '"\\u0000"', '"\\ud800"', '1e100', '[1', `1e-${'9'.repeat(3)}`])(
    'is not certain for %s',
    (text) => {
      expect(printed(text)).toBeNull();
    },
  );
});
