import {type CalendarDate, datesBetween} from '../calendar-date.ts';
import type {TraceValues} from '../fields/run-values.ts';
import type {Scope} from '../scope.ts';
import type {ReportDefinition, Top} from './definition.ts';
import {type Group, Groups} from './groups.ts';
import type {MeasurePlan} from './measure-plan.ts';
import {rowOrder, topOrder} from './row-order.ts';
import type {Table, TableRow} from './table.ts';
import type {UnitPart} from './unit-part.ts';

/**
 * A table in the making. It takes traces one by one, or parts of units that are computed already, in any order. It keeps no document, only
 * the groups and what their measures need.
 */
export class Aggregation {
  readonly #definition: ReportDefinition;
  readonly #plan: MeasurePlan;
  readonly #partsOf: (trace: TraceValues) => readonly UnitPart[];
  readonly #groups: Groups;
  #records = 0;

  constructor(definition: ReportDefinition, plan: MeasurePlan, partsOf: (trace: TraceValues) => readonly UnitPart[]) {
    this.#definition = definition;
    this.#plan = plan;
    this.#partsOf = partsOf;
    this.#groups = new Groups(definition.name, () => plan.gatherings());
    // One row for all units, even for none.
    if (definition.by.length === 0) this.#groups.at([]);
  }

  /** All of a trace at once: a run that is stored in several places counts once. */
  add(trace: TraceValues): void {
    this.addRecords(trace.records.length);
    for (const part of this.#partsOf(trace)) this.addPart(part);
  }

  /** `times`: how many units give exactly this. The caller adds their records separately. */
  addPart({keys, inputs}: Pick<UnitPart, 'keys' | 'inputs'>, times = 1): void {
    const {gatherings} = this.#groups.at(keys);
    for (let at = 0; at < gatherings.length; at += 1) gatherings[at]?.add(inputs[at] ?? null, times);
  }

  addRecords(records: number): void {
    this.#records += records;
  }

  /** Takes over what another aggregation of the same report has gathered. */
  merge(other: Aggregation): void {
    this.addRecords(other.#records);
    for (const group of other.#groups) mergeInto(this.#groups.at(group.keys), group);
  }

  /** As it is printed. */
  table(scope: Scope): Table {
    const {top} = this.#definition;
    const rows = this.#groupRows(scope);
    return this.#tableOf(scope, top === null ? rows.sort(rowOrder(this.#definition)) : this.#topRows(rows, top));
  }

  /** Without `top`: every group has a row of its own. A comparison explains this table. */
  wholeTable(scope: Scope): Table {
    return this.#tableOf(scope, this.#groupRows(scope).sort(rowOrder(this.#definition)));
  }

  #tableOf(scope: Scope, rows: readonly GroupRow[]): Table {
    return {
      definition: this.#definition,
      scope,
      rows: rows.map(({kind, keys, cells}): TableRow => ({kind, keys, cells})),
      records: this.#records,
    };
  }

  #groupRows(scope: Scope): GroupRow[] {
    const groups = [...this.#groups];
    const missing = this.#definition.fill === 'dates' ? this.#datesWithout(groups, scope) : [];
    return [...groups, ...missing.map((date) => ({keys: [date], gatherings: this.#plan.gatherings()}))].map((group) =>
      this.#rowOf('group', group),
    );
  }

  #datesWithout(groups: readonly Group[], {from, to}: Scope): CalendarDate[] {
    const dates = new Set(groups.map(({keys: [date]}) => date));
    return [...datesBetween(from, to)].filter((date) => !dates.has(date));
  }

  /** The first of them in the order of the table, then the others added up: their units, not their cells. */
  #topRows(rows: GroupRow[], {by, rows: most, rest}: Top): GroupRow[] {
    rows.sort(topOrder(by, this.#definition));
    const shown = rows.slice(0, most).sort(rowOrder(this.#definition));
    const others = rows.slice(most);
    if (rest === null || others.length === 0) return shown;
    const sum = {
      keys: this.#definition.by.map((_, at) => (at === 0 ? rest : null)),
      gatherings: this.#plan.gatherings(),
    };
    for (const {group} of others) mergeInto(sum, group);
    return [...shown, this.#rowOf('rest', sum)];
  }

  #rowOf(kind: TableRow['kind'], group: Group): GroupRow {
    return {kind, keys: group.keys, cells: this.#plan.cells(group.gatherings), group};
  }
}

interface GroupRow extends TableRow {
  readonly group: Group;
}

function mergeInto(group: Group, other: Group): void {
  for (const [at, gathering] of other.gatherings.entries()) group.gatherings[at]?.merge(gathering);
}
