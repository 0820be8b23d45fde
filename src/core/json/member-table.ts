/** Numbers a member: where its key begins and ends in the source, and where it begins and ends in the target. */
const WIDTH = 4;
const COMMA = 0x2c;
const FEW_MEMBERS = 16;

/** The members of the objects that a scan is inside of, innermost last. */
export class MemberTable {
  #places = new Int32Array(1024);
  #count = 0;
  #spare: Buffer = Buffer.allocUnsafeSlow(65_536);

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  truncate(count: number): void {
    this.#count = count;
  }

  add(keyStart: number, keyEnd: number, start: number, end: number): void {
    const at = this.#count * WIDTH;
    if (at === this.#places.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.#places);
      this.#places = larger;
    }
    this.#places[at] = keyStart;
    this.#places[at + 1] = keyEnd;
    this.#places[at + 2] = start;
    this.#places[at + 3] = end;
    this.#count += 1;
  }

  /** The members from `first` on in the order of their keys, unless they are in it or a key is there twice. */
  orderFrom(first: number, source: Uint8Array): readonly number[] | 'sorted' | 'duplicate' {
    let isSorted = true;
    for (let member = first + 1; member < this.#count && isSorted; member += 1) {
      const order = this.#compareKeys(source, member - 1, member);
      if (order === 0) return 'duplicate';
      isSorted = order < 0;
    }
    if (isSorted) return 'sorted';
    const order: number[] = [];
    for (let member = first; member < this.#count; member += 1) order.push(member);
    this.#sort(order, source);
    const isTwice = order.some(
      (member, at) => at > 0 && this.#compareKeys(source, order[at - 1] as number, member) === 0,
    );
    return isTwice ? 'duplicate' : order;
  }

  /** A few members, as nearly all objects have, are in place before a sort with a function of ours has begun. */
  #sort(order: number[], source: Uint8Array): void {
    if (order.length > FEW_MEMBERS) order.sort((left, right) => this.#compareKeys(source, left, right));
    else {
      for (let next = 1; next < order.length; next += 1) {
        const member = order[next] as number;
        let at = next;
        for (; at > 0 && this.#compareKeys(source, order[at - 1] as number, member) > 0; at -= 1) {
          order[at] = order[at - 1] as number;
        }
        order[at] = member;
      }
    }
  }

  /** Writes the members from `first` on anew in the order given, with commas between them; returns where the last one ends. */
  rearrange(target: Buffer, first: number, order: readonly number[]): number {
    const start = this.#place(first, 2);
    const end = this.#place(this.#count - 1, 3);
    if (end - start > this.#spare.length) this.#spare = Buffer.allocUnsafeSlow((end - start) * 2);
    const spare = this.#spare;
    target.copy(spare, 0, start, end);
    let at = start;
    for (const member of order) {
      if (at > start) target[at++] = COMMA;
      at += spare.copy(target, at, this.#place(member, 2) - start, this.#place(member, 3) - start);
    }
    return at;
  }

  #compareKeys(source: Uint8Array, left: number, right: number): number {
    return compareBytes(
      source,
      this.#place(left, 0),
      this.#place(left, 1),
      source,
      this.#place(right, 0),
      this.#place(right, 1),
    );
  }

  #place(member: number, which: number): number {
    return this.#places[member * WIDTH + which] as number;
  }
}

/** Which of two pieces comes first; negative, zero or positive. */
export function compareBytes(
  left: Uint8Array,
  leftStart: number,
  leftEnd: number,
  right: Uint8Array,
  rightStart: number,
  rightEnd: number,
): number {
  const length = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  for (let at = 0; at < length; at += 1) {
    const order = (left[leftStart + at] ?? -1) - (right[rightStart + at] ?? -1);
    if (order !== 0) return order;
  }
  return leftEnd - leftStart - (rightEnd - rightStart);
}
