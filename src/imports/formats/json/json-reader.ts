import {parseJson} from '../../../core/json/parse.ts';
import {isObject} from '../../../core/json/value.ts';
import type {FormatName, Given, GivenSkip, Place} from '../../given.ts';
import type {FormatReader, SourceFile} from '../../source-file.ts';
import {UnreadableUpload, uploadBody} from './failed-upload.ts';
import {strangerText, valueFault} from './fault-text.ts';
import {type FileValue, FileValues} from './file-values.ts';
import {HeldRuns} from './held-runs.ts';
import type {ImportFindings} from './import-findings.ts';
import {ExactMembers, exactMembers, type JsonMembers, type MemberScan} from './json-members.ts';
import {JsonSplitter} from './json-splitter.ts';
import {type GroupAround, groupOf, hasNextPage, NO_GROUP} from './run-group.ts';
import type {SpanReading} from './span-reading.ts';
import type {Members, SplitPiece} from './split-piece.ts';
import {formatOf, shapeOf, type ValueShape} from './value-shape.ts';

/** What the reader of JSON needs of the import that it is a part of. */
export interface JsonReading {
  readonly as: FormatName | null;
  readonly maxBytes: number;
  readonly scan: MemberScan;
  readonly findings: ImportFindings;
  readonly spans: SpanReading;
  /** The file that is being read holds something of this format. */
  note(format: FormatName): void;
}

interface Look {
  readonly shape: ValueShape;
  readonly members: JsonMembers;
}

type Value = Extract<SplitPiece<Look>, {readonly kind: 'value'}>;

/** Runs that must be waited for. */
interface Later {
  readonly kind: 'later';
  givens(): AsyncIterable<Given>;
}

/** An object whose runs come one by one. */
interface Group {
  readonly around: GroupAround;
  readonly members: Members;
  readonly held: HeldRuns;
}

/** Reads runs out of JSON, in whatever shape they are in it. */
export class JsonReader implements FormatReader {
  readonly #reading: JsonReading;

  constructor(reading: JsonReading) {
    this.#reading = reading;
  }

  async *read(file: SourceFile): AsyncGenerator<Given> {
    const text = new JsonText(file, this.#reading);
    let chunk: Uint8Array = new Uint8Array();
    const faults: unknown[] = [];
    for await (const next of untilFault(file.bytes(), faults)) {
      yield* awaited(text.push(chunk, false));
      chunk = next;
      if (text.isStopped) break;
    }
    yield* awaited(text.push(chunk, true));
    yield* awaited(text.end());
    // What came before the fault counts, and the fault is not forgotten.
    if (faults.length > 0) throw faults[0];
  }
}

async function* untilFault(bytes: AsyncIterable<Uint8Array>, faults: unknown[]): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    faults.push(error);
  }
}

async function* awaited(givens: Iterable<Given | Later>): AsyncGenerator<Given> {
  for (const given of givens) {
    if (given.kind === 'later') yield* given.givens();
    else yield given;
  }
}

/** One file, from its bytes to runs. */
class JsonText {
  readonly #name: string;
  readonly #number: number | undefined;
  readonly #reading: JsonReading;
  readonly #values: FileValues;
  readonly #splitter: JsonSplitter<Look>;
  #group: Group | null = null;

  constructor(file: SourceFile, reading: JsonReading) {
    this.#name = file.name;
    this.#number = file.number;
    this.#reading = reading;
    this.#values = new FileValues(file, reading.findings);
    this.#splitter = this.#newSplitter(1);
  }

  get isStopped(): boolean {
    return this.#splitter.isStopped;
  }

