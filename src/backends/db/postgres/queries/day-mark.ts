import {type SqlText, sqlText} from '../../sql-text.ts';
import type {Client} from '../client.ts';
import {dayOfKeys} from './keys-of-day.ts';

/**
 * The number of rows, and the sum of a hash of each. It changes after every insert, update and delete, since each transaction leaves its
 * number in the rows that it writes. A sum does not depend on an order, and one can subtract and add rows.
 */
export interface DayMark {
  readonly rows: bigint;
  readonly sum: bigint;
}

export const rowMark = sqlText`hashtextextended(run_id, xmin::text::bigint)`;

const markOf = (condition: SqlText): string =>
  sqlText`
select count(*) as rows, coalesce(sum(${rowMark}), 0) as sum
from runs
where ${condition}`.text;

export const daySql = markOf(sqlText`project = $1 and run_date = $2`);
export const rowsSql = markOf(sqlText`${dayOfKeys} and run_id = any ($3::text[])`);

/** The mark of a whole day, or of some of its rows. */
export async function dayMark(
  client: Client,
  project: string,
  date: string,
  runIds: readonly string[] | null,
): Promise<DayMark> {
  const {rows: found} =
    runIds === null
      ? await client.query<Row>(daySql, [project, date])
      : await client.query<Row>(rowsSql, [project, date, runIds]);
  const {rows, sum} = found[0] as Row;
  return {rows: BigInt(rows), sum: BigInt(sum)};
}

interface Row {
  readonly rows: string;
  readonly sum: string;
}
