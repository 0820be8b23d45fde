/** The date of the runs that are in the database alone. */
export const MANY_DATE = '2025-11-01';

/** Ten runs a trace and one failing run in a hundred, each of another trace: a tenth of the traces fails. */
export const RUNS_OF_TRACE = 10;
export const RUNS_OF_FAILURE = 100;

/**
 * Runs of one date. Ids are digests, so that rows come in no order that would be kind to an index.
 * Parameters: how many runs, the date, and the number of the first, so that dates of one table share no run.
 */
export const manyRunsSql = `
insert into runs (project, run_date, run_id, trace_id, data)
select 'project-1', $2::date, run_id, trace_id, jsonb_build_object(
  'metadata', jsonb_build_object('run_id', run_id, 'extracted_at', $2::date::text || 'T23:00:00.000Z'),
  'trace', jsonb_build_object(
    'id', run_id,
    'trace_id', trace_id,
    'name', case when fails then 'zenrows_scraper' else 'agent' end,
    'status', case when fails then 'error' else 'success' end,
    'error', case when fails then 'ReadTimeout(''timed out after 30 s'')' end,
    'start_time', $2::date::text || 'T12:00:00.000000',
    'inputs', jsonb_build_object('crypto_symbol', (array['BTC', 'ETH', 'SOL', 'XRP'])[1 + number % 4]),
    'child_runs', null))
from (
  select number, number % ${RUNS_OF_FAILURE} = 0 as fails, md5('run ' || number) as run_id,
    md5('trace ' || number / ${RUNS_OF_TRACE}) as trace_id
  from generate_series($3::integer, $3::integer + $1::integer - 1) as number
) as runs`;
