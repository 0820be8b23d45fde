import {ownName, type SqlText, sqlText} from '../sql-text.ts';
import type {Client} from './client.ts';

/** Rows of a few hundred bytes: enough of them to hide the round trips. */
export const FACTS_A_PAGE = 200;

/**
 * Rows with a whole document. They hide the round trips by themselves. Memory grows by far more than a page: what outlives two young
 * collections waits for a full one. A verification of 3 GB took 510 MB with pages of 200 and 300 MB with pages of 32 or 8, in the same
 * time.
 */
export const DOCUMENTS_A_PAGE = 8;

/**
 * A document that takes more than this on the server's disk, compressed, is read by itself, without another one ahead: the size of its text
 * is not known before. No smaller one is larger than 16 MB.
 */
export const LARGE_ON_DISK = 65_536;
export const LARGE_DOCUMENTS_A_PAGE = 1;

/**
 * Streams the rows of a query, and fetches the next page while the caller works on one. It needs a transaction, since the cursor lives on
 * the server and ends with it. Each page is a statement of its own, with the whole time limit of one.
 */
export async function* streamRows<Row extends object>(
  client: Client,
  query: SqlText,
  values: readonly unknown[],
  rowsAPage: number,
): AsyncGenerator<Row> {
  for await (const rows of streamPages<Row>(client, query, values, rowsAPage)) {
    // Once a row is given to the caller it is not kept here.
    rows.reverse();
    for (let row = rows.pop(); row !== undefined; row = rows.pop()) yield row;
  }
}

/** The same page by page, for small rows: to give the caller each row separately would take longer than all else. */
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
    // A failure is reported when the page's turn comes; until then it must not count as unhandled.
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
    // A failed transaction has no cursor any more.
    await client.query(sqlText`close ${cursor}`.text).catch(() => {});
  }
}
