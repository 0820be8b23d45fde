import type {ReportSource} from '../core/report-source.ts';

/** Stands in for a source that could not be opened: every question to it fails with the reason. */
export class UnavailableSource implements ReportSource {
  readonly kind: string;
  readonly location: string;
  readonly #reason: unknown;

  constructor(kind: string, location: string, reason: unknown) {
    this.kind = kind;
    this.location = location;
    this.#reason = reason;
  }

  async projects(): Promise<never> {
    throw this.#reason;
  }

  async counted(): Promise<never> {
    throw this.#reason;
  }

  // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
  async *failingTraces(): AsyncGenerator<never> {
    throw this.#reason;
  }

  // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
  async *traces(): AsyncGenerator<never> {
    throw this.#reason;
  }

  unreadableFiles(): readonly [] {
    return [];
  }

  passedOver(): readonly [] {
    return [];
  }

  async identity(): Promise<null> {
    return null;
  }

  async days(): Promise<never> {
    throw this.#reason;
  }

  // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
  async *snapshots(): AsyncGenerator<never> {
    throw this.#reason;
  }

  async snapshot(): Promise<never> {
    throw this.#reason;
  }

  async changes(): Promise<[]> {
    return [];
  }
}
