import type {Client} from 'pg';
import Cursor from 'pg-cursor';

/**
 * Large enough to hide the round trips. What the driver holds grows with it by far more than the rows: a verification of 3 GB
 * took 510 MB with pages of 200 documents of 20 KB, and no less time.
 */
const ROWS_A_PAGE = 32;

/**
 * Streams the rows of a query through a cursor, the next page under way while one is worked on; the client is busy until the
 * stream ends or is left.
 */
export async function* streamRows<Row>(
  client: Client,
  sql: string,
  values: readonly (string | null)[],
): AsyncGenerator<Row> {
  const cursor = client.query(new Cursor<Row>(sql, [...values], {types: {getTypeParser: () => String}}));
  const readPage = (): Promise<Row[]> => {
    const page = cursor.read(ROWS_A_PAGE);
    // A failure is met where the page's turn comes; until then it must not count as unhandled.
    page.catch(() => {});
    return page;
  };
  let next = readPage();
  try {
    for (let rows = await next; rows.length > 0; rows = await next) {
      next = readPage();
      yield* rows;
    }
  } finally {
    await next.catch(() => {});
    await cursor.close();
  }
}
