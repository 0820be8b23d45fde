import {JsonSplitter} from '../imports/formats/json/json-splitter.ts';
import type {Members, SplitPiece} from '../imports/formats/json/split-piece.ts';
import {PassingFault} from './api/fault.ts';
import type {RunQuery} from './api/run-query.ts';

/** What an answer with runs says besides them. */
export interface PageEnd {
  readonly received: number;
  /** Of those, runs that are longer than one may be, and are left. */
  readonly tooLong: number;
  /** Null: there is no further page. */
  readonly cursor: string | null;
}

const [LINE_FEED, CARRIAGE_RETURN, SPACE] = [0x0a, 0x0d, 0x20];

/**
 * Goes through an answer run by run, and holds one of them at a time. `onRun` gets each as it stands there, every digit, on one line.
 *
 * @param maxBytes a longer run is passed over
 * @throws PassingFault for an answer that is cut, is not JSON or holds no list of runs: the next one may
 */
export async function readPage(
  body: AsyncIterable<Uint8Array>,
  query: RunQuery,
  maxBytes: number,
  onRun: (bytes: Buffer) => Promise<void>,
): Promise<PageEnd> {
  const splitter = new JsonSplitter<never>(() => 'walk', maxBytes);
  let received = 0;
  let tooLong = 0;
  let end: PageEnd | null = null;
  let before: Members = new Map();
  const beginning = new Beginning();
  const take = async (piece: SplitPiece<never>): Promise<void> => {
    if (piece.kind === 'fault') {
      // Only what is too long has no column, and what follows it can be read.
      if (piece.column !== null) throw new PassingFault(`answered with a text that ${piece.message}`);
      received += 1;
      tooLong += 1;
      return;
    }
    if (end !== null) throw new PassingFault('answered with more than one value');
    if (piece.kind === 'open') before = piece.members;
    else if (piece.kind === 'close') end = {received, tooLong, cursor: cursorIn(query, before, piece.members)};
    else if (piece.list === query.list) {
      received += 1;
      await onRun(onOneLine(piece.bytes));
    } else if (piece.list === null) end = {received, tooLong, cursor: null};
    else throw new PassingFault(`answered with a list that is not '${query.list}'`);
  };
  for await (const bytes of body) {
    beginning.add(bytes);
    for (const piece of splitter.push(bytes)) await take(piece);
  }
  for (const piece of splitter.end()) await take(piece);
  if (end === null) throw new PassingFault('answered with nothing');
  // For an empty list the splitter does not say which one it was.
  return received === 0 ? emptyPage(query, beginning.bytes()) : end;
}

const MOST_BEGINNING_BYTES = 65_536;

/** What an answer begins with: all of one without runs. */
class Beginning {
  readonly #pieces: Uint8Array[] = [];
  #size = 0;

  add(piece: Uint8Array): void {
    if (this.#size >= MOST_BEGINNING_BYTES) return;
    this.#pieces.push(Buffer.from(piece));
    this.#size += piece.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}

/** A break outside of a text is a blank, and within one there is none. The bytes are there for this one call, so they are changed in place. */
function onOneLine(bytes: Buffer): Buffer {
  for (const byte of [LINE_FEED, CARRIAGE_RETURN]) {
    for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) bytes[at] = SPACE;
  }
  return bytes;
}

function cursorIn(query: RunQuery, before: Members, behind: Members): string | null {
  const bytes = behind.get(query.cursorMember) ?? before.get(query.cursorMember);
  return bytes === undefined ? null : query.cursorOf(parsedMember(bytes));
}

/** For an answer without runs. Some servers write null for an empty list. */
function emptyPage(query: RunQuery, bytes: Buffer): PageEnd {
  const answer = parsedMember(bytes);
  const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
  const members = (isObject ? answer : {}) as Readonly<Record<string, unknown>>;
  const list = members[query.list];
  if (list !== null && !Array.isArray(list)) throw new PassingFault(`answered without a list '${query.list}'`);
  return {received: 0, tooLong: 0, cursor: query.cursorOf(members[query.cursorMember] ?? null)};
}

function parsedMember(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new PassingFault('answered with a text that is not JSON');
  }
}
