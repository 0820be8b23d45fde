/** Bytes that lie in a file, and are read when they are needed. */
export interface StoredBytes {
  readonly length: number;
  /** Reads them into `target`, which is as long. */
  fill(target: Uint8Array): void;
}

/** Bytes that are here, or can be had. */
export type SomeBytes = Uint8Array | StoredBytes;

/** The bytes themselves: those that were only stored get memory of their own. */
export function wholeBytes(bytes: SomeBytes): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  const whole = Buffer.allocUnsafeSlow(bytes.length);
  bytes.fill(whole);
  return whole;
}

/** Puts bytes into memory from `at` on. */
export function putBytes(bytes: SomeBytes, target: Uint8Array, at: number): void {
  if (bytes instanceof Uint8Array) target.set(bytes, at);
  else bytes.fill(target.subarray(at, at + bytes.length));
}
