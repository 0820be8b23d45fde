import type {Evidence} from '../evidence.ts';
import type {Condition, GateQuestion} from '../gate.ts';

/** A condition without its name. */
export type Judgement = Omit<Condition, 'name'>;

/** Evidence is null if the ledger could not be read. */
export type Judge = (question: GateQuestion, evidence: Evidence | null) => Judgement;

export const UNREADABLE = 'the ledger could not be read';

export function judged(state: Condition['state'], have: string, need: string): Judgement {
  return {state, have, need};
}

/** A condition that follows from evidence alone, and cannot be told without. */
export function byEvidence(
  need: (question: GateQuestion) => string,
  judge: (question: GateQuestion, evidence: Evidence, need: string) => Judgement,
): Judge {
  return (question, evidence) =>
    evidence === null ? judged('unknown', UNREADABLE, need(question)) : judge(question, evidence, need(question));
}

/** Whether a requirement is an amount: NaN, infinity and what is below zero ask for nothing that could be met. */
export function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

export function isShare(value: number): boolean {
  return isAmount(value) && value <= 1;
}

/** Requires at least so many. */
export function atLeast(have: number, need: number, haveText: string, needText: string): Judgement {
  if (!isAmount(need)) return judged('unknown', haveText, needText);
  return judged(have >= need ? 'met' : 'unmet', haveText, needText);
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${Number((share * 100).toFixed(2))} %` : String(share);
}
