import {SourceError} from '../../../core/errors.ts';

/** The statement that a hint shows: the five columns as lse reads them, whatever the table calls them. */
const VIEW = `create view lse_runs as select project::text as project, started::date as run_date, id::text as run_id, trace::text as trace_id, document as data from …`;

export function unfitTable(location: string, table: string, faults: readonly string[]): SourceError {
  return new SourceError(
    'LSE_SCHEMA',
    `The table ${table} of ${location} cannot be read as runs: ${faults.join('; ')}.`,
    `Show its rows under these names and types in a view, and name that in table=: ${VIEW}`,
  );
}

export function missingTable(location: string, table: string, where: string): SourceError {
  return new SourceError(
    'LSE_SCHEMA',
    `There is no table or view ${table} in ${where} of ${location}.`,
    'Name it as it is written in the database, in its case: table=SCHEMA.NAME (SQLite: table=NAME).',
  );
}
