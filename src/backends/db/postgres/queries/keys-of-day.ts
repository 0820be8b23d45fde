import {sqlText} from '../../sql-text.ts';

const month = sqlText`date_trunc('month', $2::date::timestamp)`;

/**
 * The project $1 and the date $2, for a query that also names run ids, so that it goes by the primary key.
 *
 * Statistics know no date that came since the last `analyze`. The planner takes such a day for empty, and then any index that begins with
 * the date for as good as the primary key: a load of 333,333 records read all rows that it had written so far with every page. What a
 * subquery gives is not known until the query runs, so the planner expects a day like the others. At 170,000 rows of a day 500 run ids took
 * 0.3 ms in place of 705. It needs some statistics of the month: `first-statistics.ts`.
 *
 * The planner must see which partition that is, so the month is named by what it can compute: without that, each query planned and locked all
 * of 132 months, which took 70 ms in place of 8, and a load waited for whoever had locked any of them.
 */
export const dayOfKeys = sqlText`project = $1 and run_date = (select $2::date)
  and run_date >= ${month}::date and run_date < (${month} + interval '1 month')::date`;
