import {SourceError} from '../../../core/errors.ts';
import {nameSome} from '../../../core/named-list.ts';
import {columnFaults, publicColumns, type TableColumn} from './public-columns.ts';
import {rowDocument} from './row-document.ts';

/** A table `runs` that lse did not make, or that an unknown version of lse made. */
export interface ForeignTable {
  readonly kind: 'postgres' | 'sqlite';
  readonly columns: readonly TableColumn[];
  /** Null if the role may not count them. */
  readonly rows: number | null;
  /** The documents of some rows. */
  readonly sample: readonly (string | Uint8Array | null)[];
}

/** Columns that only lse makes. */
const OURS = ['raw', 'file_name', 'loads', 'is_failing', 'symbol'];

/** Says who seems to have made the table, and what to do: take it over, read it as it is, or bring the notes of lse back. */
export function foreignTable(location: string, {kind, columns, rows, sample}: ForeignTable): SourceError {
  const names = columns.map(({name}) => name);
  const isOurs = OURS.every((name) => names.includes(name));
  const missing = publicColumns.filter((name) => !names.includes(name));
  const faults = columnFaults(columns, kind);
  const about = [
    rows === null ? null : `${rows} ${rows === 1 ? 'row' : 'rows'}`,
    `the columns ${nameSome(columns.map(({name, type}) => (type === '' ? name : `${name} ${type.toLowerCase()}`)))}`,
    missing.length === 0 ? null : `no column ${missing.join(', ')}`,
    shapesOf(sample),
  ].filter((each) => each !== null);
  return new SourceError(
    'LSE_SCHEMA',
    `The database ${location} has a table runs but no table lse_migrations: another program made it, or the notes on its schema are lost. It has ${about.join('; ')}.`,
    isOurs ? RESTORE : faults.length === 0 ? ADOPT : `${faults.join('; ')}. ${VIEW}`,
  );
}

const RESTORE =
  'The columns are those of lse: restore lse_migrations from a backup; or give lse a database or a schema of its own, and load it: lse db migrate';
const ADOPT =
  'Take it over, with the old table kept as runs_before_lse: lse db migrate --adopt; or read it as it is, without owning it, by ?table=runs behind the URL.';
const VIEW =
  'Correct the columns; or show the rows in a view with project, run_date, run_id, trace_id and data, and read that by ?table=VIEW behind the URL; or give lse a schema of its own: lse db migrate';

function shapesOf(sample: readonly (string | Uint8Array | null)[]): string | null {
  if (sample.length === 0) return null;
  const shapes = new Set(
    sample.map((data) => {
      const document = rowDocument(data);
      if (document.text === null) return 'nothing that is a run';
      return document.isBare ? 'bare runs' : 'documents with metadata and trace';
    }),
  );
  return `in data ${[...shapes].join(' and ')}`;
}
