import type {OpenMode, SqlValue} from './driver.ts';

/** The questions to the thread of a connection. It answers each question once, in their order. */
export type Question =
  | {readonly kind: 'open'; readonly path: string; readonly mode: OpenMode; readonly interruptions: SharedArrayBuffer}
  | {readonly kind: 'execute'; readonly sql: string}
  | {readonly kind: 'run' | 'all'; readonly sql: string; readonly values: readonly SqlValue[]}
  | {readonly kind: 'stream'; readonly stream: number; readonly sql: string; readonly values: readonly SqlValue[]}
  | {readonly kind: 'more' | 'end'; readonly stream: number}
  | {readonly kind: 'close'};

export type Answer = Rows | {readonly failure: Failure};

export interface Rows {
  readonly rows: readonly object[];
  /** Whether a stream has no more rows. */
  readonly isLast: boolean;
}

/** An error on its way from one thread to another; as an error it would lose its code. */
export interface Failure {
  readonly code: string | undefined;
  readonly message: string;
}
