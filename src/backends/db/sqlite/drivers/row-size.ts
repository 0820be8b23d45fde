/** The size of the texts and bytes among the values. */
export function sizeOf(values: Iterable<unknown>): number {
  let size = 0;
  for (const value of values) {
    if (typeof value === 'string' || value instanceof Uint8Array) size += value.length;
  }
  return size;
}
