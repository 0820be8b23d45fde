/** A definition as it is written; `docs/report.schema.json` says the same to editors. Nothing in it is looked up yet. */
export interface WrittenReport {
  readonly lse: 1;
  readonly name: string;
  readonly title?: string;
  readonly rows: 'runs' | 'records' | 'traces';
  readonly define?: Readonly<Record<string, WrittenCondition>>;
  readonly where?: WrittenCondition;
  readonly by?: readonly Readonly<Record<string, string>>[];
  readonly measures: Readonly<Record<string, WrittenMeasure>>;
  readonly columns?: readonly (string | Readonly<Record<string, string>>)[];
  readonly order?: readonly Readonly<Record<string, 'asc' | 'desc'>>[];
  readonly top?: {readonly by: string; readonly rows: number; readonly rest?: string};
  readonly fill?: 'dates';
  readonly examples?: readonly WrittenExample[];
}

/** A name of `define`, or conditions that must all be true. */
export type WrittenCondition = string | Readonly<Record<string, unknown>>;

export type WrittenTests = Readonly<Record<string, WrittenOperand | readonly WrittenOperand[]>>;

export type WrittenOperand = string | number | boolean;

/** `count`, or an object with one kind of measure and how to print it. */
export type WrittenMeasure = string | Readonly<Record<string, unknown>>;

export interface WrittenExample {
  readonly title?: string;
  readonly project?: string;
  readonly day?: string;
  /** Whole documents, which have a `trace`, or runs alone. */
  readonly documents: readonly Readonly<Record<string, unknown>>[];
  /** The cells of each row as the CSV prints them. */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}
