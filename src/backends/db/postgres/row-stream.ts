import {ownName, type SqlText, sqlText} from '../sql-text.ts';
import type {Client} from './client.ts';

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
 * Streams the rows of a query, the next page under way while one is worked on. Within a transaction, since the cursor is the
 * server's and ends with it; by statements of its own, so that each page has the whole time limit of one.
 */
export async function* streamRows<Row extends object>(
  client: Client,
  query: SqlText,
  values: readonly unknown[],
  rowsAPage: number,
): AsyncGenerator<Row> {
  for await (const rows of streamPages<Row>(client, query, values, rowsAPage)) {
    // None is held here once it is handed over.
    rows.reverse();
    for (let row = rows.pop(); row !== undefined; row = rows.pop()) yield row;
  }
}

/** The same page by page, for rows that are so small that handing each over by itself would take longer than all else. */
export async function* streamPages<Row extends object>(
  client: Client,
  query: SqlText,
  values: readonly unknown[],
  rowsAPage: number,
): AsyncGenerator<Row[]> {
  const cursor = ownName(client.nextCursor());
  await client.query(sqlText`declare ${cursor} no scroll cursor for ${query}`.text, values);
  const readPage = async (): Promise<Row[]> => {
    const {rows} = await client.query<Row>(sqlText`fetch ${rowsAPage} from ${cursor}`.text);
    return rows;
  };
  const isAhead = rowsAPage > LARGE_DOCUMENTS_A_PAGE;
  let next: Promise<Row[]> | null = null;
  const askNext = (): Promise<Row[]> => {
    const page = readPage();
    // A failure is met where the page's turn comes; until then it must not count as unhandled.
    page.catch(() => {});
    return page;
  };
  try {
    for (let rows = await readPage(); rows.length > 0; rows = next === null ? [] : await next) {
      const isLast = rows.length < rowsAPage;
      next = isAhead && !isLast ? askNext() : null;
      yield rows;
      if (!isAhead && !isLast) next = askNext();
    }
  } finally {
    await next?.catch(() => {});
    // In a transaction that failed there is none any more.
    await client.query(sqlText`close ${cursor}`.text).catch(() => {});
  }
}
