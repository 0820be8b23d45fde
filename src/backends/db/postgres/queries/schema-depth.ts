import type {Brief} from '../../../../core/fields/brief.ts';
import type {Client} from '../client.ts';

interface Row {
  readonly checks: string;
  readonly clear_raw: string | null;
  readonly silent: string;
}

/** Facts of the catalog that not every command asks for. */
export interface SchemaDepth {
  /** The valid check constraints of `runs`, by name. */
  readonly checks: readonly string[];
  /** The body of the trigger's function. */
  readonly clearRaw: string | null;
  /** Partitions in which the trigger is missing or disabled, as the server writes their names. */
  readonly silent: readonly string[];
}

export const sql = `
select
  (
    select coalesce(json_agg(constraint_of.conname order by constraint_of.conname), '[]')
    from pg_constraint as constraint_of
    where constraint_of.conrelid = 'runs'::regclass and constraint_of.contype = 'c' and constraint_of.convalidated
  ) as checks,
  (select routine.prosrc from pg_proc as routine where routine.oid = to_regprocedure('lse_clear_raw()')) as clear_raw,
  (
    select coalesce(json_agg(tree.relid::regclass::text order by tree.relid), '[]')
    from pg_partition_tree('runs') as tree
    left join pg_trigger as trigger_of
      on trigger_of.tgrelid = tree.relid and trigger_of.tgname = 'runs_clear_raw' and trigger_of.tgenabled in ('O', 'A')
    where tree.level > 0 and trigger_of.oid is null
  ) as silent`;

export async function schemaDepth(client: Client): Promise<SchemaDepth> {
  const {rows} = await client.query<Row>(sql);
  const row = rows[0] as Row;
  return {
    checks: JSON.parse(row.checks) as string[],
    clearRaw: row.clear_raw,
    silent: JSON.parse(row.silent) as string[],
  };
}

interface ProbeRow {
  readonly is_failing: string;
  readonly symbol: string | null;
  readonly runs: string;
  readonly brief: string | null;
}

/** What the functions return for a document. */
export interface Probe {
  readonly isFailing: boolean;
  readonly symbol: string | null;
  /** How many runs it holds. */
  readonly runs: number;
  readonly brief: Brief | null;
}

export const probeSql = `
select lse_is_failing(given.document) as is_failing, lse_symbol(given.document) as symbol,
  lse_brief(given.document) as brief,
  (select count(*) from lse_runs_below(given.document) as below) as runs
from unnest($1::jsonb[]) with ordinality as given (document, place)
order by given.place`;

export async function probeFunctions(client: Client, documents: readonly string[]): Promise<Probe[]> {
  const {rows} = await client.query<ProbeRow>(probeSql, [documents]);
  return rows.map(({is_failing, symbol, runs, brief}) => ({
    isFailing: is_failing === 't',
    symbol,
    runs: Number(runs),
    brief,
  }));
}
