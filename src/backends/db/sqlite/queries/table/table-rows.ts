import type {CalendarDate} from '../../../../../core/calendar-date.ts';
import {dropped, giveBack} from '../../../../../core/large-memory.ts';
import type {Scope} from '../../../../../core/scope.ts';
import type {RecordKey} from '../../../../../core/source-snapshot.ts';
import {ownName, quotedName, type SqlText, sqlText} from '../../../sql-text.ts';
import type {TableDay, TableRow, UnreachableRows} from '../../../table/table-row.ts';
import type {Connection} from '../../driver.ts';
import type {TableFacts} from './table-facts.ts';

interface DayRow {
  readonly project: string | null;
  readonly date: string | null;
  readonly size: number;
}

interface Row {
  readonly project: string | null;
  readonly date: string | null;
  readonly run_id: string | null;
  readonly trace_id: string | null;
  readonly data: string | Buffer | null;
}

/** A number as its text; bytes are no key. A declared collation plays no part. */
const text = (column: SqlText): SqlText =>
  sqlText`case when typeof(${column}) <> 'blob' then cast(${column} as text) end collate binary`;

const project = text(sqlText`project`);
const date = text(sqlText`run_date`);
const runId = text(sqlText`run_id`);
const traceId = text(sqlText`trace_id`);
const DATE_FORM = sqlText`'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'`;

/**
 * SQLite's own binary JSON becomes a text; other bytes count as the UTF-8 of a text. If the database keeps a text in UTF-8 it comes as
 * bytes, since the driver gives these in a third of the time.
 */
const data = sqlText`case
    when typeof(data) = 'blob' then iif(json_valid(data, 8), json(data), data)
    when typeof(data) = 'text' and (select encoding from pragma_encoding) = 'UTF-8' then cast(data as blob)
    else cast(data as text)
  end`;

/** A row without its document; the row's number gets the document. */
interface KeyRow extends Omit<Row, 'data'> {
  /** In digits: it may be larger than the exact integers of JavaScript. */
  readonly place: string;
  readonly bytes: number | null;
}

interface DocumentRow {
  readonly place: string;
  readonly data: Row['data'];
}

/**
 * Rows whose documents are fetched together: no more than so many rows, and no more than so many bytes unless it is a
 * single row.
 */
const ROWS_A_PAGE = 32;
const BYTES_A_PAGE = 4_000_000;

/** How to read rows in an order: with their documents, or with separate queries for these by the row's number. */
interface OrderedRows {
  readonly whole: string;
  /** Null if rows have no number. */
  readonly keys: string | null;
  readonly documents: string | null;
}

/** The statements about one table. Only its name, and the name of its row number, are put into them. */
export class TableStatements {
  readonly days: string;
  readonly unreachable: string;
  readonly ofDay: OrderedRows;
  readonly ofKey: string;
  readonly all: OrderedRows;

  constructor({name, rowNumber}: Pick<TableFacts, 'name' | 'rowNumber'>) {
    const table = quotedName(name);
    const number = rowNumber === null ? null : ownName(rowNumber);
    const keys = sqlText`${project} as project, ${date} as date, ${runId} as run_id, ${traceId} as trace_id`;
    const sorted = (where: SqlText): string =>
      sqlText`
select ${keys}, ${data} as data
from ${table}
${where}
order by 1, 2, 3`.text;
    /** A sort with the documents would keep several of them in memory, and SQLite cannot defer columns in another way. */
    const ordered = (where: SqlText): OrderedRows => ({
      whole: sorted(where),
      keys:
        number === null
          ? null
          : sqlText`
select ${keys}, cast(${number} as text) as place, octet_length(data) as bytes
from ${table}
${where}
order by 1, 2, 3`.text,
      documents:
        number === null
          ? null
          : sqlText`
select cast(${number} as text) as place, ${data} as data
from ${table}
where ${number} in (select cast(value as integer) from json_each(?))
order by ${number}`.text,
    });
    this.days = sqlText`
select ${project} as project, ${date} as date, count(*) as size
from ${table}
where (?1 is null or ${date} >= ?1) and (?2 is null or ${date} <= ?2) and (?3 is null or ${project} = ?3)
  and ${project} is not null and ${date} glob ${DATE_FORM}
group by 1, 2
order by 1, 2`.text;
    // A bare column beside one `min` is that of the row which has it.
    this.unreachable = sqlText`
select ${project} as project, count(*) as rows, min(${runId}) as runId, ${date} as date
from ${table}
where ${project} is null or ${date} is null or ${date} not glob ${DATE_FORM}
group by 1
order by 1`.text;
    this.ofDay = ordered(sqlText`where ${project} = ? and ${date} = ?`);
    this.ofKey = sorted(sqlText`where ${project} = ? and ${date} = ? and ${runId} = ?`);
    this.all = ordered(sqlText``);
  }
}

export async function tableDays(
  connection: Connection,
  {days}: TableStatements,
  scope: Scope | null,
): Promise<TableDay[]> {
  const values = [scope?.from ?? null, scope?.to ?? null, scope?.project ?? null];
  const rows = await connection.all<DayRow>(days, values);
  return rows.map(({project, date, size}) => ({project, date, rows: size}));
}

export function unreachableRows(connection: Connection, {unreachable}: TableStatements): Promise<UnreachableRows[]> {
  return connection.all<UnreachableRows>(unreachable);
}

export function tableRowsOfDay(
  connection: Connection,
  {ofDay}: TableStatements,
  project: string,
  date: CalendarDate,
): AsyncGenerator<TableRow> {
  return rowsOf(connection, ofDay, [project, date]);
}

/** Every row, by project, date and run id. */
export function allTableRows(connection: Connection, {all}: TableStatements): AsyncGenerator<TableRow> {
  return rowsOf(connection, all, []);
}

export async function tableRowsOfKey(
  connection: Connection,
  {ofKey}: TableStatements,
  {project, date, runId}: RecordKey,
): Promise<TableRow[]> {
  return (await connection.all<Row>(ofKey, [project, date, runId])).map(rowOf);
}

async function* rowsOf(
  connection: Connection,
  {whole, keys, documents}: OrderedRows,
  values: readonly string[],
): AsyncGenerator<TableRow> {
  if (keys === null || documents === null) {
    for await (const row of connection.stream<Row>(whole, values)) yield rowOf(row);
    return;
  }
  let page: KeyRow[] = [];
  let bytes = 0;
  for await (const key of connection.stream<KeyRow>(keys, values)) {
    const size = key.bytes ?? 0;
    if (page.length === ROWS_A_PAGE || (page.length > 0 && bytes + size > BYTES_A_PAGE)) {
      yield* pageOf(connection, documents, page);
      [page, bytes] = [[], 0];
    }
    page.push(key);
    bytes += size;
  }
  yield* pageOf(connection, documents, page);
}

/** Row by row. Once a row is given to the caller its document is not kept here. */
async function* pageOf(connection: Connection, sql: string, keys: readonly KeyRow[]): AsyncGenerator<TableRow> {
  if (keys.length === 0) return;
  const rows = await connection.all<DocumentRow>(sql, [JSON.stringify(keys.map(({place}) => place))]);
  const documents = new Map(rows.map(({place, data}) => [place, data]));
  rows.length = 0;
  for (const key of keys) {
    const found = documents.get(key.place) ?? null;
    documents.delete(key.place);
    dropped(found?.length ?? 0);
    yield rowOf({...key, data: found});
    giveBack();
  }
}

function rowOf({project, date, run_id: runId, trace_id: traceId, data}: Row): TableRow {
  return {project, date, runId, traceId, data};
}
