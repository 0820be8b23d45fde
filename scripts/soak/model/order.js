/** Order by Unicode code point; `<` compares UTF-16 units. @param {string} left @param {string} right @returns {number} */
export function byCodePoint(left, right) {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** The key of a record, or of a project and date, in a map. @param {...string} parts @returns {string} */
export function keyOf(...parts) {
  return JSON.stringify(parts);
}

/** @template T @param {readonly T[]} items @param {(item: T) => string} nameOf @returns {Map<string, T[]>} */
export function groupBy(items, nameOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group === undefined) groups.set(nameOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
