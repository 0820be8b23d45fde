import type {FormatName} from './given.ts';

/** How the user wants sources to be read; null if nothing was said. */
export interface ImportOptions {
  /** What everything should be read as. */
  readonly as: FormatName | null;
  /** When all of it was taken out of LangSmith. */
  readonly extractedAt: string | null;
  /** The time zone of times of extraction that name none: an IANA name, `UTC` or `±HH:MM`. */
  readonly extractedZone: string | null;
  /** Of one run. */
  readonly maxFileBytes: number;
}
