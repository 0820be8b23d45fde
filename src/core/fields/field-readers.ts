import {isBlank} from '../blank.ts';
import {isoWeek} from '../calendar-date.ts';
import {errorMessage} from '../error-message.ts';
import {ExactNumber} from '../exact-number.ts';
import {parseInstant, printHour} from '../instant.ts';
import {canonicalJson} from '../json/print.ts';
import type {JsonValue} from '../json/value.ts';
import {printSymbol} from '../symbol.ts';
import {catalogue, type Field, type FieldName, type FieldReference, ID_PATH} from './catalogue.ts';
import {type FieldValue, readAs, readPayload} from './field-value.ts';
import {Lineage} from './lineage.ts';
import type {RecordValues, RunPath, TraceValues} from './run-values.ts';
import {runOf, type Unit, unitRunId} from './unit.ts';

/** The value of a field for a unit; null if it is missing. */
export type FieldReader = (unit: Unit) => FieldValue | null;

/** Makes readers of fields, and notes which values of a run they need. */
export class FieldReaders {
  readonly #paths: RunPath[] = [ID_PATH];
  readonly #places = new Map([[JSON.stringify(ID_PATH), 0]]);
  readonly #fields = new Set<FieldName>();
  readonly #readers = new Map<string, FieldReader>();

  /** In the order in which a source must give the values; the id of a run comes first. */
  get paths(): readonly RunPath[] {
    return this.#paths;
  }

  /** All fields that were asked for. */
  get fields(): ReadonlySet<FieldName> {
    return this.#fields;
  }

  /** One for each field: if several measures ask for the same, it is read once. */
  reader(reference: FieldReference): FieldReader {
    const key = JSON.stringify(reference);
    const known = this.#readers.get(key);
    if (known !== undefined) return known;
    const reader = remembered((unit: Unit) => unit, this.#newReader(reference));
    this.#readers.set(key, reader);
    return reader;
  }

  #newReader(reference: FieldReference): FieldReader {
    if (reference.kind === 'payload') return this.#storedReader(reference.path, readPayload);
    this.#fields.add(reference.name);
    return this.#fieldReader(reference.name);
  }

  #fieldReader(name: FieldName): FieldReader {
    switch (name) {
      case 'project':
        return ({trace}) => trace.project;
      case 'day':
        return ({trace}) => trace.date;
      case 'week':
        return remembered(({trace}) => trace.date, isoWeek);
      case 'month':
        return ({trace}) => trace.date.slice(0, '2025-09'.length);
      case 'trace_id':
        return ({trace}) => trace.traceId;
      case 'run_id':
        return unitRunId;
      case 'is_root':
        return (unit) => (unit.record === null ? null : unitRunId(unit) === unit.trace.traceId);
      case 'hour':
        return this.#hourReader();
      case 'status':
        return this.#storedReader(['status'], (stored) => (typeof stored === 'string' ? asciiLowerCase(stored) : null));
      case 'error':
        return this.#storedReader(['error'], readError);
      case 'error_message':
        return this.#storedReader(['error'], errorMessage);
      case 'symbol':
        return this.#symbolReader();
      case 'latency':
      case 'first_token':
        return this.#secondsReader(catalogue[name].paths);
      case 'depth':
        return this.#depthReader();
      case 'parent_name':
        return this.#parentNameReader();
      default:
        return this.#plainReader(catalogue[name]);
    }
  }

  /** The first of several places at which there is a value of the type. */
  #plainReader({type, paths}: Field): FieldReader {
    const places = paths.map((path) => this.#place(path));
    return (unit) => {
      const run = runOf(unit);
      if (run === undefined) return null;
      for (const place of places) {
        const value = readAs(type, run.values[place]);
        if (value !== null) return value;
      }
      return null;
    };
  }

  #storedReader(path: RunPath, read: (stored: JsonValue | undefined) => FieldValue | null): FieldReader {
    const place = this.#place(path);
    return (unit) => read(runOf(unit)?.values[place]);
  }

  #hourReader(): FieldReader {
    const start = this.#place(['start_time']);
    const printed = remembered(
      (hour: number) => hour,
      (hour) => printHour({seconds: hour * 3600, fraction: ''}),
    );
    return (unit) => {
      const instant = parseInstant(runOf(unit)?.values[start]);
      return instant === null ? null : printed(Math.floor(instant.seconds / 3600));
    };
  }

  #secondsReader([from, to]: readonly [RunPath, RunPath]): FieldReader {
    const [first, last] = [this.#place(from), this.#place(to)];
    return (unit) => {
      const values = runOf(unit)?.values;
      const start = parseInstant(values?.[first]);
      const end = start === null ? null : parseInstant(values?.[last]);
      return start === null || end === null ? null : ExactNumber.secondsBetween(start, end);
    };
  }

  /** The rule is that of `symbolGiver`: the root record's if it has one, else that of the smallest run id that has one. */
  #symbolReader(): FieldReader {
    const places = catalogue.symbol.paths.map((path) => this.#place(path));
    const symbolOf = ({runs: [own]}: RecordValues): string | null => {
      for (const place of places) {
        const candidate = own?.values[place];
        if (typeof candidate === 'string' && !isBlank(candidate)) return candidate;
      }
      return null;
    };
    return remembered(
      ({trace}) => trace,
      ({traceId, records}) => {
        const root = records.find(({runId}) => runId === traceId);
        const candidates = root === undefined ? records : [root, ...records];
        for (const record of candidates) {
          const symbol = symbolOf(record);
          if (symbol !== null) return printSymbol(symbol);
        }
        return null;
      },
    );
  }

  #depthReader(): FieldReader {
    const lineage = this.#lineage();
    return (unit) => {
      const depth = lineage(unit).depth(unit);
      return depth === null ? null : ExactNumber.ofSafeInteger(depth, 0);
    };
  }

  #parentNameReader(): FieldReader {
    const lineage = this.#lineage();
    const name = this.#plainReader(catalogue.name);
    return (unit) => {
      const parent = lineage(unit).parent(unit);
      return parent === null ? null : name(parent);
    };
  }

  #lineage(): (unit: Unit) => Lineage {
    const parentAt = this.#place(['parent_run_id']);
    return remembered(
      ({trace}: Unit): TraceValues => trace,
      (trace) => new Lineage(trace, parentAt),
    );
  }

  #place(path: RunPath): number {
    const key = JSON.stringify(path);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#paths.push(path) - 1;
    this.#places.set(key, place);
    return place;
  }
}

function readError(stored: JsonValue | undefined): string | null {
  if (stored === undefined || stored === null) return null;
  return typeof stored === 'string' ? stored : canonicalJson(stored);
}

/** `toLowerCase` would also change letters beyond ASCII, some of them to ASCII: U+212A to `k`. */
function asciiLowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/** Computes a value again only if the caller asks about another thing than the last time: units come one by one, and trace by trace. */
function remembered<Asked, Key extends {}, Value>(
  keyOf: (asked: Asked) => Key,
  work: (key: Key) => Value,
): (asked: Asked) => Value {
  let last: Key | null = null;
  let value: Value;
  return (asked) => {
    const key = keyOf(asked);
    if (last !== key) {
      value = work(key);
      last = key;
    }
    return value;
  };
}
