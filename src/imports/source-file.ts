import type {Given} from './given.ts';

/** A file that is imported, on the disk or inside an archive. */
export interface SourceFile {
  /** As the user named it, with the path inside an archive behind it. */
  readonly name: string;
  /** The names of all directories that lead to it, also of those above what the user named, and its own. */
  readonly path: readonly string[];
  readonly size: number;
  /** Its number in the source, if a part of its bytes can be read by itself; absent for what is packed. */
  readonly number?: number | undefined;
  /** When it was last changed, ISO 8601 in UTC: the file system's time, or the archive's. */
  readonly modifiedAt: string;
  /** Its bytes from the start. A piece is there until the one after the next is asked for. */
  bytes(): AsyncIterable<Uint8Array>;
  /** Bytes from `from` up to, not including, `to`. What is compressed is unpacked into a temporary file for it. */
  slice(from: number, to: number): Promise<Uint8Array>;
}

/** Reads a file of one format. */
export interface FormatReader {
  read(file: SourceFile): AsyncIterable<Given>;
}
