import type {DigestedSnapshot} from '../../core/source-snapshot.ts';

/** Enough for eight thousand documents of 1 KB, which is more than anybody looks at; a document larger than this is never kept. */
const MOST_BYTES = 8_000_000;

/**
 * Canonical texts of documents that differ, from when they are read until their differences are found, so that they need not be read
 * again. As many as there is room for; all others are read again.
 */
export class KeptTexts {
  readonly #texts = new Map<string, Uint8Array>();
  readonly #most: number;
  #bytes = 0;

  constructor(most = MOST_BYTES) {
    this.#most = most;
  }

  /** For a snapshot that is being read, if its document is at hand. */
  keep(digest: string, {canonicalWithin}: Pick<DigestedSnapshot, 'canonicalWithin'>): void {
    if (canonicalWithin === undefined || this.#texts.has(digest)) return;
    const text = canonicalWithin(this.#most - this.#bytes);
    if (text === null || this.#bytes + text.length > this.#most) return;
    this.#bytes += text.length;
    this.#texts.set(digest, text);
  }

  /** By the digest of the document, from either side. */
  of(digest: string): Uint8Array | null {
    return this.#texts.get(digest) ?? null;
  }

  clear(): void {
    this.#texts.clear();
    this.#bytes = 0;
  }
}
