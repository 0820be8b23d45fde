/**
 * The engine handles what is smaller. It gives little weight to memory outside of its heap, such as the bytes of files, and collects late:
 * a load of documents of 60 MB then held six of them that nobody needed.
 */
export const LARGE_BYTES = 1_048_576;
/** Two collections, some 5 ms, are worth so many bytes: a fiftieth of what it takes to read them into a database. */
const WORTH_BYTES = 16_000_000;

let waiting = 0;
let collect: (() => void) | null | undefined;

/** Call it with memory that is about to be out of use. */
export function dropped(bytes: number): void {
  if (bytes >= LARGE_BYTES) waiting += bytes;
}

/** Gives back what was dropped, if it is worth it. Call it when nothing refers to that any more. */
export function giveBack(): void {
  if (waiting < WORTH_BYTES) return;
  waiting = 0;
  collect ??= collector();
  collect?.();
  // The first one frees what lies outside of the heap later; the second one waits for that.
  collect?.();
}

/**
 * The engine's own collection. The engine gives it to each context that is made after the flag was set; null if it does
 * not.
 */
function collector(): (() => void) | null {
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
  const found: unknown = process.getBuiltinModule('node:vm').runInNewContext('globalThis.gc');
  return typeof found === 'function' ? () => void found() : null;
}
