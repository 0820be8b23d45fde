import type {DigestedSnapshot} from '../../core/source-snapshot.ts';

/** Of documents of 1 KB eight thousand, which is more than anybody looks at; of one larger than that none is kept. */
const MOST_BYTES = 8_000_000;

/**
 * Canonical texts of documents that differ, from when they are read until it was said where they differ, so that they need not be read
 * once more. As many as there is room for: what is not in here is read again.
 */
export class KeptTexts {
  readonly #texts = new Map<string, Uint8Array>();
  readonly #most: number;
  #bytes = 0;

  constructor(most = MOST_BYTES) {
    this.#most = most;
  }

  /** Of a snapshot that is being read, where it has its document at hand. */
  keep(digest: string, {canonicalWithin}: Pick<DigestedSnapshot, 'canonicalWithin'>): void {
    if (canonicalWithin === undefined || this.#texts.has(digest)) return;
    const text = canonicalWithin(this.#most - this.#bytes);
    if (text === null || this.#bytes + text.length > this.#most) return;
    this.#bytes += text.length;
    this.#texts.set(digest, text);
  }

  /** By the digest of the document, whichever side it is from. */
  of(digest: string): Uint8Array | null {
    return this.#texts.get(digest) ?? null;
  }

  clear(): void {
    this.#texts.clear();
    this.#bytes = 0;
  }
}
