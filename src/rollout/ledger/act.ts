import type {CalendarDate} from '../../core/calendar-date.ts';
import type {StageName} from '../stage.ts';

/** Something that was done about the stage of a project, or that a report had to do, as the history shows it. */
export interface Act {
  /** A UUID. */
  readonly id: string;
  /** As `Entry.at`. */
  readonly at: string;
  readonly kind:
    | 'promoted'
    | 'rolled back'
    | 'held'
    | 'released'
    | 'rehearsed'
    | 'fell back'
    | 'stale'
    | 'retired'
    | 'forgotten'
    | 'loaded';
  readonly project: string;
  /** The user of the operating system, or `lse` for what it did by itself. */
  readonly by: string;
  /** The stages before and after, if the act is about them. */
  readonly from: StageName | null;
  readonly to: StageName | null;
  /** In words of whoever did it, or a code. Masked. */
  readonly reason: string | null;
  /** Whether the gate was overruled. */
  readonly forced: boolean;
  /** Whether a rehearsal had the result that it should; true for all other acts. */
  readonly succeeded: boolean;
}

/** Why a project, or some of its days, is served from control for now, whatever was intended. */
export interface Hold {
  /** A UUID. */
  readonly id: string;
  readonly project: string;
  /** The days that are held, both included; null holds the whole project. */
  readonly days: {readonly from: CalendarDate; readonly to: CalendarDate} | null;
  /** Masked. */
  readonly reason: string;
  /** As `Entry.at`. */
  readonly since: string;
  /** Of the mismatch that led to it; null if a person held. */
  readonly fingerprint: string | null;
  /** True for a second one soon after the first: only `lse rollout release` by a person lifts it. */
  readonly needsPerson: boolean;
}

/** One that is over. */
export interface LiftedHold extends Hold {
  /** As `Entry.at`. */
  readonly releasedAt: string;
}
