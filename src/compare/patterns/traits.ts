import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareInstants, type Instant, parseInstant} from '../../core/instant.ts';
import {detachedText} from '../../core/json/detached.ts';
import {printSymbol} from '../../core/symbol.ts';
import type {SideRecord} from '../records/side-day.ts';

/** What records can have in common, of which a person can think what went wrong. */
export type Trait =
  /** As printed. */
  | {readonly trait: 'symbol'; readonly value: string}
  /** The status of the failing runs that they hold; null where they hold none. */
  | {readonly trait: 'status'; readonly value: string | null}
  /** The hour that the names of their files say, `00` to `23`. */
  | {readonly trait: 'hour'; readonly value: string}
  /** The first, or the last, of them: by date and name of file, or by when it was extracted. */
  | {readonly trait: 'from' | 'until' | 'extracted from' | 'extracted until'; readonly value: Instant};

/** Statuses that differ within one record, or a text too long to be one, are none that it could share. */
const SEVERAL = Symbol('several');

type Status = string | null | typeof SEVERAL;

/** A longer value is no word that many records share, and is not kept. */
const LONGEST = 200;

/** Of a record what can be shared. */
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
  const [status = null, ...others] = new Set(facts.failingRuns.map((run) => run.status));
  const symbol = printSymbol(facts.symbol);
  return {
    symbol: symbol.length <= LONGEST ? symbol : null,
    status: others.length === 0 && (status?.length ?? 0) <= LONGEST ? status : SEVERAL,
    hour: time === null ? null : time.slice(0, 2),
    filed: time === null ? null : parseInstant(`${date}T${time}Z`),
    extracted: extractedAt,
  };
}

/** `HH:MM:SS` of `<run id>_<HHMMSS>.json`. */
function timeOf(fileName: string | null): string | null {
  const [, hour, minute, second] = /_([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])\.json$/.exec(fileName ?? '') ?? [];
  return hour === undefined ? null : `${hour}:${minute}:${second}`;
}

/** The first and the last of some instants; null where one of them has none, since then nothing is known of all. */
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

/** What is common to both. */
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

/** More values of a trait than this are not counted: then none of them is told. */
const MOST_VALUES = 10_000;
/** One record shares everything with itself, and what sets others apart from one is anything. */
const FEWEST = 2;

/**
 * All records of one side, so that what some of them share can be told from what the others share as well. Holds counts, and of
 * records that differ the instants.
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

  /** What these records share, and none of the others. Empty where there are too few of these or of the others to say so. */
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

/** The instants of a side's records: of those that are the same on both sides how far they reach, of the others each. */
class Instants {
  readonly #differing: Instant[] = [];
  #same: Span | null = null;
  /** Of a record without an instant nobody knows whether it is one of the others. */
  #isWhole = true;

  meet(instant: Instant | null, differs: boolean): void {
    if (instant === null) this.#isWhole = false;
    else if (differs) this.#differing.push(instant);
    else if (this.#same === null) this.#same = {first: instant, last: instant};
    else this.#same = joined(this.#same, {first: instant, last: instant});
  }

  /** How many are not before it; null where that is not known, or more than may be told apart. */
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
    // What is kept for all days must not keep the text of a document alive.
    const kept = count === undefined && typeof value === 'string' ? (detachedText(value) as T) : value;
    this.#counts.set(kept, (count ?? 0) + 1);
    if (this.#counts.size > MOST_VALUES) this.#counts = null;
  }

  /** Null where there were too many values to be counted. */
  of(value: T): number | null {
    return this.#counts === null ? null : (this.#counts.get(value) ?? 0);
  }
}
