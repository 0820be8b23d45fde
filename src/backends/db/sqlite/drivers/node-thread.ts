import {existsSync} from 'node:fs';
import {parentPort} from 'node:worker_threads';
import {dropped, giveBack} from '../../../../core/large-memory.ts';
import type {OpenMode, SqlValue} from './driver.ts';
import {failureOf, ResultCode, resultError} from './node-failure.ts';
import type {Answer, Question, Rows} from './node-messages.ts';
import {sizeOf} from './row-size.ts';
import {cutsTexts, firstRowOf, hasWholeTexts, probe, takeWholeTexts, withWholeTexts} from './whole-texts.ts';

/** A thread for one connection of Node's SQLite. It answers its questions one after the other. */

/** The part of `node:sqlite` that is used here; the types of Node 20 do not have it. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: object) => Database;
}

interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface Statement {
  setReadBigInts(areRead: boolean): void;
  run(...values: readonly Bindings[]): unknown;
  iterate(...values: readonly Bindings[]): IterableIterator<StoredRow>;
  /** Not before Node 22.16. */
  columns?(): readonly {readonly name: string}[];
}

type BoundValue = string | number | bigint | Uint8Array | null;
type Bindings = BoundValue | Readonly<Record<string, BoundValue>>;
type StoredRow = Record<string, BoundValue>;

/** `sqlite3` waits one second by default. */
const BUSY = 'pragma busy_timeout = 1000';

/** The least size of a message of small rows: to pass one on takes some 20 µs. Larger rows come alone. */
const BATCH_BYTES = 65_536;
const BATCH_ROWS = 512;

/** The statements of a load differ only in the number of their rows. Each keeps the values of its last run. */
const MOST_PREPARED = 8;

let database: Database | null = null;
let isCutting = false;
let interruptions: Int32Array = new Int32Array(1);
const prepared = new Map<string, Statement>();
/** By the query that is asked, what is asked in its place. */
const wholeQueries = new Map<string, string>();
const streams = new Map<number, Stream>();

parentPort?.on('message', (question: Question) => {
  giveBack();
  let answer: Answer;
  try {
    answer = answerTo(question);
  } catch (error) {
    answer = {failure: failureOf(error)};
  }
  parentPort?.postMessage(answer);
  if (database === null) parentPort?.close();
});

const NOTHING: Rows = {rows: [], isLast: true};

