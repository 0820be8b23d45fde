import type {FileMetaData, RowGroup} from 'hyparquet';
import {SourceError} from '../../../core/errors.ts';
import {dropped, giveBack} from '../../../core/large-memory.ts';
import type {Around, Given, Place} from '../../given.ts';
import type {SourceFile} from '../../source-file.ts';
import {isUuid, uuidTime} from '../../uuid.ts';
import {type ColumnValues, valuesOf} from './column-values.ts';
import {readFooter} from './footer.ts';
import {decoded, ParquetFault, ParquetTooLarge} from './parquet-fault.ts';
import {jsonOfColumn, jsonOfRow, type RowMember} from './row-json.ts';
import {RowText} from './row-text.ts';
import {type Column, columnsOf} from './schema.ts';

/**
 * The runs of a table, a row each, in the order of the file. One page of each column is in memory at a time, and the bytes of a run are
 * there until the next one. If the file cannot be read on, one skip says so; the rows before count.
 */
export async function* tableRuns(file: SourceFile, extractedAt: string | null): AsyncGenerator<Given> {
  let row = 0;
  try {
    const footer = await readFooter(file);
    const columns = decoded('has a footer that cannot be read', () => columnsOf(footer));
    checkColumns(columns);
    if (!has(columns, 'name')) yield withoutNames(file);
    const table = {file, columns, around: aroundOf(file, extractedAt), text: new RowText()};
    for (const group of footer.row_groups) {
      for await (const given of groupRuns(table, group, row)) {
        row += 1;
        yield given;
      }
      // The last pages of its columns are nobody's any more.
      dropped(Number(group.total_byte_size));
      giveBack();
    }
    checkRows(footer, row);
  } catch (error) {
    if (error instanceof ParquetTooLarge) throw tooLarge(file, row, error);
    if (!(error instanceof ParquetFault)) throw error;
    // The row that cannot be read, as rows are counted from 1; none if the file as a whole is at fault.
    yield {kind: 'skip', place: {file: file.name, line: row === 0 ? null : row + 1}, reason: reasonOf(error, row)};
  }
}

/** What to do if a page, which is in memory as a whole, does not fit into it. `row` is how many were read. */
export function tooLarge({name}: Pick<SourceFile, 'name'>, row: number, cause: Error): SourceError {
  return new SourceError(
    'LSE_IMPORT',
    `${name} has a page behind row ${row} that does not fit into memory (${cause.message}); nothing was imported.`,
    `Write it again with smaller row groups, and import that: ${SMALLER}`,
    {cause},
  );
}

const SMALLER = `duckdb -c "copy (from 'FILE') to 'smaller.parquet' (format parquet, row_group_size 2048)"`;

interface Table {
  readonly file: SourceFile;
  readonly columns: readonly Column[];
  readonly around: Omit<Around, 'projectId'>;
  readonly text: RowText;
}

async function* groupRuns(
  {file, columns, around, text}: Table,
  group: RowGroup,
  before: number,
): AsyncGenerator<Given> {
  const rows = Number(group.num_rows);
  const values = columns.map((column) => valuesOf(file, group, column));
  const members = columns.map((column, at) => memberOf(column, values[at] as ColumnValues, at === 0));
  const project = projectOf(file, columns, values);
  let row = 0;
  while (row < rows) {
    let end = rows;
    for (const column of values) end = Math.min(end, await column.readTo(row));
    for (; row < end; row += 1) {
      const place: Place = {file: file.name, line: before + row + 1};
      const json = jsonOrReason(members, row, text);
      if (typeof json === 'string') yield {kind: 'skip', place, reason: json};
      else yield {kind: 'run', json, part: 'whole', around: {...around, projectId: project(row)}, place};
    }
  }
}

function memberOf(column: Column, values: ColumnValues, isFirst: boolean): RowMember {
  return {
    start: `${isFirst ? '' : ','}${JSON.stringify(column.name)}:`,
    json: jsonOfColumn(column),
    at: (row) => values.at(row),
  };
}

/** A value that cannot be read is a fault of its row alone. */
function jsonOrReason(members: readonly RowMember[], row: number, text: RowText): Uint8Array | string {
  try {
    return decoded('has a value that is not of its type', () => jsonOfRow(members, row, text));
  } catch (error) {
    if (error instanceof ParquetFault) return error.message;
    throw error;
  }
}

function checkColumns(columns: readonly Column[]): void {
  const names = columns.map(({name}) => name);
  if (!has(columns, 'id')) {
    throw new ParquetFault(
      `has no column "id", but ${shown(names)}, so that it is no bulk export of runs; export it with the field "id"`,
    );
  }
  if (!has(columns, 'status') && !has(columns, 'error')) {
    throw new ParquetFault(
      'has neither a column "status" nor "error", so that no run in it could be told to have failed; export it with both of these fields',
    );
  }
}

const MOST_NAMES = 8;

function shown(names: readonly string[]): string {
  if (names.length === 0) return 'none at all';
  const first = names.slice(0, MOST_NAMES).map((name) => JSON.stringify(name));
  return first.join(', ') + (names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '');
}

function has(columns: readonly Column[], name: string): boolean {
  return columns.some((column) => column.name === name);
}

function withoutNames(file: SourceFile): Given {
  const what = 'has no column "name", so that no report finds a run in it by its name; export it with the field "name"';
  return {kind: 'gap', place: {file: file.name, line: null}, what};
}

function checkRows({num_rows}: FileMetaData, row: number): void {
  if (BigInt(row) !== num_rows) throw new ParquetFault(`has ${row} rows, and says that it has ${num_rows}`);
}

function reasonOf({message}: ParquetFault, row: number): string {
  return row === 0 ? message : `cannot be read on from row ${row + 1}: it ${message}`;
}

function aroundOf(file: SourceFile, extractedAt: string | null): Omit<Around, 'projectId'> {
  const exportedAt = extractedAt ?? uuidTime(partition(file, 'export_id') ?? '');
  return {
    runId: null,
    traceId: null,
    startTime: null,
    projectName: null,
    extractedAt: exportedAt ?? file.modifiedAt,
    extractedBy: exportedAt === null ? 'file' : 'export',
    metadata: null,
    derived: {},
  };
}

/** The project of a row: that of its column, else that of the directory. */
function projectOf(
  file: SourceFile,
  columns: readonly Column[],
  values: readonly ColumnValues[],
): (row: number) => string | null {
  const ofPath = partition(file, 'session_id');
  const at = columns.findIndex(({name, isFlat}) => name === 'session_id' && isFlat);
  const column = columns[at];
  if (column === undefined) return () => ofPath;
  const json = jsonOfColumn(column);
  return (row) => {
    const text = JSON.parse(String(json(values[at]?.at(row)))) as unknown;
    return typeof text === 'string' && text !== '' ? text : ofPath;
  };
}

/** What a directory `key=value` above the file says; the last one if there are several. */
function partition(file: SourceFile, key: string): string | null {
  const value = file.path.findLast((name) => name.startsWith(`${key}=`))?.slice(key.length + 1);
  return value !== undefined && isUuid(value) ? value : null;
}
