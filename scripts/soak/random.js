/** Numbers that depend only on a text, so that a seed and the number of a step give the same step again. */
export class Random {
  #state;

  /** @param {string} text */
  constructor(text) {
    // FNV-1a, which turns texts that differ in one digit into numbers that have nothing in common.
    let state = 0x811c9dc5;
    for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
    this.#state = state >>> 0;
  }

  /** From 0 up to, but not including, 1: mulberry32. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number, both ends included. @param {number} least @param {number} most */
  integer(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** As often between 10 and 100 as between 100 and 1,000. @param {number} least @param {number} most */
  magnitude(least, most) {
    return Math.round(least * (most / least) ** this.next());
  }

  /** @param {number} probability */
  chance(probability) {
    return this.next() < probability;
  }

  /** @template T @param {readonly T[]} list not empty @returns {T} */
  pick(list) {
    return /** @type {T} */ (list[this.integer(0, list.length - 1)]);
  }

  /** @template T @param {readonly (readonly [number, T])[]} choices each with its weight @returns {T} */
  weighted(choices) {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return this.pick(choices)[1];
  }
}