function answerTo(question: Question): Rows {
  switch (question.kind) {
    case 'open':
      interruptions = new Int32Array(question.interruptions);
      database = opened(question.path, question.mode);
      return NOTHING;
    case 'execute':
      openDatabase().exec(question.sql);
      return NOTHING;
    case 'run':
      dropped(sizeOf(question.values));
      preparedOnce(question.sql).run(...bindings(question));
      return NOTHING;
    case 'all': {
      dropped(sizeOf(question.values));
      const query = wholeQuery(question);
      if (query === null) return NOTHING;
      const rows = new Stream(preparedOnce(query).iterate(...bindings(question)));
      return rows.next(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    }
    case 'stream': {
      const query = wholeQuery(question);
      if (query === null) return NOTHING;
      const stream = new Stream(statement(query).iterate(...bindings(question)));
      streams.set(question.stream, stream);
      return stream.next(BATCH_ROWS, BATCH_BYTES);
    }
    case 'more':
      return streams.get(question.stream)?.next(BATCH_ROWS, BATCH_BYTES) ?? NOTHING;
    case 'end':
      streams.get(question.stream)?.end();
      streams.delete(question.stream);
      return NOTHING;
    case 'close':
      database?.close();
      database = null;
      return NOTHING;
  }
}

/** Rows of one statement. An error between two rows is reported after the rows before it are taken. */
class Stream {
  readonly #rows: IterableIterator<StoredRow>;
  readonly #interruptions = Atomics.load(interruptions, 0);
  #fault: {readonly error: unknown} | null = null;

  constructor(rows: IterableIterator<StoredRow>) {
    this.#rows = rows;
  }

  next(mostRows: number, enoughBytes: number): Rows {
    if (this.#fault !== null) throw this.#fault.error;
    const rows: object[] = [];
    try {
      for (let bytes = 0; rows.length < mostRows && bytes < enoughBytes; ) {
        if (Atomics.load(interruptions, 0) !== this.#interruptions)
          throw resultError(ResultCode.interrupt, 'interrupted');
        const {done, value} = this.#rows.next();
        if (done === true) return {rows, isLast: true};
        if (isCutting) takeWholeTexts(value);
        const size = sizeOf(Object.values(value));
        dropped(size);
        bytes += size;
        rows.push(plain(value));
      }
      return {rows, isLast: false};
    } catch (error) {
      this.end();
      if (rows.length === 0 || mostRows === Number.POSITIVE_INFINITY) throw error;
      this.#fault = {error};
      return {rows, isLast: false};
    }
  }

  end(): void {
    this.#rows.return?.();
  }
}

/**
 * The defaults of `sqlite3` in which Node differs: foreign keys are not checked, double quotes may be texts, and the schema may be written
 * (`defensive`), since a migration changes a table in its place.
 */
function opened(path: string, mode: OpenMode): Database {
  if (mode === 'write' && path !== ':memory:' && !existsSync(path)) {
    // Node would make it.
    throw resultError(ResultCode.cantOpen, 'unable to open database file');
  }
  const {DatabaseSync} = process.getBuiltinModule('node:sqlite') as unknown as NodeSqlite;
  const database = new DatabaseSync(path, {
    readOnly: mode === 'read',
    enableForeignKeyConstraints: false,
    enableDoubleQuotedStringLiterals: true,
    defensive: false,
  });
  database.exec(BUSY);
  isCutting = cutsTexts(database.prepare(probe).iterate().next().value);
  return database;
}

function openDatabase(): Database {
  if (database === null) throw resultError(ResultCode.misuse, 'Database is closed');
  return database;
}

/** For questions that end before the next one: a statement has one answer at a time. */
function preparedOnce(sql: string): Statement {
  return kept(prepared, sql, () => statement(sql));
}

/** What gives whole texts too; null if there is no row. */
function wholeQuery(question: {readonly sql: string; readonly values: readonly SqlValue[]}): string | null {
  const {sql} = question;
  if (!isCutting || hasWholeTexts(sql)) return sql;
  const found = wholeQueries.get(sql);
  const names = found === undefined ? columnNames(question) : [];
  if (names === null) return null;
  return kept(wholeQueries, sql, () => withWholeTexts(sql, names));
}

/** Before Node 22.16 a statement says the names of its columns by its first row alone; null if there is none. */
function columnNames({sql, values}: {readonly sql: string; readonly values: readonly SqlValue[]}): string[] | null {
  const names = statement(sql).columns?.();
  if (names !== undefined) return names.map(({name}) => name);
  const rows = statement(firstRowOf(sql)).iterate(...bindings({sql, values}));
  const {done, value} = rows.next();
  rows.return?.();
  return done === true ? null : Object.keys(value);
}

/** What was made last, for the texts that were asked last. */
function kept<T>(all: Map<string, T>, sql: string, make: () => T): T {
  const found = all.get(sql) ?? make();
  all.delete(sql);
  all.set(sql, found);
  for (const oldest of all.keys()) {
    if (all.size <= MOST_PREPARED) break;
    all.delete(oldest);
  }
  return found;
}

function statement(sql: string): Statement {
  const made = openDatabase().prepare(sql);
  // Otherwise Node refuses numbers beyond 2^53.
  made.setReadBigInts(true);
  return made;
}

/** Node 22 would make null of bytes without memory, and bytes of no length have none after their way to another thread. */
const NO_BYTES = new Uint8Array(1).subarray(1);

/** A parameter such as `?1` has this name. Before Node 22.14 it did not count as a place in a list. */
function bindings({sql, values}: {readonly sql: string; readonly values: readonly SqlValue[]}): Bindings[] {
  const all = values.map(bound);
  const named = [...new Set(sql.match(NUMBERED))].flatMap((name): [string, BoundValue][] => {
    const value = all[Number(name.slice(1)) - 1];
    return value === undefined ? [] : [[name, value]];
  });
  return named.length === 0 ? all : [Object.fromEntries(named)];
}

const NUMBERED = /\?[1-9][0-9]*/g;

/** Node would make a real of every number. These are the integers of `sqlite3`. */
function bound(value: SqlValue): BoundValue {
  if (value instanceof Uint8Array && value.length === 0) return NO_BYTES;
  return typeof value === 'number' && value === (value | 0) ? BigInt(value) : value;
}

/** A row as `sqlite3` gives it: integers are numbers. */
function plain(row: StoredRow): object {
  for (const name in row) if (typeof row[name] === 'bigint') row[name] = Number(row[name]);
  return row;
}
