import type {FieldName, FieldReference} from '../../src/core/fields/catalogue.ts';
import type {Condition, Grouping, Measure, Operand, ReportDefinition, Test} from '../../src/core/reports/definition.ts';

/** A report of all runs in one row, but for what a test changes. Every measure gets a column under its own name. */
export function definitionOf(changed: Partial<ReportDefinition>): ReportDefinition {
  const by = changed.by ?? [];
  const measures = changed.measures ?? [{name: 'count', measure: count()}];
  return {
    name: 'test',
    title: 'Test',
    rows: 'runs',
    where: null,
    order: [],
    top: null,
    fill: null,
    columns: [
      ...by.map((_, at) => ({kind: 'key', at}) as const),
      ...measures.map(({name}) => ({kind: 'measure', name, heading: name, missing: ''}) as const),
    ],
    ...changed,
    by,
    measures,
  };
}

export function field(name: FieldName): FieldReference {
  return {kind: 'field', name};
}

/** A place in the payload as a definition has it: `metadata` is already the place in the run. */
export function payload(...path: string[]): FieldReference {
  return {kind: 'payload', path};
}

/** Keys by name, each under its name as heading. */
export function keys(...fields: readonly (FieldName | FieldReference)[]): Grouping[] {
  return fields.map((each) => {
    const reference = typeof each === 'string' ? field(each) : each;
    const heading = reference.kind === 'field' ? reference.name : reference.path.join('.');
    return {field: reference, heading, missing: 'Unknown'};
  });
}

export function count(condition: Condition | null = null): Measure {
  return {kind: 'count', condition};
}

export function test(of: FieldName | FieldReference, what: Test): Condition {
  return {kind: 'test', field: typeof of === 'string' ? field(of) : of, test: what};
}

export function is(of: FieldName | FieldReference, operand: Operand): Condition {
  return test(of, {kind: 'is', operand});
}
