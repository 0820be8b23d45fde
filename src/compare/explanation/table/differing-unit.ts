import type {TableQuestion} from '../../../asking/question.ts';
import type {CalendarDate} from '../../../core/calendar-date.ts';
import {ExactNumber} from '../../../core/exact-number.ts';
import type {FieldName} from '../../../core/fields/catalogue.ts';
import type {RecordValues, TraceValues} from '../../../core/fields/run-values.ts';
import {unitIdentity} from '../../../core/fields/unit.ts';
import {canonicalJson} from '../../../core/json/print.ts';
import type {ReportSource} from '../../../core/report-source.ts';
import type {Aggregation} from '../../../core/reports/aggregation.ts';
import type {UnitInput} from '../../../core/reports/gathering.ts';
import type {UnitPart} from '../../../core/reports/unit-part.ts';
import type {RecordDifference} from '../../records/record-difference.ts';
import type {Blamed} from '../blame.ts';

/** What a unit gives to the table of one side: the row, and the inputs. It keeps no document alive. */
export type Given = Pick<UnitPart, 'keys' | 'inputs'>;

/** A unit that differs between the sides: it is in another row, has another input, or is on one side alone. */
export interface DifferingUnit {
  readonly control: Given | null;
  readonly candidate: Given | null;
  /**
   * The records that make it differ: its own if that differs, else those of its trace that do. If the report reads
   * what follows from other records of a trace, too: all of the trace that differ.
   */
  readonly blamed: readonly Blamed[];
}

/** One side of a table question: its documents, and the table that they give. */
export interface Side {
  readonly source: ReportSource;
  readonly aggregation: Aggregation;
  /** Called with every unit. */
  readonly meet: (given: Given) => void;
}

/**
 * Reads the documents of one project and date of both sides, adds them to the table of their side, and finds the units that differ.
 * Everything that a unit gives follows from the values of its trace. So a trace with equal values has no such unit, and in any other at least
 * one record differs.
 */
export async function differingUnits(
  {compiled}: TableQuestion,
  control: Side,
  candidate: Side,
  {project, date, differences}: {project: string; date: CalendarDate; differences: readonly RecordDifference[]},
): Promise<DifferingUnit[]> {
  const scope = {project, from: date, to: date};
  const read = async ({source}: Side): Promise<Map<string, TraceValues>> => {
    const traces = new Map<string, TraceValues>();
    for await (const trace of source.traces(scope, compiled.paths, 'documents')) traces.set(trace.traceId, trace);
    return traces;
  };
  const given = ({aggregation, meet}: Side, trace: TraceValues | undefined): readonly UnitPart[] => {
    if (trace === undefined) return [];
    const parts = compiled.parts(trace);
    aggregation.addRecords(trace.records.length);
    for (const part of parts) {
      aggregation.addPart(part);
      meet(part);
    }
    return parts;
  };
  const [left, right] = [await read(control), await read(candidate)];
  const found: DifferingUnit[] = [];
  for (const traceId of new Set([...left.keys(), ...right.keys()])) {
    const traces = [left.get(traceId), right.get(traceId)] as const;
    const parts = [given(control, traces[0]), given(candidate, traces[1])] as const;
    const records = recordsThatDiffer(...traces);
    if (records.size === 0) continue;
    const here = differences.filter(
      ({key, ...sides}) =>
        records.has(key.runId) && [sides.control, sides.candidate].some((side) => side?.traceId === traceId),
    );
    found.push(...unitsThatDiffer(parts[0], parts[1], compiled, here));
  }
  return found;
}

/** The run ids of the records of a trace that one side alone has, or that have another value in a field that is read. */
function recordsThatDiffer(left: TraceValues | undefined, right: TraceValues | undefined): ReadonlySet<string> {
  const others = new Map(right?.records.map((record) => [record.runId, record]));
  const found = new Set<string>();
  for (const record of left?.records ?? []) {
    const other = others.get(record.runId);
    if (other === undefined || !isAlike(record, other)) found.add(record.runId);
    others.delete(record.runId);
  }
  for (const runId of others.keys()) found.add(runId);
  return found;
}

function isAlike(left: RecordValues, right: RecordValues): boolean {
  return (
    left.runs.length === right.runs.length &&
    left.runs.every(({parent, values}, at) => {
      const other = right.runs[at];
      return parent === other?.parent && values.every((value, place) => isSameValue(value, other.values[place]));
    })
  );
}

type Value = RecordValues['runs'][number]['values'][number];

function isSameValue(left: Value, right: Value): boolean {
  if (left === right) return true;
  return left !== undefined && right !== undefined && canonicalJson(left) === canonicalJson(right);
}

/** Fields of a run that also depend on other records of its trace. */
const OF_OTHERS = ['symbol', 'depth', 'parent_name'] as const satisfies readonly FieldName[];

function unitsThatDiffer(
  control: readonly UnitPart[],
  candidate: readonly UnitPart[],
  {definition: {rows}, fields}: TableQuestion['compiled'],
  differences: readonly RecordDifference[],
): DifferingUnit[] {
  const idOf = ({unit}: UnitPart): string => {
    const {recordRunId, runId, place} = unitIdentity(unit, rows);
    // A run that is listed once is the same at any place; a run without an id is known by its place.
    return JSON.stringify(rows === 'runs' && runId !== null ? [runId] : [recordRunId, place]);
  };
  const readsOthers = OF_OTHERS.some((name) => fields.has(name));
  const others = new Map(candidate.map((part) => [idOf(part), part]));
  const found: DifferingUnit[] = [];
  const note = (left: UnitPart | null, right: UnitPart | null): void => {
    if (left !== null && right !== null && givenText(left) === givenText(right)) return;
    const runIds = [left?.unit.record?.runId, right?.unit.record?.runId];
    const own = readsOthers ? [] : differences.filter(({key}) => runIds.includes(key.runId));
    const blamed = (own.length > 0 ? own : differences).map(
      (difference): Blamed => ({kind: difference.kind, key: difference.key, difference}),
    );
    found.push({control: left && given(left), candidate: right && given(right), blamed});
  };
  for (const part of control) {
    const id = idOf(part);
    note(part, others.get(id) ?? null);
    others.delete(id);
  }
  for (const part of others.values()) note(null, part);
  return found;
}

function given({keys, inputs}: UnitPart): Given {
  return {keys, inputs};
}

function givenText({keys, inputs}: Given): string {
  return JSON.stringify([keys, inputs.map(inputText)]);
}

/** The same text for equal inputs; a number has another text than its digits as a text. */
export function inputText(input: UnitInput): string {
  return JSON.stringify(input instanceof ExactNumber ? [String(input)] : input);
}
