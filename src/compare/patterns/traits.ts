import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareInstants, type Instant, parseInstant} from '../../core/instant.ts';
import {detachedText} from '../../core/json/detached.ts';
import {printSymbol} from '../../core/symbol.ts';
import type {SideRecord} from '../records/side-day.ts';

/** What records can have in common that tells a person what went wrong. */
export type Trait =
  /** As printed. */
  | {readonly trait: 'symbol'; readonly value: string}
  /** The status of their failing runs; null if they have none. */
  | {readonly trait: 'status'; readonly value: string | null}
  /** The hour in the names of their files, `00` to `23`. */
  | {readonly trait: 'hour'; readonly value: string}
  /** The first of them, or the last: by date and name of file, or by when it was extracted. */
  | {readonly trait: 'from' | 'until' | 'extracted from' | 'extracted until'; readonly value: Instant};

/** Different statuses within one record, or a text too long to be a status: no record shares that. */
const SEVERAL = Symbol('several');

type Status = string | null | typeof SEVERAL;

/** Not many records share a longer value, so it is not kept. */
const LONGEST = 200;

/** What a record can share with others. */
export interface RecordTraits {
  /** Null for a text that is too long to be one. */
  readonly symbol: string | null;
  readonly status: Status;
  readonly hour: string | null;
  /** By the date and the name of the file. */
  readonly filed: Instant | null;
  readonly extracted: Instant | null;
}

export function traitsOf({fileName, facts, extractedAt}: SideRecord, date: CalendarDate): RecordTraits {
  const time = timeOf(fileName);
  const statuses: ReadonlySet<string> = facts.failingRuns.length === 0 ? NO_STATUS : statusesOf(facts);
  const [status = null, ...others] = statuses;
  const symbol = printSymbol(facts.symbol);
  return {
    symbol: symbol.length <= LONGEST ? symbol : null,
    status: others.length === 0 && (status?.length ?? 0) <= LONGEST ? status : SEVERAL,
    hour: time === null ? null : time.hour,
    filed: time === null ? null : filedAt(date, time.seconds),
    extracted: extractedAt,
  };
}

/** The last date that was asked for: days come one after the other, and a verification asks for each of its records. */
let last: {readonly date: CalendarDate; readonly midnight: Instant | null} | null = null;

/** Null for a date that has no instants, as in the year 0. */
function filedAt(date: CalendarDate, seconds: number): Instant | null {
  if (last?.date !== date) last = {date, midnight: parseInstant(`${date}T00:00:00Z`)};
  return last.midnight === null ? null : {seconds: last.midnight.seconds + seconds, fraction: ''};
}

const NO_STATUS: ReadonlySet<string> = new Set();

function statusesOf({failingRuns}: SideRecord['facts']): ReadonlySet<string> {
  return new Set(failingRuns.map(({status}) => status));
}

const TIME_LENGTH = 'HHMMSS'.length;
const FILE_ENDING = '.json';

/** The time in `<run id>_<HHMMSS>.json`, with the seconds since midnight. By hand: a pattern makes five texts of each name. */
function timeOf(fileName: string | null): {readonly hour: string; readonly seconds: number} | null {
  if (fileName === null) return null;
  const start = fileName.length - FILE_ENDING.length - TIME_LENGTH;
  if (fileName[start - 1] !== '_' || !fileName.endsWith(FILE_ENDING)) return null;
  const [hours, minutes, seconds] = [
    twoDigits(fileName, start),
    twoDigits(fileName, start + 2),
    twoDigits(fileName, start + 4),
  ];
  // What is no number is NaN, which fails every comparison.
  if (!(hours <= 23 && minutes <= 59 && seconds <= 59)) return null;
  return {hour: fileName.slice(start, start + 2), seconds: (hours * 60 + minutes) * 60 + seconds};
}

