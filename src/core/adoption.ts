/** How a table that another program made is taken over. */
export interface AdoptionOptions {
  /** False: it is only looked at, and nothing is locked or written. */
  readonly apply: boolean;
  /** Whether rows of which no record can be made are left behind. Without it one of them keeps all of it from being done. */
  readonly skipUnusable: boolean;
}

/** A row of which no record can be made. What is null there is null here. */
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
  /** Of those taken, how many held a run alone, which is the `trace` of a document now. */
  readonly bareRuns: number;
  /** Rows of which another one of the same key is newer. */
  readonly older: number;
  readonly unusable: number;
  /** By reason, the most frequent first. */
  readonly reasons: readonly {readonly reason: string; readonly rows: number}[];
  /** The first of the unusable rows. */
  readonly examples: readonly UnusableExample[];
}

/** The receipt of taking over a table. */
export interface Adoption extends AdoptedRows {
  /** `done`; `possible`: it was only looked at; `refused`: unusable rows kept it from being done, and nothing was changed. */
  readonly outcome: 'done' | 'possible' | 'refused';
  /** Under which the old table stays, with everything that belongs to it, until somebody drops it. */
  readonly keptAs: string;
  /** Columns of the old table that the new one does not have. */
  readonly otherColumns: readonly string[];
  /** What still belongs to the old table, or reads or refers to it: `the view public.failing`. */
  readonly attached: readonly string[];
  /** Roles with rights on the old table, which have none on the new one; always empty in SQLite. */
  readonly roles: readonly string[];
}
