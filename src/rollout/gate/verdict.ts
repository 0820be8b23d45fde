import {faults, mismatches, unexplained} from './conditions/against.ts';
import {age, comparisons, dates, days, failing, records} from './conditions/amounts.ts';
import type {Judge} from './conditions/judgement.ts';
import {latency} from './conditions/latency.ts';
import {rehearsal} from './conditions/rehearsal.ts';
import {coverage, failures, inconclusive} from './conditions/shares.ts';
import {clock, holds, ledger, reports, step} from './conditions/standing.ts';
import {type Evidence, evidenceOf} from './evidence.ts';
import {
  type Condition,
  type ConditionName,
  conditionNames,
  type GateAnswer,
  type GateQuestion,
  type GateState,
} from './gate.ts';
import {conditionsOf} from './target-conditions.ts';

const judges: Readonly<Record<ConditionName, Judge>> = {
  step,
  ledger,
  clock,
  holds,
  reports,
  mismatches,
  unexplained,
  faults,
  comparisons,
  days,
  dates,
  records,
  failing,
  coverage,
  failures,
  inconclusive,
  latency,
  age,
  rehearsal,
};

/** Whether a project may move to a stage, by what is known of it. Neither the order of the rows of a ledger matters, nor how often one is there. */
export function decideGate(question: GateQuestion): GateAnswer {
  return answerOf(question, evidenceOf(question));
}

/** The same by evidence that was gathered before, for the same reports. */
export function answerOf(question: GateQuestion, evidence: Evidence | null): GateAnswer {
  const asked = new Set(conditionsOf[question.to]);
  const conditions = conditionNames
    .filter((name) => asked.has(name))
    .map((name): Condition => ({name, ...judges[name](question, evidence)}));
  return {state: stateOf(conditions), conditions};
}

function stateOf(conditions: readonly Condition[]): GateState {
  if (conditions.some(({state}) => state === 'broken')) return 'closed';
  return conditions.every(({state}) => state === 'met') ? 'open' : 'undecided';
}
