import type {StageName} from '../stage.ts';
import type {EventName} from './intent.ts';

/** `lse.rollout.yaml` as it is written; `docs/rollout.schema.json` says the same to editors. What is null is as if it were not there. */
export interface WrittenIntent {
  readonly lse: 1;
  readonly salt?: string;
  readonly default?: StageName;
  readonly projects?: readonly WrittenProject[] | null;
  readonly gate?: WrittenGate | string | null;
  readonly holds?: {readonly second_within_days?: number} | null;
  readonly ledger?: {readonly keep_days?: number} | null;
  readonly events?: WrittenEvents | null;
}

export interface WrittenProject {
  readonly project: string;
  readonly stage: StageName;
  readonly share?: string;
  readonly until?: string;
}

export interface WrittenGate {
  readonly mode?: 'enforced' | 'advisory';
  readonly reports?: readonly string[];
  readonly comparisons?: number;
  readonly days?: number;
  readonly records?: number;
  readonly failing?: number;
  readonly coverage?: string;
  readonly failures?: string;
  readonly inconclusive?: string;
  readonly latency?: number;
  readonly pairs?: number;
  readonly max_age_hours?: number;
  readonly rehearsal_days?: number;
}

export interface WrittenEvents {
  readonly command?: readonly string[];
  readonly webhook?: string;
  readonly on?: readonly EventName[];
}
