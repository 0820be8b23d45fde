import type {JsonObject} from '../core/json/value.ts';

/**
 * What a reader of one format found, in the order of the source. The same source gives the same things in the same order each time:
 * an import reads it twice, first to learn which run belongs where, then to write.
 */
export type Given = GivenRun | GivenSkip | GivenGap;

/** Where in a source something stands. */
export interface Place {
  /** As the user named it, with the path inside an archive behind it: `exports/may.zip/run-1.json`. */
  readonly file: string;
  /** A line of a text, a row of a table, both from 1; null if the file is one thing. */
  readonly line: number | null;
  /** The character of the line, from 1, if a fault is at one. */
  readonly column?: number;
}

/** One run, or one operation on a run. */
export interface GivenRun {
  readonly kind: 'run';
  /** A JSON object in UTF-8: the run byte for byte if the source is JSON, with `child_runs` if it has them. There until the next is asked for. */
  readonly json: Uint8Array;
  /** `post` and `patch` hold members of a run each, and are merged by its id, a later one over an earlier one. */
  readonly part: 'whole' | 'post' | 'patch';
  readonly around: Around;
  readonly place: Place;
  /** The format of its file, if whoever walks the sources says so: it is noted with the run. */
  readonly format?: FormatName;
  /**
   * What `RunMembers` would read of it, if its reader has looked for that, too; null if only `RunMembers` can tell. There until the next is
   * asked for.
   */
  readonly members?: () => JsonObject | null;
  /**
   * Where `json` lies, if it can be read there by itself. Such a run says all of itself: its `around` has neither members of it nor
   * `metadata` or `derived`.
   */
  readonly at?: BytesPlace | undefined;
}

/** Where bytes lie: the number of a file of the source, and the offset in it. */
export interface BytesPlace {
  readonly file: number;
  readonly offset: number;
}

/** What a source says about a run outside of it. What the run says itself goes first; null if the source says nothing. */
export interface Around {
  readonly runId: string | null;
  readonly traceId: string | null;
  /** The start of the run if the run itself has none: an ISO 8601 text. */
  readonly startTime: string | null;
  readonly projectName: string | null;
  /** The id of a LangSmith project, which its API calls a session. */
  readonly projectId: string | null;
  /** When the run was taken out of LangSmith, ISO 8601 in UTC. The newest snapshot of a run counts. */
  readonly extractedAt: string;
  /** What says so: the document itself, the export, or only the file system. */
  readonly extractedBy: 'document' | 'export' | 'file';
  /** Of a document that has `metadata` beside its run, that object in UTF-8. */
  readonly metadata: Uint8Array | null;
  /** What a reader worked out itself and put into `json`, by member: `{status: 'the events of the span'}`. Almost always empty. */
  readonly derived: Readonly<Record<string, string>>;
}

/** Something that was there and is no run that can be taken. */
export interface GivenSkip {
  readonly kind: 'skip';
  readonly place: Place;
  /** One line, which goes on from the place: `is not JSON: …`. */
  readonly reason: string;
}

/** Something that the source itself shows to be missing in it, so that reports on it would count too little. */
export interface GivenGap {
  readonly kind: 'gap';
  readonly place: Place;
  /** One line: `has exactly 1,000 runs of trace …, the most that such an export holds`. */
  readonly what: string;
}

/** The formats that can be told apart, by the names that `--as` takes. */
export const formatNames = ['runs', 'cli', 'operations', 'ui', 'parquet', 'otlp', 'documents'] as const;

export type FormatName = (typeof formatNames)[number];

/** Everything that the user named, as one sequence. */
export interface ImportSource {
  /** Reads all of it, from the start. */
  read(): AsyncIterable<Given>;
  /**
   * Runs `work` with what is needed of it once more, after it was read to its end. If something of a file is read again that changed since then, that is an error.
   */
  again<T>(work: (reading: SecondReading) => Promise<T>): Promise<T>;
  /** How many files of each format there were, of what was read so far. */
  formats(): ReadonlyMap<FormatName, number>;
  /** Bytes in all, for a bar of progress; null if nobody knows. */
  readonly bytes: number | null;
  /** Of those, how many were read since `read` or `again` was called last. */
  bytesRead(): number;
}

/** A whole run by its number, from 0, among all that are whole. */
export interface NumberedRun {
  readonly number: number;
  readonly run: GivenRun;
}

/** What is read of a source once more. */
export interface SecondReading {
  /** The whole runs that cannot be read at a place of their own, in their order. */
  others(): AsyncIterable<NumberedRun>;
  /** Fills `target` with the bytes at a place; quick for places that follow each other. */
  fill(place: BytesPlace, target: Uint8Array): void;
}
