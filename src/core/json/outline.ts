/** Which parts of a value are told apart: members by name, or every element; an empty outline takes a value as a whole. */
export interface Outline {
  readonly members?: Readonly<Record<string, Outline>>;
  readonly elements?: Outline;
}

/** Outlines as the scan reads them in its memory; `src/scanner/parts.ts` has the same layout. */
export class OutlineTable {
  /** The numbers under which the scan reports the names of members; 0 is for a part without a name. */
  readonly names = new Map<string, number>();
  /** The other way round. */
  readonly nameOf: string[] = [''];
  readonly root: number;
  readonly #words: Int32Array;
  readonly #bytes: Buffer;
  readonly #places = new Map<Outline, number>();
  #end: number;
  readonly #limit: number;

  /**
   * Writes the outline into memory from `start` on, which is a multiple of 4 and behind 0.
   *
   * @throws RangeError if it does not fit in before `limit`
   */
  constructor(memory: ArrayBuffer, start: number, limit: number, outline: Outline) {
    this.#words = new Int32Array(memory);
    this.#bytes = Buffer.from(memory);
    this.#end = start;
    this.#limit = limit;
    this.root = this.#place(outline);
  }

  #place(outline: Outline): number {
    const known = this.#places.get(outline);
    if (known !== undefined) return known;
    const members = Object.entries(outline.members ?? {});
    const place = this.#reserve((2 + members.length * 4) * 4);
    // Before its parts, which may be outlined like the whole.
    this.#places.set(outline, place);
    const entries = members.flatMap(([name, member]) => [
      ...this.#nameEntry(name),
      this.#place(member),
      this.#number(name),
    ]);
    const elements = outline.elements === undefined ? 0 : this.#place(outline.elements);
    this.#words.set([members.length, elements, ...entries], place / 4);
    return place;
  }

  #nameEntry(name: string): [start: number, length: number] {
    const length = Buffer.byteLength(name);
    const start = this.#reserve(length);
    this.#bytes.write(name, start);
    return [start, length];
  }

  #number(name: string): number {
    const number = this.names.get(name) ?? this.names.size + 1;
    this.names.set(name, number);
    this.nameOf[number] = name;
    return number;
  }

  #reserve(bytes: number): number {
    const start = this.#end;
    this.#end += Math.ceil(bytes / 4) * 4;
    if (this.#end > this.#limit) throw new RangeError('the outline is too long');
    return start;
  }
}

/** Tells apart what one or the other does. What either takes as a whole is taken as a whole. */
export function joinedOutlines(one: Outline, other: Outline, known = new Map<Outline, Outline>()): Outline {
  // An outline may be a part of itself; the other one is so at the same place.
  const met = known.get(one);
  if (met !== undefined) return met;
  if (isWhole(one) || isWhole(other)) return {};
  const joined: {members?: Record<string, Outline>; elements?: Outline} = {};
  known.set(one, joined);
  const join = (left: Outline | undefined, right: Outline | undefined): Outline =>
    left === undefined || right === undefined ? (left ?? right ?? {}) : joinedOutlines(left, right, known);
  const names = new Set([...Object.keys(one.members ?? {}), ...Object.keys(other.members ?? {})]);
  if (names.size > 0) {
    joined.members = Object.fromEntries(
      [...names].map((name) => [name, join(one.members?.[name], other.members?.[name])]),
    );
  }
  if (one.elements !== undefined || other.elements !== undefined) joined.elements = join(one.elements, other.elements);
  return joined;
}

function isWhole({members, elements}: Outline): boolean {
  return members === undefined && elements === undefined;
}
