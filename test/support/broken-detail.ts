import type {Backends, DatabaseKind} from './backends.ts';

/**
 * Runs `work` while a database answers no question about failing runs: its own server or library fails at it. The schema is
 * what it was, so nothing is found before. Rows that fail are lost in SQLite; load them again.
 */
export async function withBrokenDetail(
  backends: Backends,
  kind: DatabaseKind,
  work: () => Promise<void>,
): Promise<void> {
  if (kind === 'sqlite') {
    await breakDocuments(backends);
    return work();
  }
  const [original] = await backends.query<{sql: string}>(
    kind,
    `select pg_get_functiondef('lse_run_fails'::regproc) as sql`,
  );
  await backends.execute(
    kind,
    `create or replace function lse_run_fails(run jsonb) returns boolean language sql immutable
     as $$ select 1 / length(left(run::text, 0)) = 1 $$`,
  );
  try {
    await work();
  } finally {
    await backends.execute(kind, original?.sql as string);
  }
}

/** Past the check, the triggers and the generated column, which would refuse it; all of them are back afterwards. */
async function breakDocuments(backends: Backends): Promise<void> {
  const objects = await backends.query<{type: string; name: string; sql: string}>(
    'sqlite',
    `select type, name, sql from sqlite_schema where type = 'trigger' or name = 'runs' order by name`,
  );
  const triggers = objects.filter(({type}) => type === 'trigger');
  const table = objects.find(({name}) => name === 'runs')?.sql as string;
  const plain = table.replace(/generated always as \([\s\S]*\) virtual/, 'generated always as (null) virtual');
  await backends.execute('sqlite', triggers.map(({name}) => `drop trigger ${name};`).join(''));
  await rewriteTable(backends, plain);
  await backends.execute('sqlite', `pragma ignore_check_constraints = on; update runs set data = '{' where is_failing`);
  await rewriteTable(backends, table);
  await backends.execute('sqlite', triggers.map(({sql}) => `${sql};`).join('\n'));
}

function rewriteTable(backends: Backends, sql: string): Promise<void> {
  return backends.execute(
    'sqlite',
    `pragma writable_schema = on; update sqlite_schema set sql = '${sql.replaceAll("'", "''")}' where name = 'runs'`,
  );
}
