/**
 * JSON as the soak writes it: members in the order given, numbers as they are written. Nothing of `src` is used here, so
 * that what a document says is known without reading it.
 *
 * @typedef {null | boolean | string | JsonNumber | JsonArray | JsonMembers} Json
 * @typedef {Json[]} JsonArray
 */

export class JsonNumber {
  /** @param {string} text as it stands in a document */
  constructor(text) {
    this.text = text;
  }
}

export class JsonMembers {
  /** @param {readonly (readonly [string, Json])[]} members */
  constructor(members) {
    this.members = members;
  }
}

/** @param {Record<string, Json | undefined>} members those that are undefined are left out @returns {JsonMembers} */
export function object(members) {
  return new JsonMembers(
    Object.entries(members).flatMap(([key, value]) =>
      value === undefined ? [] : [/** @type {const} */ ([key, value])],
    ),
  );
}

/** @param {number} value @returns {JsonNumber} */
export function number(value) {
  return new JsonNumber(String(value));
}

/**
 * Ways to write one and the same value: a reader must take all of them for equal.
 *
 * @typedef {'plain' | 'spaced' | 'reversed' | 'escaped' | 'duplicate-keys'} Style
 * @type {readonly Style[]}
 */
export const styles = ['plain', 'spaced', 'reversed', 'escaped', 'duplicate-keys'];

/** @param {Json} value @param {Style} [style] @returns {string} */
export function jsonText(value, style = 'plain') {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return style === 'escaped' ? escaped(value) : JSON.stringify(value);
  if (value instanceof JsonNumber) return value.text;
  const [comma, colon, space] = style === 'spaced' ? [' ,\r\n\t', ' : ', ' '] : [',', ':', ''];
  if (Array.isArray(value)) return `[${space}${value.map((item) => jsonText(item, style)).join(comma)}${space}]`;
  const members = value.members.map(([key, item]) => `${JSON.stringify(key)}${colon}${jsonText(item, style)}`);
  if (style === 'reversed') members.reverse();
  // The last of them counts, so what stands first must have no effect.
  const overruled = style === 'duplicate-keys' ? value.members.map(([key]) => `${JSON.stringify(key)}:[0]`) : [];
  return `{${space}${[...overruled, ...members].join(comma)}${space}}`;
}

/** @param {string} text */
function escaped(text) {
  const units = Array.from({length: text.length}, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0'));
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`;
}

/** Two spaces a level, as a report prints. @param {Json} value @param {string} [indent] @returns {string} */
export function indentedText(value, indent = '') {
  const inner = `${indent}  `;
  if (Array.isArray(value) && value.length > 0) {
    return `[\n${value.map((item) => inner + indentedText(item, inner)).join(',\n')}\n${indent}]`;
  }
  if (value instanceof JsonMembers && value.members.length > 0) {
    const members = value.members.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${indentedText(item, inner)}`);
    return `{\n${members.join(',\n')}\n${indent}}`;
  }
  return jsonText(value);
}
