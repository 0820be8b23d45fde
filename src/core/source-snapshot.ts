import type {CalendarDate} from './calendar-date.ts';
import type {DigestForm, DocumentContent, KnownContents} from './document-content.ts';
import type {Brief} from './fields/brief.ts';
import type {Instant} from './instant.ts';
import type {JsonValue} from './json/value.ts';

/** The key of a record. `project` is the name of a directory, `runId` that of the record's own run. */
export interface RecordKey {
  readonly project: string;
  readonly date: CalendarDate;
  readonly runId: string;
}

/** One project and date for which a source has anything; `size` counts its files (unreadable ones too) or rows. */
export interface SourceDay {
  readonly project: string;
  readonly date: CalendarDate;
  readonly size: number;
}

/** Where one snapshot is found again: for files by its name, for a database by the record's key. */
export interface SnapshotReference extends RecordKey {
  /** The name of the file, in a database of the file that the row came from; null for rows of other programs. */
  readonly fileName: string | null;
}

/** How a comparison asks for the documents of a day. */
export interface WantedSnapshots {
  /** The form by which the other side compares documents: the contents also have the digest of that form. */
  readonly form?: DigestForm | undefined;
  /**
   * What the other side holds, by its digests in the form by which this source compares documents. If a snapshot is one of these, and its
   * columns agree, it gets that content, and its document is not read.
   */
  readonly known?: KnownContents | undefined;
}

/**
 * One document of a record as its side holds it. A tree also holds superseded ones; a database holds one for each
 * record.
 */
export interface DigestedSnapshot extends SnapshotReference {
  readonly outcome: 'read';
  readonly traceId: string;
  /** Decides between the snapshots of one record; null if missing or unreadable. */
  readonly extractedAt: Instant | null;
  /** What the document says. If its text has the digest of a known content, the text need not be read. */
  readonly content: (known: KnownContents) => DocumentContent;
  /**
   * The canonical text of the exact document in UTF-8, if the document is no longer than so many bytes; else null. Not there if
   * the reading has let go of the document.
   */
  readonly canonicalWithin?: (bytes: number) => Uint8Array | null;
  /**
   * What a database keeps beside the document. Null for a file, for a row of another program's table, and for a row that agrees with a
   * known content.
   */
  readonly stored: StoredAnswers | null;
  /** Present for such a row: its ids are columns, which may disagree with its document. */
  readonly isRow?: true;
}

/** The same with the document itself. */
export interface SourceSnapshot extends DigestedSnapshot {
  /** The canonical text of the exact document in UTF-8, made on request. */
  readonly canonical: () => Uint8Array;
}

/** A file of a day that does not count. */
export interface UnreadableSnapshot {
  readonly outcome: 'unreadable';
  readonly fileName: string;
  readonly reason: string;
}

/** What a database computed from `data`; it answers reports from this. */
export interface StoredAnswers {
  readonly isFailing: boolean;
  readonly symbol: string | null;
  /** What reports by fields read instead of the document. Null if they read the document itself, which is always correct. */
  readonly brief: Brief | null;
  /** The text of `data` if `raw` holds the exact document instead; else null. */
  readonly replaced: {readonly data: string} | null;
  /** The exact document, read on request. */
  readonly exact: () => JsonValue;
}

/** A file that is no longer what the listing at the start said, or a day of a database. `path` is relative to the data directory. */
export interface FileChange {
  readonly path: string;
  readonly project: string;
  readonly date: CalendarDate;
  readonly change: 'changed' | 'vanished';
}
