import {SourceError} from '../../../core/errors.ts';

/** A table or view of another program, by its exact name. */
export interface TableName {
  /** Null for the first schema that has it, in the order of the search path; always null in SQLite. */
  readonly schema: string | null;
  readonly name: string;
}

const PART = '(?:[^".]+|"(?:[^"]|"")+")';
const PARTS = new RegExp(`^(?:(${PART})\\.)?(${PART})$`, 's');
/** NAMEDATALEN - 1: PostgreSQL cuts longer names off, without a word to the client. */
const LONGEST_NAME = 63;

/**
 * Reads `name`, `schema.name` or the same with parts between double quotes, if a dot or quote belongs to a name. Names are exact, also in
 * their case.
 *
 * @throws SourceError
 */
export function parseTableName(text: string, location: string): TableName {
  const [, schema, name] = PARTS.exec(text) ?? [];
  const parts = [schema, name].map((part) => (part === undefined ? null : unquoted(part)));
  const isLong = parts.some((part) => part !== null && Buffer.byteLength(part) > LONGEST_NAME);
  if (name === undefined || isLong || text.includes('\0')) {
    throw new SourceError(
      'LSE_CONNECTION',
      `The parameter table of ${location} is no name of a table${isLong ? `, which has ${LONGEST_NAME} bytes at most` : ''}.`,
      'Write it as table=NAME or table=SCHEMA.NAME; a part that holds a dot goes between double quotes, percent-encoded as %22.',
    );
  }
  return {schema: parts[0] ?? null, name: parts[1] as string};
}

function unquoted(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
}

/** As a message shows it; a URL may hold it in this form. */
export function shownTable({schema, name}: TableName): string {
  const shown = (part: string): string => (/[".]/.test(part) ? `"${part.replaceAll('"', '""')}"` : part);
  return schema === null ? shown(name) : `${shown(schema)}.${shown(name)}`;
}
