/** A report as its YAML has it, read into plain objects and lists; see `docs/reports.md`. */
export interface WrittenReport {
  readonly lse: 1;
  readonly name: string;
  readonly title?: string;
  readonly rows: RowKind;
  readonly define?: Readonly<Record<string, WrittenCondition>>;
  readonly where?: WrittenCondition;
  /** `{field: heading}`, and at times `missing` beside it. */
  readonly by?: readonly Readonly<Record<string, string>>[];
  readonly measures: Readonly<Record<string, WrittenMeasure>>;
  readonly columns?: readonly WrittenColumn[];
  readonly order?: readonly Readonly<Record<string, 'asc' | 'desc'>>[];
  readonly top?: {readonly by: string; readonly rows: number; readonly rest?: string};
  readonly fill?: 'dates';
}

export type RowKind = 'runs' | 'records' | 'traces';

export type Operand = string | number | boolean;

/** A name of `define`, or an object all of whose entries have to hold. */
export type WrittenCondition = string | {readonly [key: string]: unknown};

/** `count`, or an object with one kind of measure and how it prints. */
export type WrittenMeasure = string | {readonly [key: string]: unknown};

/** The heading of a key, or `{measure: heading}`, at times with `missing` beside it. */
export type WrittenColumn = string | Readonly<Record<string, string>>;
