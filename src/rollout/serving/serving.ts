import type {ReportSource} from '../../core/report-source.ts';
import type {Evidence} from '../ledger/evidence-key.ts';
import type {Budget} from '../ledger/ledger.ts';
import type {StageName} from '../stage.ts';
import type {WithLedger} from './book.ts';
import type {ReportRequest} from './request.ts';
import type {CandidateSide, ControlSide} from './sides.ts';

/** All that it takes to serve one report at one stage. */
export interface Serving<M> {
  readonly request: ReportRequest<M>;
  readonly stage: StageName;
  readonly control: ControlSide;
  readonly candidate: CandidateSide;
  readonly output: ReportOutput<M>;
  readonly withLedger: WithLedger;
  /** Those that decide what is read. */
  readonly settings: Evidence['settings'];
  readonly rules: ServingRules;
}

export interface ServingRules {
  /** Whether the files may answer if the database cannot. */
  readonly fallback: 'file' | 'none';
  /** Nothing is printed but what the stage prints when all goes well. */
  readonly isStrict: boolean;
  /** Milliseconds for the database to answer in `live`, and for the comparison after it. */
  readonly liveLimit: number;
  /** Milliseconds for all of a comparison in `shadow`. */
  readonly shadowLimit: number;
  /** Whether a shadow compares at once, or writes the question down for `lse rollout drain`. */
  readonly shadowMode: ShadowMode;
  readonly budget: Budget;
  /** A second hold of a project within so many days needs a person. */
  readonly secondHoldWithinDays: number;
}

export const shadowModes = ['now', 'queue'] as const;

export type ShadowMode = (typeof shadowModes)[number];

/** Where a report goes. */
export interface ReportOutput<M> {
  /** Says on stderr what the source could not read, did not look at, may not see or does not have. */
  tell(model: M, source: ReportSource): Promise<void>;
  /** Writes the report to stdout. */
  print(model: M): Promise<void>;
  /** Closes stdout for whoever reads it. What happens from here on changes neither the output nor the exit code. */
  end(): Promise<void>;
  /** Lines for stderr. */
  say(...lines: string[]): Promise<void>;
}
