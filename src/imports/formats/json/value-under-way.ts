import {IN_PART, MOST_KEY_BYTES, type SplitState} from './split-state.ts';
import {JsonFault, type TextPosition} from './text-position.ts';
import type {TextWindow} from './text-window.ts';
import {ValueWalk} from './value-walk.ts';

/** The value that a splitter is at. */
export class ValueUnderWay {
  readonly #walk = new ValueWalk();
  /** Where it began. Line 0 before the first one. */
  start = {offset: 0, line: 0, lineStart: 0};
  /** The key, member or element of it that is under way. */
  part = {offset: 0, line: 0};
  /** The array under way whose elements come one by one: the member that it is, or `OWN_ARRAY`. */
  list: string | null = null;
  /** Whether it is an object with such an array; then it is not kept. */
  isOpen = false;
  hasId = false;
  key = '';
  members = new Map<string, Buffer>();
  /** More was met of it than may be kept, and nothing is. */
  isTooLarge = false;

  begin(offset: number, {line, lineStart}: TextPosition): void {
    this.start = {offset, line, lineStart};
    this.list = null;
    this.isOpen = false;
    this.hasId = false;
    this.members = new Map();
  }

  beginPart(offset: number, line: number): void {
    this.part = {offset, line};
    this.#walk.begin();
  }

  /** The offset behind the part under way; null if it goes on behind the text. */
  follow(window: TextWindow, at: number, position: TextPosition, state: SplitState, maxBytes: number): number | null {
    const {bytes, words, base, length} = window;
    const found = this.#walk.go(bytes, at - base, length, base, position, words);
    const behind = found === -1 ? base + length : base + found;
    if (state === 'in-key') {
      if (behind - this.part.offset > MOST_KEY_BYTES) throw new JsonFault('a key of endless length', behind);
    } else if (behind - (this.isKept ? this.start.offset : this.part.offset) > maxBytes) this.isTooLarge = true;
    return found === -1 ? null : behind;
  }

  /** Whether the part under way is over at the text's end so far. */
  endsWithText(): boolean {
    return this.#walk.endsWithText();
  }

  /** Whether it is kept as a whole. */
  get isKept(): boolean {
    return this.list === null && !this.isOpen;
  }

  /** What is before this offset of the text is not needed any more. */
  keptFrom(state: SplitState, at: number): number {
    if (state === 'between' || (this.isTooLarge && state !== 'in-key')) return at;
    if (this.isKept && !this.isTooLarge) return this.start.offset;
    return IN_PART.has(state) ? this.part.offset : at;
  }
}
