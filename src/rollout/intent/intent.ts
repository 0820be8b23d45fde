import type {StageName} from '../stage.ts';

/** What the team wants, as `lse.rollout.yaml` says it; what is in force is the lower of this and what is held. */
export interface Intent {
  /** Which projects a share takes follows from this and their names; null if no entry has a share. */
  readonly salt: string | null;
  /** By a name or a pattern; the first that fits decides. */
  readonly projects: readonly ProjectIntent[];
  /** Of a project that nothing fits. */
  readonly default: StageName;
  readonly requirements: Requirements;
  readonly holds: {
    /** A second hold within so many days of the first needs a person. */
    readonly secondWithinDays: number;
  };
  readonly ledger: {readonly keepDays: number};
  /** Who is told what happens; null if nobody is. */
  readonly events: EventSettings | null;
}

export const eventNames = [
  'promoted',
  'rolled back',
  'held',
  'released',
  'gate opened',
  'mismatch',
  'fallback',
  'stale',
] as const;

export type EventName = (typeof eventNames)[number];

export interface EventSettings {
  /** The program and its arguments, or an address that JSON is posted to. */
  readonly to:
    | {readonly kind: 'command'; readonly command: readonly string[]}
    | {readonly kind: 'webhook'; readonly url: string};
  readonly on: readonly EventName[];
}

export interface ProjectIntent {
  /** A name, or a pattern in which `*` stands for any characters; after a backslash `*` and the backslash stand for themselves. */
  readonly project: string;
  readonly stage: StageName;
  /** Which part of the projects that fit are at this stage, in hundredths of a per cent, 0 to 10,000; the others are at the one below. */
  readonly share: number;
  /** A date after which the project must not stay at this stage; it is said once it has passed. */
  readonly until: string | null;
}

/** What the gate asks for. Each of them is written down in `docs/rollout.md`. */
export interface Requirements {
  /** The reports that count as evidence, by name. */
  readonly reports: readonly string[];
  /** Distinct matched comparisons: by report, project, date and data. Asking a hundred times is once. */
  readonly comparisons: number;
  /** Over so many days by the clock. */
  readonly days: number;
  /** Behind them, at least so many records, and so many failing traces. */
  readonly records: number;
  readonly failing: number;
  /** Of those asked, the share that were compared; and at most so large a share of failures and of inconclusive ones. 0 to 1. */
  readonly coverage: number;
  readonly failures: number;
  readonly inconclusive: number;
  /** Candidate's time by control's, as the median over pairs; undecided with fewer pairs. */
  readonly latency: number;
  readonly pairs: number;
  /** The newest evidence is no older than so many hours. */
  readonly maxAgeHours: number;
  /** A rehearsed rollback, before `db`, is no older than so many days. */
  readonly rehearsalDays: number;
  /** `advisory`: a decision from elsewhere may go above what the gate allows. */
  readonly gate: 'enforced' | 'advisory';
}