  *push(bytes: Uint8Array, isLast: boolean): Generator<Given | Later> {
    for (const piece of this.#splitter.push(bytes, isLast)) yield* this.#piece(piece);
  }

  *end(): Generator<Given | Later> {
    for (const piece of this.#splitter.end()) yield* this.#piece(piece);
    yield* this.#endGroup(null);
    if (this.#splitter.isEmpty) yield {kind: 'skip', place: {file: this.#name, line: null}, reason: 'is empty'};
    yield* this.#values.end();
  }

  /** A text within the file: the elements of an element, or what a request held. */
  *#within(bytes: Uint8Array, line: number): Generator<Given | Later> {
    const outer = this.#group;
    this.#group = null;
    const splitter = this.#newSplitter(line);
    for (const piece of splitter.push(bytes, true)) yield* this.#piece(piece, true);
    for (const piece of splitter.end()) yield* this.#piece(piece, true);
    yield* this.#endGroup(null);
    this.#group = outer;
  }

  #newSplitter(line: number): JsonSplitter<Look> {
    return new JsonSplitter<Look>(
      (bytes) => {
        const look = this.#quickLook(bytes);
        return look?.shape === 'list' ? 'walk' : look;
      },
      this.#reading.maxBytes,
      line,
    );
  }

  #quickLook(bytes: Uint8Array): Look | null {
    const members = this.#reading.scan.quick(bytes);
    return members === null ? null : {members, shape: shapeOf(members, this.#reading.as)};
  }

  *#piece(piece: SplitPiece<Look>, isWithin = false): Generator<Given | Later> {
    if (piece.kind === 'value') {
      const group = this.#group;
      for (const given of this.#value(piece, isWithin)) {
        if (given.kind === 'later' || group === null) yield given;
        else yield* group.held.take(given, given.kind === 'run' && given.around.traceId === null && this.#isTraceless);
      }
    } else if (piece.kind === 'open') {
      yield* this.#endGroup(null);
      const around = groupOf(piece.members, NO_GROUP);
      this.#group = {around, members: piece.members, held: new HeldRuns()};
    } else if (piece.kind === 'close') yield* this.#endGroup(piece.members, piece.line);
    else yield this.#skip(piece.line, piece.message, piece.column);
  }

  /** Whether the run that was looked at last says nothing of its trace. */
  #isTraceless = false;

  *#endGroup(members: Members | null, line = 1): Generator<Given> {
    const group = this.#group;
    this.#group = null;
    if (group === null) return;
    const around = members === null ? group.around : groupOf(members, group.around);
    yield* group.held.release(around);
    if (group.held.isOverfull && around.traceId !== group.around.traceId) {
      const what =
        'names a trace behind more runs than can wait for it; those that do not say their trace are not of it';
      yield {kind: 'gap', place: {file: this.#name, line}, what};
    }
    const hasNext = members === null ? null : hasNextPage(new Map([...group.members, ...members]));
    if (hasNext !== null) this.#reading.findings.notePage({file: this.#name, line}, hasNext);
  }

  *#value(piece: Value, isWithin: boolean): Generator<Given | Later> {
    const {bytes, offset, line, list} = piece;
    let look = piece.read ?? this.#quickLook(bytes);
    if (look === null) {
      const exact = this.#exactly(bytes, line);
      if (exact instanceof ExactMembers) look = {members: exact, shape: shapeOf(exact, this.#reading.as)};
      else if (Array.isArray(exact)) return yield* this.#within(bytes, line);
      else return yield exact as GivenSkip;
    }
    const place: Place = {file: this.#name, line: piece.isAlone && !isWithin ? null : line};
    const isAlone = piece.isAlone && !isWithin;
    if (look.shape === 'list') return yield* this.#within(bytes, line);
    const operation = list === 'post' || list === 'patch' ? list : null;
    const isOperation = operation !== null && (look.members.text('id') ?? '') !== '';
    const shape = isOperation ? 'run' : look.shape;
    const format = isOperation ? 'operations' : formatOf(shape);
    const refusal = this.#refusal(format, bytes, shape);
    if (refusal !== null) return yield {kind: 'skip', place, reason: refusal};
    if (format !== null) this.#reading.note(format);
    if (shape === 'upload') return yield this.#upload(bytes, place);
    if (shape === 'spans') return yield this.#spans(bytes, place);
    this.#isTraceless = ['trace_id', 'dotted_order', 'parent_run_ids'].every(
      (name) => look.members.kind(name) === null,
    );
    const group = this.#group?.around ?? NO_GROUP;
    const at = isWithin || this.#number === undefined ? undefined : {file: this.#number, offset};
    const value: FileValue = {
      shape,
      bytes,
      members: look.members,
      place,
      at,
      isAlone,
      group,
      part: operation ?? 'whole',
    };
    const givens = this.#values.givens(value);
    for (const given of givens) yield format === null ? given : inFormat(given, format);
  }

  /** Members, an array, or why it is neither. */
  #exactly(bytes: Uint8Array, line: number): ExactMembers | readonly unknown[] | GivenSkip {
    try {
      const exact = exactMembers(bytes);
      if (exact instanceof ExactMembers || Array.isArray(exact)) return exact;
      return this.#skip(line, strangerText(exact));
    } catch (error) {
      const fault = valueFault(bytes, error);
      return this.#skip(line + fault.line - 1, fault.reason, fault.column);
    }
  }

  /** Why it is not taken; null if it is. */
  #refusal(format: FormatName | null, bytes: Uint8Array, shape: ValueShape): string | null {
    const {as} = this.#reading;
    if (shape === 'other') return strangerText(exactMembers(bytes));
    if (as === null || format === null || format === as) return null;
    return `looks like what --as ${format} reads, and --as ${as} reads nothing else`;
  }

  #skip(line: number, reason: string, column: number | null = null): GivenSkip {
    const place = {file: this.#name, line};
    return {kind: 'skip', place: column === null ? place : {...place, column}, reason};
  }

  #upload(bytes: Uint8Array, place: Place): Later {
    const {value} = parseJson(Buffer.from(bytes).toString('utf8'));
    const {maxBytes} = this.#reading;
    const within = (text: Uint8Array): AsyncIterable<Given> => awaited(this.#within(text, place.line ?? 1));
    return {
      kind: 'later',
      async *givens() {
        try {
          const body = await uploadBody(value, maxBytes);
          if ('batch' in body) yield* within(body.batch);
          else for (const {part, json} of body.runs) yield* within(wrapped(part, json));
        } catch (error) {
          if (!(error instanceof UnreadableUpload)) throw error;
          yield {kind: 'skip', place, reason: error.message};
        }
      },
    };
  }

  #spans(bytes: Uint8Array, place: Place): Later {
    const {value} = parseJson(Buffer.from(bytes).toString('utf8'));
    const extraction = this.#values.extraction(place);
    const {spans} = this.#reading;
    return {
      kind: 'later',
      async *givens() {
        if (!isObject(value)) return;
        for await (const given of spans.runs(value, place, extraction)) yield inFormat(given, 'otlp');
      },
    };
  }
}

export function inFormat(given: Given, format: FormatName): Given {
  return given.kind === 'run' ? {...given, format} : given;
}

/** An operation as an element of its list. */
function wrapped(part: 'post' | 'patch', json: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`{"${part}":[`), json, Buffer.from(']}')]);
}
