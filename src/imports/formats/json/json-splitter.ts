import {faultPiece, keyOf, LISTS, type LineReader, OWN_ARRAY, type SplitPiece, tooLarge} from './split-piece.ts';
import {COMPLETE, IN_PART, type SplitState} from './split-state.ts';
import {JsonFault, TextPosition} from './text-position.ts';
import {TextWindow} from './text-window.ts';
import {unexpected, ValueWalk} from './value-walk.ts';

const IDS: ReadonlySet<string> = new Set(['id', 'run_id']);
/** Longer values are not looked at as lines, since their end is not at hand. */
const MOST_LINE_BYTES = 1_048_576;
/** Of a member that says something about elements beside it. */
const MOST_MEMBER_BYTES = 65_536;
/** Of a key of an object that is gone through member by member; none is nearly as long. */
const MOST_KEY_BYTES = 4_194_304;

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
  readonly #walk = new ValueWalk();
  readonly #position: TextPosition;
  #state: SplitState = 'between';
  /** All that is read so far, and whether more may come. */
  #at = 0;
  #isWhole = false;
  /** Before it no line is looked at again as one value. */
  #walkedTo = 0;
  /** Where the value by itself began, and the part of it that is under way. */
  #start = {offset: 0, line: 1, lineStart: 0};
  #part = {offset: 0, line: 1};
  /** The array under way: its member, or `OWN_ARRAY`. */
  #list: string | null = null;
  /** Whether the object's elements come one by one; then it is not kept. */
  #isOpen = false;
  #hasId = false;
  #key = '';
  #members = new Map<string, Buffer>();
  #isTooLarge = false;
  /** How many bytes were gone through a second time, behind faults. */
  #readAgain = 0;

  /** A value of more than `maxBytes` is a fault. `firstLine` is what the first line is called. */
  constructor(read: LineReader<T>, maxBytes: number, firstLine = 1) {
    this.#read = read;
    this.#maxBytes = maxBytes;
    this.#position = new TextPosition(firstLine);
  }

  *push(bytes: Uint8Array): Generator<SplitPiece<T>> {
    if (this.#state === 'stopped') return;
    this.#window.append(bytes, this.#keptFrom());
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

  /** What is before it is not needed any more. */
  #keptFrom(): number {
    if ((this.#isTooLarge && this.#state !== 'in-key') || this.#state === 'between') return this.#at;
    if (this.#list === null && !this.#isOpen && !this.#isTooLarge) return this.#start.offset;
    return IN_PART.has(this.#state) ? this.#part.offset : this.#at;
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
    for (;;) {
      if (this.#state === 'stopped') return;
      if (this.#state === 'behind-fault') {
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

  /** The next line if it is one object; null where a value was begun instead. */
  #line(): SplitPiece<T> | 'more' | null {
    const start = this.#at;
    if (this.#window.at(start) === 0x7b && start >= this.#walkedTo) {
      const lineFeed = this.#window.lineFeed(start);
      if (lineFeed === -1 && !this.#isWhole && this.#end - start < MOST_LINE_BYTES) return 'more';
      const end = this.#window.behindLastOf(start, lineFeed === -1 ? this.#end : lineFeed);
      if (this.#window.at(end - 1) === 0x7d && end - start <= this.#maxBytes) {
        const bytes = this.#window.between(start, end);
        const read = this.#read(bytes);
        if (read !== null && read !== 'walk') {
          this.#at = end;
          return {kind: 'value', bytes, line: this.#position.line, read, list: null};
        }
      }
      this.#walkedTo = end;
    }
    this.#begin();
    return null;
  }

  #begin(): void {
    const {line, lineStart} = this.#position;
    this.#start = {offset: this.#at, line, lineStart};
    this.#list = null;
    this.#isOpen = false;
    this.#hasId = false;
    this.#members = new Map();
    const byte = this.#window.at(this.#at);
    if (byte === 0x7b) {
      this.#state = 'key-or-close';
      this.#at += 1;
    } else if (byte === 0x5b) {
      this.#state = 'element-or-close';
      this.#list = OWN_ARRAY;
      this.#at += 1;
    } else this.#beginPart('scalar');
  }

  #beginPart(state: SplitState): void {
    this.#part = {offset: this.#at, line: this.#position.line};
    this.#walk.begin();
    this.#state = state;
  }

  /** Follows the part under way; false where it goes on behind the text. */
  #goOn(): boolean {
    const {bytes, base, length} = this.#window;
    const behind = this.#walk.go(bytes, this.#at - base, length, base, this.#position);
    this.#at = behind === -1 ? base + length : base + behind;
    if (this.#state === 'in-key') {
      if (this.#at - this.#part.offset > MOST_KEY_BYTES) throw new JsonFault('a key of endless length', this.#at);
      return behind !== -1;
    }
    const kept = this.#list === null && !this.#isOpen ? this.#start.offset : this.#part.offset;
    if (this.#at - kept > this.#maxBytes) this.#isTooLarge = true;
    return behind !== -1 || (this.#isWhole && this.#walk.endsWithText());
  }

  /** A part is whole. */
  *#ended(): Generator<SplitPiece<T>> {
    const {offset, line} = this.#part;
    if (this.#state === 'in-element' || this.#state === 'scalar') {
      const list = this.#state === 'scalar' ? null : this.#list;
      this.#state = this.#state === 'scalar' ? 'between' : 'behind-element';
      if (this.#isTooLarge) yield tooLarge(line, this.#maxBytes);
      else yield {kind: 'value', bytes: this.#window.between(offset, this.#at), line, read: null, list};
      this.#isTooLarge = false;
    } else if (this.#state === 'in-key') {
      this.#key = keyOf(this.#window.between(offset, this.#at));
      this.#hasId ||= IDS.has(this.#key);
      this.#state = 'colon';
    } else {
      const isKept = !this.#isTooLarge && this.#at - offset <= MOST_MEMBER_BYTES;
      if (isKept) this.#members.set(this.#key, Buffer.from(this.#window.between(offset, this.#at)));
      if (this.#isOpen) this.#isTooLarge = false;
      this.#state = 'behind-value';
    }
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
        if (byte !== 0x3a) throw new JsonFault(unexpected(byte), this.#at);
        this.#at += 1;
        this.#state = 'value';
        return;
      case 'value':
        if (byte !== 0x5b || this.#hasId || !LISTS.has(this.#key)) return this.#beginPart('in-value');
        return yield* this.#openList();
      case 'behind-value':
        if (byte === 0x7d) return yield* this.#closeObject();
        this.#comma(byte, 'key');
        return;
      case 'element-or-close':
        return byte === 0x5d ? this.#closeArray() : this.#beginPart('in-element');
      case 'element':
        return this.#beginPart('in-element');
      default:
        if (byte === 0x5d) this.#closeArray();
        else this.#comma(byte, 'element');
    }
  }

  #comma(byte: number, next: SplitState): void {
    if (byte !== 0x2c) throw new JsonFault(unexpected(byte), this.#at);
    this.#at += 1;
    this.#state = next;
  }

  *#openList(): Generator<SplitPiece<T>> {
    if (!this.#isOpen) {
      this.#isOpen = true;
      yield {kind: 'open', line: this.#start.line, members: this.#members};
      this.#members = new Map();
      this.#isTooLarge = false;
    }
    this.#list = this.#key;
    this.#at += 1;
    this.#state = 'element-or-close';
  }

  #closeArray(): void {
    this.#at += 1;
    this.#state = this.#list === OWN_ARRAY ? 'between' : 'behind-value';
    this.#list = null;
  }

  *#closeObject(): Generator<SplitPiece<T>> {
    this.#at += 1;
    this.#state = 'between';
    const {offset, line} = this.#start;
    if (this.#isOpen) yield {kind: 'close', line, members: this.#members};
    else if (this.#isTooLarge) yield tooLarge(line, this.#maxBytes);
    else yield {kind: 'value', bytes: this.#window.between(offset, this.#at), line, read: null, list: null};
    this.#isOpen = false;
    this.#isTooLarge = false;
  }

  /** What follows a fault is read on if the value began on the same line, or stood by itself. */
  #recover({offset}: JsonFault): void {
    const {line, lineStart} = this.#position;
    const isList = this.#list !== null || this.#isOpen;
    const isTorn = line === this.#start.line || (line === this.#start.line + 1 && offset === lineStart);
    if (isList && !isTorn) {
      this.#state = 'stopped';
      return;
    }
    this.#at = offset;
    this.#state = 'behind-fault';
    const cost = offset - this.#start.offset;
    if (!isList && this.#start.offset >= this.#window.base && !this.#isTooLarge && this.#readAgain + cost <= offset) {
      // From the line after the one that the value began on. Never more than the text once more in all, whatever it holds.
      this.#readAgain += cost;
      this.#at = this.#start.offset;
      this.#position.line = this.#start.line;
      this.#position.lineStart = this.#start.lineStart;
    } else if (offset === lineStart && this.#window.opens(offset)) this.#state = 'between';
    this.#list = null;
    this.#isOpen = false;
    this.#isTooLarge = false;
    this.#start.offset = this.#at;
  }

  /** Goes to the next line that a value may begin on; false where none is here yet. */
  #findLine(): boolean {
    const found = this.#window.nextOpening(this.#at, this.#isWhole, this.#position);
    this.#at = found.at;
    this.#start.offset = found.at;
    if (found.isOpening) this.#state = 'between';
    return found.isOpening;
  }
}
