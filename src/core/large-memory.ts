/**
 * What is smaller is left to the engine. Memory that lies outside of its heap, as the bytes of files do, weighs little to it: it
 * collects when it likes, and by then a load of documents of 60 MB held six of them that nobody needed.
 */
export const LARGE_BYTES = 1_048_576;
/** Two collections, some 5 ms, are worth so many bytes: a fiftieth of what it takes to read them into a database. */
const WORTH_BYTES = 16_000_000;

let waiting = 0;
let collect: (() => void) | null | undefined;

/** To be told of memory that is about to be in no use any more. */
export function dropped(bytes: number): void {
  if (bytes >= LARGE_BYTES) waiting += bytes;
}

/** Gives back what was dropped, where it is worth it: to be called when nothing refers to it any more. */
export function giveBack(): void {
  if (waiting < WORTH_BYTES) return;
  waiting = 0;
  collect ??= collector();
  collect?.();
  // The first one leaves freeing what lies outside of the heap for later; the second one waits for that.
  collect?.();
}

/** The engine's own collection, which it hands to a context that is made after it was asked to; null where it does not. */
function collector(): (() => void) | null {
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
  const found: unknown = process.getBuiltinModule('node:vm').runInNewContext('globalThis.gc');
  return typeof found === 'function' ? () => void found() : null;
}
