import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Intent} from '../intent/intent.ts';
import type {Hold} from '../ledger/act.ts';
import type {StageName} from '../stage.ts';
import type {FlagProvider} from './flag-process.ts';

/** What must be decided: the stage at which one question is answered. */
export interface DecisionContext {
  /** `LSE_REPORT_BACKEND`, or the flag above it: a stage for everything, or the stage of each project. */
  readonly asked: StageName | 'auto';
  /** All that the question is about: one project, or each one in scope of all together. */
  readonly projects: readonly string[];
  readonly report: string;
  /** The dates of the question, both included. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** Of lse, for the provider. */
  readonly version: string;
  readonly today: CalendarDate;
}

/** Where a decision comes from. Nothing of it is read before it is needed. */
export interface DecisionInputs {
  readonly intent: () => Promise<Intent>;
  /** Those that are open, of any projects. */
  readonly holds: () => Promise<readonly Hold[]>;
  /** The highest stage that the gate would let a project have now; asked only about one that a flag would move up. */
  readonly ceiling: (project: string) => Promise<StageName>;
  /** `LSE_ROLLOUT_PROVIDER`; null without one, and then the file decides alone. */
  readonly provider: FlagProvider | null;
}

export interface Decision {
  readonly stage: StageName;
  /** What decided. */
  readonly source: DecisionSource;
  /** Why, in one line, such as `checkout is at live (its entry in the rollout file).` */
  readonly why: string;
  /** The project that has moved least far, if several are at different stages: all are served by its stage. Else null. */
  readonly heldBackBy: string | null;
  /** Each in one line: what could not be asked, what was not followed, and what stands for too long. */
  readonly warnings: readonly string[];
  /** Those that are still at a stage after the last day on which they may be there. */
  readonly overdue: readonly Overdue[];
  /** Of each project, in the order given. Empty if a stage was asked for. */
  readonly projects: readonly ProjectDecision[];
  /** What the provider printed, which is shown only for finding its faults. */
  readonly printed: string;
}

export interface Overdue {
  readonly project: string;
  readonly stage: StageName;
  /** The last day. */
  readonly until: string;
}

/** `setting`: what was asked for. `file`: the intent. `flag`: the provider. `hold`: the ledger. */
export type DecisionSource = 'setting' | 'file' | 'flag' | 'hold';

export interface ProjectDecision {
  readonly project: string;
  readonly stage: StageName;
  readonly source: DecisionSource;
  /** As it stands in brackets in `Decision.why`. */
  readonly reason: string;
}
