import type {StageName} from '../stage.ts';
import type {ConditionName} from './gate.ts';

/** Before anything is compared there is no evidence to ask for. */
const START: readonly ConditionName[] = ['step', 'ledger', 'holds'];

const EVIDENCE: readonly ConditionName[] = [
  'step',
  'ledger',
  'clock',
  'holds',
  'reports',
  'mismatches',
  'unexplained',
  'faults',
  'comparisons',
  'days',
  'dates',
  'records',
  'failing',
  'coverage',
  'failures',
  'inconclusive',
  'latency',
  'age',
];

const REHEARSED: readonly ConditionName[] = [...EVIDENCE, 'rehearsal'];

/** What is asked for before a project moves to a stage. Back to `file` a project may always go. */
export const conditionsOf: Readonly<Record<StageName, readonly ConditionName[]>> = {
  file: [],
  shadow: START,
  live: EVIDENCE,
  db: REHEARSED,
  complete: REHEARSED,
};
