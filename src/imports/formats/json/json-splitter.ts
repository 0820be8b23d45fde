import {
  faultPiece,
  IDS,
  isJson,
  keyOf,
  LISTS,
  type LineReader,
  OWN_ARRAY,
  type SplitPiece,
  tooLarge,
} from './split-piece.ts';
import {
  BYTE_ORDER_MARK,
  COMPLETE,
  IN_PART,
  MOST_LINE_BYTES,
  MOST_MEMBER_BYTES,
  type SplitState,
} from './split-state.ts';
import {JsonFault, TextPosition} from './text-position.ts';
import {TextWindow} from './text-window.ts';
import {ValueUnderWay} from './value-under-way.ts';
import {UNEXPECTED, unexpected} from './value-walk.ts';

/**
 * Splits a text into JSON values: one behind the other, each on a line or over several, and the elements of its own array or of an array
 * within an object one by one. It holds one of them at a time.
 *
 * Behind a fault it goes on with the next line that begins with a bracket, if the value with the fault began on the same line: one torn
 * line takes no other with it.
 */
export class JsonSplitter<T> {
  readonly #read: LineReader<T>;
  readonly #maxBytes: number;
  readonly #window = new TextWindow();
  readonly #position: TextPosition;
  #state: SplitState = 'mark';
  /** All that is read so far, and whether more may come. */
  #at = 0;
  #isWhole = false;
  /** Before it no line is looked at again as one value. */
  #walkedTo = 0;
  readonly #value = new ValueUnderWay();
  #hasValues = false;
  /** How many bytes were gone through a second time, behind faults. */
  #readAgain = 0;

  /** A value of more than `maxBytes` is a fault. `firstLine` is what the first line is called. */
  constructor(read: LineReader<T>, maxBytes: number, firstLine = 1) {
    this.#read = read;
    this.#maxBytes = maxBytes;
    this.#position = new TextPosition(firstLine);
  }

  /** `isLast`: nothing follows but `end`. */
  *push(bytes: Uint8Array, isLast = false): Generator<SplitPiece<T>> {
    if (this.#state === 'stopped') return;
    this.#isWhole = isLast;
    this.#window.append(bytes, this.#value.keptFrom(this.#state, this.#at), isLast);
    yield* this.#pieces();
  }

  *end(): Generator<SplitPiece<T>> {
    this.#isWhole = true;
    yield* this.#pieces();
  }

  /** Whether all that follows is left out, since an array that began before cannot be followed any more. */
  get isStopped(): boolean {
    return this.#state === 'stopped';
  }

  /** Whether only blanks came. */
  get isEmpty(): boolean {
    return this.#value.start.line === 0 && !this.#hasValues;
  }

  get #end(): number {
    return this.#window.base + this.#window.length;
  }