function twoDigits(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 0x30;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

/** The first and the last of some instants; null if one record has none, since then nothing is known about all. */
interface Span {
  readonly first: Instant;
  readonly last: Instant;
}

/** What records of one pattern have in common so far. */
export interface CommonTraits {
  readonly records: number;
  readonly symbol: string | null;
  readonly status: Status;
  readonly hour: string | null;
  readonly filed: Span | null;
  readonly extracted: Span | null;
}

export function commonOf({symbol, status, hour, filed, extracted}: RecordTraits): CommonTraits {
  return {records: 1, symbol, status, hour, filed: spanOf(filed), extracted: spanOf(extracted)};
}

/** What both have in common. */
export function common(left: CommonTraits, right: CommonTraits): CommonTraits {
  return {
    records: left.records + right.records,
    symbol: left.symbol === right.symbol ? left.symbol : null,
    status: left.status === right.status ? left.status : SEVERAL,
    hour: left.hour === right.hour ? left.hour : null,
    filed: joined(left.filed, right.filed),
    extracted: joined(left.extracted, right.extracted),
  };
}

function spanOf(instant: Instant | null): Span | null {
  return instant === null ? null : {first: instant, last: instant};
}

function joined(left: Span | null, right: Span | null): Span | null {
  if (left === null || right === null) return null;
  return {
    first: compareInstants(left.first, right.first) <= 0 ? left.first : right.first,
    last: compareInstants(left.last, right.last) >= 0 ? left.last : right.last,
  };
}

/** If a trait has more values than this, they are not counted: then no record is said to share one. */
const MOST_VALUES = 10_000;
/** One record shares everything with itself, and anything sets others apart from one record. */
const FEWEST = 2;

/**
 * All records of one side, to tell what only some of them share from what the others share, too. Keeps counts, and
 * the instants of records that differ.
 */
export class Population {
  #records = 0;
  readonly #symbols = new Counts<string | null>();
  readonly #statuses = new Counts<Status>();
  readonly #hours = new Counts<string | null>();
  readonly #filed = new Instants();
  readonly #extracted = new Instants();

  /** `differs`: whether the record is not the same on both sides, and so may be in a pattern. */
  meet(record: RecordTraits, differs: boolean): void {
    this.#records += 1;
    this.#symbols.add(record.symbol);
    this.#statuses.add(record.status);
    this.#hours.add(record.hour);
    this.#filed.meet(record.filed, differs);
    this.#extracted.meet(record.extracted, differs);
  }

  /** What these records share, and none of the others. Empty if there are too few of these or of the others to say so. */
  telling({records, symbol, status, hour, filed, extracted}: CommonTraits): Trait[] {
    if (records < FEWEST || this.#records - records < FEWEST) return [];
    const shared: Trait[] = [];
    if (symbol !== null && this.#symbols.of(symbol) === records) shared.push({trait: 'symbol', value: symbol});
    if (status !== SEVERAL && this.#statuses.of(status) === records) shared.push({trait: 'status', value: status});
    if (hour !== null && this.#hours.of(hour) === records) shared.push({trait: 'hour', value: hour});
    if (filed !== null && this.#filed.from(filed.first) === records) {
      shared.push({trait: 'from', value: filed.first});
    } else if (filed !== null && this.#filed.until(filed.last) === records) {
      shared.push({trait: 'until', value: filed.last});
    }
    if (extracted !== null && this.#extracted.from(extracted.first) === records) {
      shared.push({trait: 'extracted from', value: extracted.first});
    } else if (extracted !== null && this.#extracted.until(extracted.last) === records) {
      shared.push({trait: 'extracted until', value: extracted.last});
    }
    return shared;
  }
}

/** The instants of a side's records: for those that are the same on both sides only the first and last, for the others each. */
class Instants {
  readonly #differing: Instant[] = [];
  #same: Span | null = null;
  /** False if a record has no instant: it may be one of the others. */
  #isWhole = true;

  meet(instant: Instant | null, differs: boolean): void {
    if (instant === null) this.#isWhole = false;
    else if (differs) this.#differing.push(instant);
    else if (this.#same === null) this.#same = {first: instant, last: instant};
    else if (compareInstants(instant, this.#same.first) < 0) this.#same = {first: instant, last: this.#same.last};
    else if (compareInstants(instant, this.#same.last) > 0) this.#same = {first: this.#same.first, last: instant};
  }

  /** How many are not before it; null if that is not known, or if records that are the same on both sides are among them. */
  from(first: Instant): number | null {
    if (!this.#isWhole || (this.#same !== null && compareInstants(this.#same.last, first) >= 0)) return null;
    return this.#differing.filter((each) => compareInstants(each, first) >= 0).length;
  }

  /** How many are not after it. */
  until(last: Instant): number | null {
    if (!this.#isWhole || (this.#same !== null && compareInstants(this.#same.first, last) <= 0)) return null;
    return this.#differing.filter((each) => compareInstants(each, last) <= 0).length;
  }
}

/** How many records have each value of a trait. */
class Counts<T> {
  #counts: Map<T, number> | null = new Map();

  add(value: T): void {
    if (this.#counts === null) return;
    const count = this.#counts.get(value);
    // A value that is kept for all days must not keep the text of a document alive.
    const kept = count === undefined && typeof value === 'string' ? (detachedText(value) as T) : value;
    this.#counts.set(kept, (count ?? 0) + 1);
    if (this.#counts.size > MOST_VALUES) this.#counts = null;
  }

  /** Null if there were too many values to count. */
  of(value: T): number | null {
    return this.#counts === null ? null : (this.#counts.get(value) ?? 0);
  }
}
