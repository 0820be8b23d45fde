import {ExactNumber} from '../exact-number.ts';
import {catalogue, type FieldReference, type FieldType} from '../fields/catalogue.ts';
import type {FieldReader, FieldReaders} from '../fields/field-readers.ts';
import {compareValues, type FieldValue} from '../fields/field-value.ts';
import {type Unit, unitsOfRecord} from '../fields/unit.ts';
import {parseInstant} from '../instant.ts';
import {JsonNumber} from '../json/value.ts';
import type {Condition, Operand, RowKind, Test} from './definition.ts';

/** Whether a condition holds for a unit. */
export type UnitTest = (unit: Unit) => boolean;

type ValueTest = (value: FieldValue | null) => boolean;

export function unitTest(condition: Condition, rows: RowKind, readers: FieldReaders): UnitTest {
  const compile = (inner: Condition) => unitTest(inner, rows, readers);
  switch (condition.kind) {
    case 'all': {
      const tests = condition.conditions.map(compile);
      return (unit) => tests.every((test) => test(unit));
    }
    case 'any': {
      const tests = condition.conditions.map(compile);
      return (unit) => tests.some((test) => test(unit));
    }
    case 'not': {
      const test = compile(condition.condition);
      return (unit) => !test(unit);
    }
    case 'some-run': {
      const test = compile(condition.condition);
      return (unit) => runsWithin(unit, rows).some(test);
    }
    case 'test':
      return fieldTest(readers.reader(condition.field), condition.field, condition.test);
  }
}

/** All runs of the records that a unit is made of, copies included. */
function runsWithin(unit: Unit, rows: RowKind): Unit[] {
  if (rows === 'traces') return unit.trace.records.flatMap((record) => unitsOfRecord(unit.trace, record));
  return unit.record === null ? [] : unitsOfRecord(unit.trace, unit.record);
}

function fieldTest(read: FieldReader, field: FieldReference, test: Test): UnitTest {
  const holds = valueTest(test, field.kind === 'field' ? catalogue[field.name].type : null);
  return (unit) => holds(read(unit));
}

/** `type` is that of the field; null for a place in the payload, since each value there has a type of its own. */
function valueTest(test: Test, type: FieldType | null): ValueTest {
  switch (test.kind) {
    case 'is': {
      const operand = operandValue(test.operand, type);
      return (value) => isSame(value, operand);
    }
    case 'in': {
      const operands = test.operands.map((operand) => operandValue(operand, type));
      return (value) => operands.some((operand) => isSame(value, operand));
    }
    case 'exists':
      return (value) => (value !== null) === test.operand;
    case 'text':
      return (value) => (typeof value === 'string') === test.operand;
    case 'starts':
      return (value) => typeof value === 'string' && value.startsWith(test.operand);
    case 'ends':
      return (value) => typeof value === 'string' && value.endsWith(test.operand);
    case 'contains':
      return (value) => (typeof value === 'string' || isList(value)) && value.includes(test.operand);
    case 'gt':
      return comparison(test.operand, type, (order) => order > 0);
    case 'gte':
      return comparison(test.operand, type, (order) => order >= 0);
    case 'lt':
      return comparison(test.operand, type, (order) => order < 0);
    case 'lte':
      return comparison(test.operand, type, (order) => order <= 0);
  }
}

function comparison(operand: Operand, type: FieldType | null, holds: (order: number) => boolean): ValueTest {
  const right = operandValue(operand, type);
  return (value) => {
    const order = value === null || right === null ? null : compareValues(value, right);
    return order !== null && holds(order);
  };
}

/** A missing value is the same as nothing. */
function isSame(value: FieldValue | null, operand: FieldValue | null): boolean {
  if (value === null || operand === null) return false;
  return value === operand || compareValues(value, operand) === 0;
}

/** What a definition writes, as a value of the field's type; null if it cannot be one, and then it is equal to nothing. */
function operandValue(operand: Operand, type: FieldType | null): FieldValue | null {
  if (typeof operand === 'boolean') return operand;
  const lexeme = String(operand);
  if (type === 'instant') return parseInstant(typeof operand === 'number' ? new JsonNumber(lexeme) : operand);
  return typeof operand === 'number' ? ExactNumber.read(lexeme) : operand;
}

function isList(value: FieldValue | null): value is readonly string[] {
  return Array.isArray(value);
}