  *#pieces(): Generator<SplitPiece<T>> {
    for (;;) {
      try {
        yield* this.#steps();
        if (!this.#isWhole || COMPLETE.has(this.#state)) return;
        throw new JsonFault('the text ends early', this.#end);
      } catch (error) {
        if (!(error instanceof JsonFault)) throw error;
        yield faultPiece(error, this.#position, this.#window);
        this.#recover(error);
      }
    }
  }

  /** As far as the text goes that is here. */
  *#steps(): Generator<SplitPiece<T>> {
    while (this.#state !== 'stopped') {
      if (this.#state === 'mark') {
        if (this.#end < BYTE_ORDER_MARK.length && !this.#isWhole) return;
        this.#at = this.#window.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        this.#position.lineStart = this.#at;
        this.#state = 'between';
      } else if (this.#state === 'behind-fault') {
        if (!this.#findLine()) return;
      } else if (IN_PART.has(this.#state)) {
        if (!this.#goOn()) return;
        yield* this.#ended();
      } else {
        this.#at = this.#window.skipBlanks(this.#at, this.#position);
        if (this.#at === this.#end) return;
        if (this.#state === 'between') {
          const line = this.#line();
          if (line === 'more') return;
          if (line !== null) yield line;
        } else yield* this.#token();
      }
    }
  }

  /** The next line if it is one object; null if a value was begun instead. */
  #line(): SplitPiece<T> | 'more' | null {
    const start = this.#at;
    if (this.#window.at(start) === 0x7b && start >= this.#walkedTo) {
      const lineFeed = this.#window.lineFeed(start);
      if (lineFeed === -1 && !this.#isWhole && this.#end - start < MOST_LINE_BYTES) return 'more';
      const end = this.#window.behindLastOf(start, lineFeed === -1 ? this.#end : lineFeed);
      if (this.#window.at(end - 1) === 0x7d && end - start <= this.#maxBytes) {
        const read = this.#read(this.#window.between(start, end));
        if (read !== null && read !== 'walk') {
          this.#at = end;
          return this.#piece(start, this.#position.line, null, read);
        }
      }
      this.#walkedTo = end;
    }
    this.#begin();
    return null;
  }

  #begin(): void {
    this.#value.begin(this.#at, this.#position);
    const byte = this.#window.at(this.#at);
    if (byte === 0x7b) {
      this.#state = 'key-or-close';
      this.#at += 1;
    } else if (byte === 0x5b) {
      this.#state = 'element-or-close';
      this.#value.list = OWN_ARRAY;
      this.#at += 1;
    } else this.#beginPart('scalar');
  }

  #beginPart(state: SplitState): void {
    this.#value.beginPart(this.#at, this.#position.line);
    this.#state = state;
  }

  /** Follows the part under way; false if it goes on behind the text. */
  #goOn(): boolean {
    const behind = this.#value.follow(this.#window, this.#at, this.#position, this.#state, this.#maxBytes);
    this.#at = behind ?? this.#end;
    return behind !== null || (this.#isWhole && this.#value.endsWithText());
  }

  /** A part is whole. */
  *#ended(): Generator<SplitPiece<T>> {
    const {offset, line} = this.#value.part;
    if (this.#state === 'in-element' || this.#state === 'scalar') {
      const {list} = this.#value;
      const isWord = this.#value.isTooLarge || list !== null || isJson(this.#window.between(offset, this.#at));
      if (!isWord) throw new JsonFault(UNEXPECTED, offset);
      this.#state = list === null ? 'between' : 'behind-element';
      if (this.#value.isTooLarge) yield tooLarge(line, this.#maxBytes);
      else yield this.#piece(offset, line, list);
      this.#value.isTooLarge = false;
    } else if (this.#state === 'in-key') {
      this.#value.key = keyOf(this.#window.between(offset, this.#at));
      this.#value.hasId ||= IDS.has(this.#value.key);
      this.#state = 'colon';
    } else {
      const isKept = !this.#value.isTooLarge && this.#at - offset <= MOST_MEMBER_BYTES;
      if (isKept) this.#value.members.set(this.#value.key, Buffer.from(this.#window.between(offset, this.#at)));
      if (this.#value.isOpen) this.#value.isTooLarge = false;
      this.#state = 'behind-value';
    }
  }

  /** From `offset` to where the text is read by now. */
  #piece(offset: number, line: number, list: string | null, read: T | null = null): SplitPiece<T> {
    const bytes = this.#window.between(offset, this.#at);
    return {kind: 'value', bytes, offset, line, read, list, isAlone: list === null && this.#isAlone()};
  }

  #isAlone(): boolean {
    const isFirst = !this.#hasValues;
    this.#hasValues = true;
    return isFirst && this.#isWhole && this.#window.behindLastOf(this.#at, this.#end) === this.#at;
  }

  /** At a byte that is no blank, within an object or an array. */
  *#token(): Generator<SplitPiece<T>> {
    const byte = this.#window.at(this.#at) as number;
    switch (this.#state) {
      case 'key-or-close':
      case 'key':
        if (byte === 0x22) return this.#beginPart('in-key');
        if (byte !== 0x7d || this.#state === 'key') throw new JsonFault(unexpected(byte), this.#at);
        return yield* this.#closeObject();
      case 'colon':
        return this.#mark(byte, 0x3a, 'value');
      case 'value':
        if (byte !== 0x5b || this.#value.hasId || !LISTS.has(this.#value.key)) return this.#beginPart('in-value');
        return yield* this.#openList();
      case 'behind-value':
        return byte === 0x7d ? yield* this.#closeObject() : this.#mark(byte, 0x2c, 'key');
      case 'element-or-close':
      case 'element':
        return byte === 0x5d && this.#state === 'element-or-close' ? this.#closeArray() : this.#beginPart('in-element');
      default:
        return byte === 0x5d ? this.#closeArray() : this.#mark(byte, 0x2c, 'element');
    }
  }

  /** Past a colon or a comma. */
  #mark(byte: number, expected: number, next: SplitState): void {
    if (byte !== expected) throw new JsonFault(unexpected(byte), this.#at);
    this.#at += 1;
    this.#state = next;
  }

  *#openList(): Generator<SplitPiece<T>> {
    if (!this.#value.isOpen) {
      this.#value.isOpen = true;
      yield {kind: 'open', line: this.#value.start.line, members: this.#value.members};
      this.#value.members = new Map();
      this.#value.isTooLarge = false;
    }
    this.#value.list = this.#value.key;
    this.#at += 1;
    this.#state = 'element-or-close';
  }

  #closeArray(): void {
    this.#at += 1;
    this.#state = this.#value.list === OWN_ARRAY ? 'between' : 'behind-value';
    this.#value.list = null;
  }

  *#closeObject(): Generator<SplitPiece<T>> {
    this.#at += 1;
    this.#state = 'between';
    const {offset, line} = this.#value.start;
    if (this.#value.isOpen) yield {kind: 'close', line, members: this.#value.members};
    else if (this.#value.isTooLarge) yield tooLarge(line, this.#maxBytes);
    else yield this.#piece(offset, line, null);
    this.#value.isOpen = false;
    this.#value.isTooLarge = false;
  }

  /** What follows a fault is read on if the value began on the same line, or stood by itself. */
  #recover({offset}: JsonFault): void {
    const {line, lineStart} = this.#position;
    const isList = !this.#value.isKept;
    const isTorn = line === this.#value.start.line || (line === this.#value.start.line + 1 && offset === lineStart);
    if (isList && !isTorn) {
      this.#state = 'stopped';
      return;
    }
    this.#at = offset;
    this.#state = 'behind-fault';
    const cost = offset - this.#value.start.offset;
    if (
      !isList &&
      this.#value.start.offset >= this.#window.base &&
      !this.#value.isTooLarge &&
      this.#readAgain + cost <= offset
    ) {
      // From the line after the one that the value began on. Never more than the text once more in all, whatever it holds.
      this.#readAgain += cost;
      this.#at = this.#value.start.offset;
      this.#position.line = this.#value.start.line;
      this.#position.lineStart = this.#value.start.lineStart;
    } else if (offset === lineStart && this.#window.opens(offset)) this.#state = 'between';
    this.#value.list = null;
    this.#value.isOpen = false;
    this.#value.isTooLarge = false;
    this.#value.start.offset = this.#at;
  }

  /** Goes to the next line that a value may begin on; false if none is here yet. */
  #findLine(): boolean {
    const found = this.#window.nextOpening(this.#at, this.#isWhole, this.#position);
    this.#at = found.at;
    this.#value.start.offset = found.at;
    if (found.isOpening) this.#state = 'between';
    return found.isOpening;
  }
}
