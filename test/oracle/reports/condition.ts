import {byCodePoint} from '../code-points.ts';
import {ExactNumber} from '../json-value.ts';
import {byMoment, readMoment} from '../moment.ts';
import {type FieldType, fieldValue, isMoment, numberIn, typeOf, type Value} from './field.ts';
import {Rational} from './rational.ts';
import type {Unit} from './unit.ts';
import type {Operand, WrittenCondition, WrittenReport} from './written-report.ts';

/** Whether a condition holds for a unit. */
export function holds(condition: WrittenCondition, unit: Unit, report: WrittenReport): boolean {
  if (typeof condition === 'string') return holds(report.define?.[condition] as WrittenCondition, unit, report);
  return Object.entries(condition).every(([key, value]) => {
    if (key === 'all') return (value as WrittenCondition[]).every((each) => holds(each, unit, report));
    if (key === 'any') return (value as WrittenCondition[]).some((each) => holds(each, unit, report));
    if (key === 'not') return !holds(value as WrittenCondition, unit, report);
    if (key === 'some_run') {
      return unit.runs.some((run) => holds(value as WrittenCondition, {trace: unit.trace, run, runs: []}, report));
    }
    return Object.entries(value as object).every(([test, operand]) =>
      passes(test, operand, key, fieldValue(unit, key)),
    );
  });
}

function passes(test: string, operand: Operand | Operand[], field: string, value: Value | undefined): boolean {
  const type = typeOf(field);
  switch (test) {
    case 'is':
      return order(value, asValue(operand as Operand, type)) === 0;
    case 'not':
      return order(value, asValue(operand as Operand, type)) !== 0;
    case 'in':
      return (operand as Operand[]).some((each) => order(value, asValue(each, type)) === 0);
    case 'exists':
      return (value !== undefined) === operand;
    case 'text':
      return (typeof value === 'string') === operand;
    case 'starts':
      return typeof value === 'string' && value.slice(0, String(operand).length) === operand;
    case 'ends':
      return typeof value === 'string' && value.slice(-String(operand).length) === operand;
    case 'contains':
      if (Array.isArray(value)) return value.some((element) => element === operand);
      return typeof value === 'string' && value.split(String(operand)).length > 1;
  }
  const found = order(value, asValue(operand as Operand, type));
  if (typeof value === 'boolean' || found === undefined) return false;
  return {gt: found > 0, gte: found >= 0, lt: found < 0, lte: found <= 0}[test as 'gt'];
}

/** What a definition writes, as a value of the field. */
function asValue(operand: Operand, type: FieldType): Value | undefined {
  if (typeof operand === 'number') return numberIn(String(operand));
  return type === 'time' ? readMoment(String(operand)) : operand;
}

/** 0 for two values that are the same; undefined for what is missing, and for values of two types. */
export function order(left: Value | undefined, right: Value | undefined): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') return byCodePoint(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof ExactNumber && right instanceof ExactNumber) return Rational.of(left).compare(Rational.of(right));
  return isMoment(left) && isMoment(right) ? byMoment(left, right) : undefined;
}
