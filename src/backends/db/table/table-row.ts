/** A row of another program's table. Anything may be null; texts are as the database gives them. */
export interface TableRow {
  readonly project: string | null;
  readonly date: string | null;
  readonly runId: string | null;
  readonly traceId: string | null;
  /** JSON text, or its UTF-8. */
  readonly data: string | Uint8Array | null;
}

/** The rows of one project and date, whether or not these can be a project and a date. */
export interface TableDay {
  readonly project: string | null;
  readonly date: string | null;
  readonly rows: number;
}

/** Rows that no scope can reach, since they have no project, or no text in the form of a date. */
export interface UnreachableRows {
  readonly project: string | null;
  readonly rows: number;
  /** What the one of them with the smallest id has there. */
  readonly date: string | null;
  readonly runId: string | null;
}
