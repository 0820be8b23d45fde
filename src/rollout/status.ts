import type {Condition, GateState} from './gate/gate.ts';
import type {Hold} from './ledger/act.ts';
import type {StageName} from './stage.ts';

/** Where every project stands. It is filled from the intent file, the ledger and the gate; formats read nothing else. */
export interface RolloutStatus {
  /** As `Entry.at`. */
  readonly at: string;
  /** Where the ledger is, without a password; `fault` says in one sentence why it could not be read, and the figures of it are null. */
  readonly ledger: {readonly location: string; readonly fault: string | null};
  /** In the order of their names by code point. */
  readonly projects: readonly ProjectStatus[];
}

export interface ProjectStatus {
  readonly project: string;
  /** As the intent file says. */
  readonly intended: StageName;
  /** The lower of intent and holds. */
  readonly inForce: StageName;
  /** A date after which it must not stay at this stage, and whether that has passed. */
  readonly until: string | null;
  readonly isOverdue: boolean;
  /** Comparisons that count today: how many came out the same, how many both sides answered, and how many were asked. Null: not known. */
  readonly evidence: Evidence | null;
  /** Of pairs in which both sides answered; null without a pair, or if that is not known. */
  readonly latency: {readonly pairs: number; readonly control: Latency; readonly candidate: Latency} | null;
  /** The one seen last. */
  readonly lastMismatch: SeenMismatch | null;
  /** Whether it may go on to the next stage; null at the last one. */
  readonly gate: GateStatus | null;
  readonly holds: readonly Hold[];
  /** What to run next, such as `lse rollout promote my-project`; null if there is nothing to do. */
  readonly next: string | null;
}

/** Parity is `matched` of `compared`, coverage `compared` of `asked`. */
export interface Evidence {
  readonly matched: number;
  readonly compared: number;
  readonly asked: number;
  /** Matched comparisons since the last one that broke the streak. */
  readonly streak: number;
}

/** Milliseconds. */
export interface Latency {
  readonly median: number;
  readonly p95: number;
}

export interface SeenMismatch {
  readonly at: string;
  readonly report: string;
  readonly fingerprint: string;
  /** How often this one was seen. */
  readonly count: number;
}

export interface GateStatus {
  readonly to: StageName;
  readonly state: GateState;
  /** All that are not met, in the gate's order. */
  readonly unmet: readonly Condition[];
}

/** A share of nothing is none, and not zero. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
