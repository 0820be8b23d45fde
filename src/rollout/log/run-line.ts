import type {QueryPlan} from '../../backends/db/query-plan.ts';

/** What the time of a run is divided into. `start` reaches back to where the process began; `end` is what comes after the output. */
export const parts = ['start', 'open', 'ask', 'format', 'write', 'end'] as const;

export type Part = (typeof parts)[number];

/** What a command tells about its own run. Each of them is null in the line for as long as nobody said it. */
export interface RunFacts {
  /** What was asked for (`LSE_REPORT_BACKEND` or the flag), what answered, and why it was another one. */
  readonly backend?: {readonly asked: string; readonly answered: string; readonly why: string | null};
  /** What a comparison asked, by kind, and its results. */
  readonly compared?: {readonly control: string; readonly candidate: string; readonly conclusion: string};
  /** Behind the report; of a comparison those of both sides. */
  readonly records?: number;
  /** Failing traces or runs, if the report is about them. */
  readonly failing?: number;
  /** Masked. */
  readonly error?: {readonly code: string | null; readonly message: string};
  /** Whether events were sent, and why they were not. */
  readonly events?: {readonly sent: number; readonly failure: string | null};
}

/** One run of a report, as a line of the log has it; `docs/run-log.schema.json` says the same for other programs. */
export interface RunLine {
  readonly version: string;
  readonly user: string;
  /** Such as `report zenrows-errors`. */
  readonly command: string;
  /** Masked, each by itself. */
  readonly arguments: readonly string[];
  readonly backend: RunFacts['backend'] | null;
  readonly compared: RunFacts['compared'] | null;
  readonly records: number | null;
  readonly failing: number | null;
  /** That went to stdout. */
  readonly bytes: number;
  /** The parts add up to the total, to the microsecond. */
  readonly milliseconds: Readonly<Record<Part | 'total', number>>;
  /** The most memory that the process had at any time, in bytes. */
  readonly peakMemory: number;
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly interrupted: boolean;
  readonly error: RunFacts['error'] | null;
  readonly events: RunFacts['events'] | null;
  /** With `LSE_EXPLAIN=1` alone. */
  readonly plans?: readonly QueryPlan[];
}
