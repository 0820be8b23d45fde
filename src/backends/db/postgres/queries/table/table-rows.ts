import type {CalendarDate} from '../../../../../core/calendar-date.ts';
import {dropped, giveBack} from '../../../../../core/large-memory.ts';
import type {Scope} from '../../../../../core/scope.ts';
import type {RecordKey} from '../../../../../core/source-snapshot.ts';
import {joined, quotedName, type SqlText, sqlText} from '../../../sql-text.ts';
import type {TableDay, TableRow, UnreachableRows} from '../../../table/table-row.ts';
import type {Client} from '../../client.ts';
import {DOCUMENTS_A_PAGE, LARGE_DOCUMENTS_A_PAGE, LARGE_ON_DISK, streamRows} from '../../row-stream.ts';
import type {TableFacts} from './table-facts.ts';

interface DayRow {
  readonly project: string | null;
  readonly date: string | null;
  readonly size: string;
}

interface UnreachableRow extends Pick<Row, 'project' | 'date' | 'run_id'> {
  readonly rows: string;
}

interface Row {
  readonly project: string | null;
  readonly date: string | null;
  readonly run_id: string | null;
  readonly trace_id: string | null;
  data: string | null;
}

/** The form of texts that are dates; the reader checks which of them are real. */
const DATE_FORM = sqlText`'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'`;

/** The statements about one table. Only its name and facts of its catalog are put into them. */
export class TableStatements {
  readonly days: string;
  readonly unreachable: string;
  readonly ofDay: SqlText;
  readonly ofKey: string;
  readonly all: SqlText;

  constructor({schema, name, columns}: Pick<TableFacts, 'schema' | 'name' | 'columns'>) {
    const table = sqlText`${quotedName(schema)}.${quotedName(name)}`;
    const isDate = columns.find(({name}) => name === 'run_date')?.type === 'date';
    // Dates of other years are no dates of records, and print like some that are.
    const date = isDate
      ? sqlText`case when run_date between '0001-01-01' and '9999-12-31' then to_char(run_date, 'YYYY-MM-DD') end`
      : sqlText`run_date::text collate "C"`;
    const bound = (parameter: SqlText): SqlText =>
      isDate ? sqlText`${parameter}::date` : sqlText`${parameter}::text collate "C"`;
    const runDate = isDate ? sqlText`run_date` : sqlText`run_date::text collate "C"`;
    const keys = sqlText`project::text collate "C" as project, ${date} as date, run_id::text collate "C" as run_id, trace_id::text as trace_id`;

    this.days = sqlText`
select project::text collate "C" as project, ${date} as date, count(*) as size
from ${table}
where ($1::text is null or ${runDate} >= ${bound(sqlText`$1`)}) and ($2::text is null or ${runDate} <= ${bound(sqlText`$2`)})
  and project is not null and ($3::text is null or project::text = $3)
  ${isDate ? sqlText`and run_date between '0001-01-01' and '9999-12-31'` : sqlText`and run_date::text ~ ${DATE_FORM}`}
group by 1, 2
order by 1, 2`.text;

    // Also of columns that are declared not null: such a constraint may not be validated, or not be one of the tables below.
    const lost = [
      sqlText`project is null`,
      sqlText`run_date is null`,
      isDate ? sqlText`run_date not between '0001-01-01' and '9999-12-31'` : sqlText`run_date::text !~ ${DATE_FORM}`,
    ];
    this.unreachable = sqlText`
select distinct on (project::text collate "C") project::text collate "C" as project,
  count(*) over (partition by project::text collate "C") as rows, run_date::text as date, run_id::text as run_id
from ${table}
where ${joined(lost, ' or ')}
order by project::text collate "C", run_id::text collate "C"`.text;

    /** It sorts before the documents become texts: until then they lie out of line. All rows of a key come in the same pages. */
    const sorted = (where: SqlText): SqlText => sqlText`
select project, date, run_id, trace_id, data::text as data
from (
  select keyed.*, max(pg_column_size(keyed.data)) over (partition by project, date, run_id) as size
  from (select ${keys}, data from ${table} ${where}) as keyed
  order by project, date, run_id
  offset 0
) as sorted`;
    const bySize = (first: SqlText, second: SqlText): SqlText =>
      sqlText`where (coalesce(size, 0) > ${first}::integer) = ${second}::boolean order by project, date, run_id`;

    const ofDay = sqlText`where project::text = $1 and ${runDate} = ${bound(sqlText`$2`)}`;
    this.ofDay = sqlText`${sorted(ofDay)} ${bySize(sqlText`$3`, sqlText`$4`)}`;
    this.ofKey = sqlText`${sorted(sqlText`${ofDay} and run_id::text = $3`)} order by project, date, run_id`.text;
    this.all = sqlText`${sorted(sqlText``)} ${bySize(sqlText`$1`, sqlText`$2`)}`;
  }
}

export async function tableDays(client: Client, {days}: TableStatements, scope: Scope | null): Promise<TableDay[]> {
  const {rows} = await client.query<DayRow>(days, [scope?.from ?? null, scope?.to ?? null, scope?.project ?? null]);
  return rows.map(({project, date, size}) => ({project, date, rows: Number(size)}));
}

export async function unreachableRows(client: Client, {unreachable}: TableStatements): Promise<UnreachableRows[]> {
  const {rows} = await client.query<UnreachableRow>(unreachable);
  return rows.map(({project, rows: count, date, run_id: runId}) => ({project, rows: Number(count), date, runId}));
}

export function tableRowsOfDay(
  client: Client,
  {ofDay}: TableStatements,
  project: string,
  date: CalendarDate,
): AsyncGenerator<TableRow> {
  return bySize(client, ofDay, [project, date]);
}

/** Every row, by project, date and run id. */
export function allTableRows(client: Client, {all}: TableStatements): AsyncGenerator<TableRow> {
  return bySize(client, all, []);
}

export async function tableRowsOfKey(
  client: Client,
  {ofKey}: TableStatements,
  {project, date, runId}: RecordKey,
): Promise<TableRow[]> {
  const {rows} = await client.query<Row>(ofKey, [project, date, runId]);
  return rows.map(rowOf);
}

/** Rows with a large document come last, each by itself: the size of its text is not known before. */
async function* bySize(client: Client, query: SqlText, values: readonly string[]): AsyncGenerator<TableRow> {
  const size = String(LARGE_ON_DISK);
  for await (const row of streamRows<Row>(client, query, [...values, size, 'false'], DOCUMENTS_A_PAGE))
    yield rowOf(row);
  for await (const row of streamRows<Row>(client, query, [...values, size, 'true'], LARGE_DOCUMENTS_A_PAGE)) {
    const large = rowOf(row);
    dropped((row.data?.length ?? 0) * 2);
    row.data = null;
    yield large;
    giveBack();
  }
}

function rowOf({project, date, run_id: runId, trace_id: traceId, data}: Row): TableRow {
  return {project, date, runId, traceId, data};
}
