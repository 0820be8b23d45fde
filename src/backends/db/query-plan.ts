/** How a database answered a statement of a report, for `LSE_EXPLAIN=1`. */
export interface QueryPlan {
  readonly database: 'sqlite' | 'postgres';
  readonly statement: string;
  /** PostgreSQL's own JSON, with times and buffers; for SQLite the lines, indented by their depth. Null if the database made no plan. */
  readonly plan: unknown;
  /** The database's message if it made no plan; else null. */
  readonly fault: string | null;
}

export type TakePlan = (plan: QueryPlan) => void;
