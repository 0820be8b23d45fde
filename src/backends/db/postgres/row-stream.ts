import type {Client} from 'pg';
import Cursor from 'pg-cursor';

/** Rows of a few hundred bytes: enough of them to hide the round trips. */
export const FACTS_A_PAGE = 200;

/**
 * Rows with a whole document. They hide the round trips by themselves, and memory grows by far more than a page: what outlives
 * two collections of young garbage waits for one of all. A verification of 3 GB took 510 MB with pages of 200 and 300 MB with
 * pages of 32 or 8, and no less time.
 */
export const DOCUMENTS_A_PAGE = 8;

/**
 * A document that takes more than this on the server's disk, compressed, is read by itself, without another one ahead: what it
 * takes as a text is not known before. No smaller one is larger than 16 MB.
 */
export const LARGE_ON_DISK = 65_536;
export const LARGE_DOCUMENTS_A_PAGE = 1;

/**
 * Streams the rows of a query through a cursor, the next page under way while one is worked on; the client is busy until the
 * stream ends or is left.
 */
export async function* streamRows<Row>(
  client: Client,
  sql: string,
  values: readonly (string | null)[],
  rowsAPage: number,
): AsyncGenerator<Row> {
  const cursor = client.query(new Cursor<Row>(sql, [...values], {types: {getTypeParser: () => String}}));
  const readPage = (): Promise<Row[]> => {
    const page = cursor.read(rowsAPage);
    // A failure is met where the page's turn comes; until then it must not count as unhandled.
    page.catch(() => {});
    return page;
  };
  const isAhead = rowsAPage > LARGE_DOCUMENTS_A_PAGE;
  let next = readPage();
  try {
    for (let rows = await next; rows.length > 0; rows = await next) {
      if (isAhead) next = readPage();
      // None is held here once it is handed over.
      rows.reverse();
      for (let row = rows.pop(); row !== undefined; row = rows.pop()) yield row;
      if (!isAhead) next = readPage();
    }
  } finally {
    await next.catch(() => {});
    await cursor.close();
  }
}
