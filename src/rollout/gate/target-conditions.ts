import type {StageName} from '../stage.ts';
import {type ConditionName, conditionNames} from './gate.ts';

/** Before anything is compared there is no evidence to ask for. */
const START: readonly ConditionName[] = ['step', 'ledger', 'holds'];

/** All conditions but the rehearsal, which is required only before the database answers alone. */
const EVIDENCE = conditionNames.filter((name) => name !== 'rehearsal');

/** What is asked for before a project moves to a stage. Back to `file` a project may always go. */
export const conditionsOf: Readonly<Record<StageName, readonly ConditionName[]>> = {
  file: [],
  shadow: START,
  live: EVIDENCE,
  db: conditionNames,
  complete: conditionNames,
};
