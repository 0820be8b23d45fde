import type {CalendarDate} from '../../../../../core/calendar-date.ts';
import type {Scope} from '../../../../../core/scope.ts';
import type {RecordKey} from '../../../../../core/source-snapshot.ts';
import {quotedName, type SqlText, sqlText} from '../../../sql-text.ts';
import type {TableDay, TableRow} from '../../../table/table-row.ts';
import type {Connection} from '../../driver.ts';

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
 * SQLite's own binary JSON becomes a text; other bytes are taken for the UTF-8 of one. A text comes as its bytes where the database
 * keeps it in UTF-8, as the driver hands those over in a third of the time.
 */
const data = sqlText`case
    when typeof(data) = 'blob' then iif(json_valid(data, 8), json(data), data)
    when typeof(data) = 'text' and (select encoding from pragma_encoding) = 'UTF-8' then cast(data as blob)
    else cast(data as text)
  end`;

/** The statements about one table. Its name is all that is put into them. */
export class TableStatements {
  readonly days: string;
  readonly unreachable: string;
  readonly ofDay: string;
  readonly ofKey: string;
  readonly all: string;

  constructor(name: string) {
    const table = quotedName(name);
    const sorted = (where: SqlText): string =>
      sqlText`
select ${project} as project, ${date} as date, ${runId} as run_id, ${traceId} as trace_id, ${data} as data
from ${table}
${where}
order by 1, 2, 3`.text;
    this.days = sqlText`
select ${project} as project, ${date} as date, count(*) as size
from ${table}
where (?1 is null or ${date} >= ?1) and (?2 is null or ${date} <= ?2) and (?3 is null or ${project} = ?3)
  and ${project} is not null and ${date} glob ${DATE_FORM}
group by 1, 2
order by 1, 2`.text;
    this.unreachable = sqlText`
select count(*) as rows from ${table} where ${project} is null or ${date} is null or ${date} not glob ${DATE_FORM}`.text;
    this.ofDay = sorted(sqlText`where ${project} = ? and ${date} = ?`);
    this.ofKey = sorted(sqlText`where ${project} = ? and ${date} = ? and ${runId} = ?`);
    this.all = sorted(sqlText``);
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

export async function unreachableRows(connection: Connection, {unreachable}: TableStatements): Promise<number> {
  const [row] = await connection.all<{rows: number}>(unreachable);
  return row?.rows ?? 0;
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

async function* rowsOf(connection: Connection, sql: string, values: readonly string[]): AsyncGenerator<TableRow> {
  for await (const row of connection.stream<Row>(sql, values)) yield rowOf(row);
}

function rowOf({project, date, run_id: runId, trace_id: traceId, data}: Row): TableRow {
  return {project, date, runId, traceId, data};
}
