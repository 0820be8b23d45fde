/** The columns that a table needs so that lse can read it as records. */
export const publicColumns = ['project', 'run_date', 'run_id', 'trace_id', 'data'] as const;

export type PublicColumn = (typeof publicColumns)[number];

/** A column as the catalog of its database knows it. */
export interface TableColumn {
  readonly name: string;
  /** As the database writes it. */
  readonly type: string;
}

/** The types of PostgreSQL that print one text for one value; `uuid` is here for ids. */
const TEXTS = ['text', 'character varying', 'character', 'name', 'citext', 'uuid'];
const JSON_TYPES = ['jsonb', 'json', 'text', 'character varying'];

/**
 * What prevents that lse reads a table, as entries of a list; empty if nothing does. It checks types only in PostgreSQL: types of SQLite
 * say nothing about a value.
 */
export function columnFaults(columns: readonly TableColumn[], kind: 'postgres' | 'sqlite'): string[] {
  return publicColumns.flatMap((name) => {
    const column = columns.find((each) => each.name === name);
    if (column === undefined) return [`there is no column ${name}`];
    const fault = kind === 'postgres' ? typeFault(name, column.type) : null;
    return fault === null ? [] : [fault];
  });
}

function typeFault(name: PublicColumn, written: string): string | null {
  const type = written.replace(/\([0-9]+\)$/, '');
  const takes = (types: readonly string[], what: string): string | null =>
    types.includes(type) ? null : `the column ${name} is ${written}, not ${what}`;
  if (name === 'data') return takes(JSON_TYPES, 'jsonb, json or text');
  if (name !== 'run_date') return takes(TEXTS, 'text');
  if (type.startsWith('timestamp')) {
    return `the column run_date is ${written}, and which date a moment belongs to depends on the time zone and on the program that wrote it`;
  }
  return takes(['date', ...TEXTS], 'date or text');
}

/** The other columns, in their order. */
export function otherColumns(columns: readonly TableColumn[]): string[] {
  return columns.map(({name}) => name).filter((name) => !publicColumns.some((known) => known === name));
}
