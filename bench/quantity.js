/** How quantities are written, in tables and on the terminal. */

/** @param {number} value */
export function seconds(value) {
  return value < 1 ? `${digits(value * 1000)} ms` : `${digits(value)} s`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

/** @param {number} value */
export function ratio(value) {
  return digits(value);
}

/** @param {number} value */
export function count(value) {
  return value.toLocaleString('en-US');
}

/** Three digits that count; more would be noise. @param {number} value */
function digits(value) {
  if (value >= 100 || value === 0) return String(Math.round(value));
  return value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
}
