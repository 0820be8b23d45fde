import type {FieldName} from '../fields/catalogue.ts';
import {FieldReaders} from '../fields/field-readers.ts';
import {printValue} from '../fields/field-value.ts';
import type {RunPath, TraceValues} from '../fields/run-values.ts';
import {recordUnits, runUnits, traceUnit, type Unit} from '../fields/unit.ts';
import {Aggregation} from './aggregation.ts';
import type {ReportDefinition, RowKind} from './definition.ts';
import {MeasurePlan, type PlannedMeasure} from './measure-plan.ts';
import {unitTest} from './unit-condition.ts';
import type {UnitPart} from './unit-part.ts';

/**
 * A compiled definition. It works in two separate steps: what each unit adds (`parts`), and the table that such parts add up to
 * (`aggregate`). A comparison explains a cell by the parts of its units; a database may group units whose stored values are the same, and
 * say how many they are.
 */
export interface CompiledReport {
  readonly definition: ReportDefinition;
  /** The values that a source must give for each run, in this order. The id of the run comes first. */
  readonly paths: readonly RunPath[];
  readonly fields: ReadonlySet<FieldName>;
  /** In the order of the definition's. */
  readonly measures: readonly PlannedMeasure[];
  /** Of all units of a trace that count. */
  parts(trace: TraceValues): UnitPart[];
  aggregate(): Aggregation;
}

export function compileReport(definition: ReportDefinition): CompiledReport {
  const {rows, where, by} = definition;
  const readers = new FieldReaders();
  const counts = where === null ? null : unitTest(where, rows, readers);
  const keyReaders = by.map(({field}) => readers.reader(field));
  const plan = new MeasurePlan(definition.measures, rows, readers);
  const keysOf = (unit: Unit) =>
    keyReaders.map((read) => {
      const value = read(unit);
      return value === null ? null : printValue(value);
    });
  const partOf = (unit: Unit): UnitPart => ({unit, keys: keysOf(unit), inputs: plan.inputs(unit)});
  const parts = (trace: TraceValues): UnitPart[] => {
    const units = unitsOf(trace, rows);
    return (counts === null ? units : units.filter(counts)).map(partOf);
  };
  return {
    definition,
    paths: readers.paths,
    fields: readers.fields,
    measures: plan.measures,
    parts,
    aggregate: () => new Aggregation(definition, plan, parts),
  };
}

function unitsOf(trace: TraceValues, rows: RowKind): Unit[] {
  if (rows === 'runs') return runUnits(trace);
  return rows === 'records' ? recordUnits(trace) : [traceUnit(trace)];
}
