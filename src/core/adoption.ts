/** How to take over a table that another program made. */
export interface AdoptionOptions {
  /** False: the table is only read, and nothing is locked or written. */
  readonly apply: boolean;
  /** Whether to leave rows behind that cannot become a record. If false, one such row prevents the whole change. */
  readonly skipUnusable: boolean;
}

/** A row that cannot become a record. What is null in the table is null here. */
export interface UnusableExample {
  readonly project: string | null;
  readonly date: string | null;
  readonly runId: string | null;
  /** One line. */
  readonly reason: string;
}

/** What became of the rows: `taken`, `older` and `unusable` add up to `rows`. */
export interface AdoptedRows {
  readonly rows: number;
  /** Each is one record now. */
  readonly taken: number;
  /** How many of those taken held only a run, which is the `trace` of a document now. */
  readonly bareRuns: number;
  /** Rows for whose key there is a newer row. */
  readonly older: number;
  readonly unusable: number;
  /** By reason, the most frequent first. */
  readonly reasons: readonly {readonly reason: string; readonly rows: number}[];
  /** The first of the unusable rows. */
  readonly examples: readonly UnusableExample[];
}

/** The receipt of taking over a table. */
export interface Adoption extends AdoptedRows {
  /** `done`; `possible`: the table was only read; `refused`: unusable rows prevented it, and nothing was changed. */
  readonly outcome: 'done' | 'possible' | 'refused';
  /** The name that the old table keeps, with everything that belongs to it, until somebody drops it. */
  readonly keptAs: string;
  /** Columns of the old table that the new one does not have. */
  readonly otherColumns: readonly string[];
  /** What still belongs to the old table, or reads or refers to it: `the view public.failing`. */
  readonly attached: readonly string[];
  /** Roles with rights on the old table, which have none on the new one; always empty in SQLite. */
  readonly roles: readonly string[];
}
