import {nearest} from '../core/nearest.ts';
import type {Column, Grouping, NamedMeasure, Ordering, ReportDefinition, Top} from '../core/reports/definition.ts';
import type {FaultList} from '../yaml/fault-list.ts';
import {parseField, typeOf} from './field-name.ts';
import {isTime} from './measures.ts';
import type {WrittenReport} from './notation.ts';

/** What a missing key prints if the definition says nothing else. */
const UNKNOWN = 'Unknown';

/** How the rows of a report are told apart, ordered and shown. */
export type Layout = Pick<ReportDefinition, 'by' | 'columns' | 'order' | 'top' | 'fill'>;

export function readLayout(written: WrittenReport, measures: readonly NamedMeasure[], faults: FaultList): Layout {
  const by = readGroupings(written.by ?? [], faults);
  for (const [at, {heading}] of by.entries()) {
    const isTwice = by.findIndex((each) => each.heading === heading) < at;
    if (isTwice) faults.add(['by', at], `There are two keys '${heading}'.`);
    if (measures.some(({name}) => name === heading)) {
      faults.add(['by', at], `'${heading}' is the name of a measure, too: columns and order could mean either.`);
    }
  }
  return {
    by,
    columns: readColumns(written.columns, by, measures, faults),
    order: readOrder(written.order ?? [], by, measures, faults),
    top: readTop(written.top, by, measures, faults),
    fill: readFill(written.fill, by, faults),
  };
}

function readGroupings(written: NonNullable<WrittenReport['by']>, faults: FaultList): Grouping[] {
  return written.map((entry, at): Grouping => {
    const {missing = UNKNOWN, ...rest} = entry;
    const [name, ...others] = Object.keys(rest);
    const parsed =
      name === undefined || others.length > 0 ? {fault: 'Each key is {field: heading}.'} : parseField(name);
    if ('fault' in parsed) {
      faults.add(name === undefined ? ['by', at] : ['by', at, name], parsed.fault, 'key');
      return {field: {kind: 'field', name: 'name'}, heading: rest[name ?? ''] ?? '', missing};
    }
    if (typeOf(parsed.field) === 'texts') faults.add(['by', at, name as string], `'${name}' is a list: no key.`, 'key');
    return {field: parsed.field, heading: rest[name as string] as string, missing};
  });
}

/** All keys and measures if the definition says nothing else. Without all keys, different rows would look alike. */
function readColumns(
  written: WrittenReport['columns'],
  by: readonly Grouping[],
  measures: readonly NamedMeasure[],
  faults: FaultList,
): Column[] {
  if (written === undefined) {
    const shown = measures.map(({name}): Column => ({kind: 'measure', name, heading: name, missing: ''}));
    return [...by.map((_, at): Column => ({kind: 'key', at})), ...shown];
  }
  const headings = by.map(({heading}) => heading);
  const columns = written.map((entry, at): Column => {
    if (typeof entry === 'string') {
      if (!headings.includes(entry)) {
        const hint = measures.some(({name}) => name === entry)
          ? ` A measure has a heading: {${entry}: …}.`
          : nearest(entry, headings);
        faults.add(['columns', at], `There is no key '${entry}' in by.${hint}`);
      }
      return {kind: 'key', at: headings.indexOf(entry)};
    }
    const {missing = '', ...rest} = entry;
    const [name = '', ...others] = Object.keys(rest);
    if (others.length > 0) faults.add(['columns', at], 'Each measure is {measure: heading}.');
    requireMeasure(name, measures, ['columns', at, name], faults);
    return {kind: 'measure', name, heading: rest[name] ?? '', missing};
  });
  const shown = columns.map((column) => (column.kind === 'key' ? by[column.at]?.heading : column.heading));
  for (const [at, heading] of shown.entries()) {
    if (heading !== undefined && shown.indexOf(heading) < at)
      faults.add(['columns', at], `There are two columns '${heading}'.`);
  }
  for (const heading of headings) {
    if (!written.includes(heading))
      faults.add(['columns'], `The key '${heading}' is not shown: rows would look alike.`, 'key');
  }
  return columns;
}

function readOrder(
  written: NonNullable<WrittenReport['order']>,
  by: readonly Grouping[],
  measures: readonly NamedMeasure[],
  faults: FaultList,
): Ordering[] {
  return written.map((entry, place): Ordering => {
    const [[name, direction] = ['', 'asc']] = Object.entries(entry);
    const at = by.findIndex(({heading}) => heading === name);
    if (at !== -1) return {column: {kind: 'key', at}, direction: direction as Ordering['direction']};
    if (!measures.some((each) => each.name === name)) {
      const known = [...by.map(({heading}) => heading), ...measures.map((each) => each.name)];
      faults.add(['order', place, name], `There is no key or measure '${name}'.${nearest(name, known)}`, 'key');
    }
    return {column: {kind: 'measure', name}, direction: direction as Ordering['direction']};
  });
}

function readTop(
  written: WrittenReport['top'],
  by: readonly Grouping[],
  measures: readonly NamedMeasure[],
  faults: FaultList,
): Top | null {
  if (written === undefined) return null;
  if (by.length === 0) faults.add(['top'], "'top' picks rows, and without 'by' there is one.", 'key');
  const found = requireMeasure(written.by, measures, ['top', 'by'], faults, 'value');
  if (found !== undefined && isTime(found.measure))
    faults.add(['top', 'by'], `'${written.by}' is a time, not a number.`);
  return {by: written.by, rows: written.rows, rest: written.rest ?? null};
}

function readFill(written: WrittenReport['fill'], by: readonly Grouping[], faults: FaultList): 'dates' | null {
  if (written === undefined) return null;
  const [only, ...others] = by;
  const isByDay = only?.field.kind === 'field' && only.field.name === 'day' && others.length === 0;
  if (!isByDay) faults.add(['fill'], "'fill: dates' is for a report by day alone: by: [{day: Date}].", 'key');
  return written;
}

function requireMeasure(
  name: string,
  measures: readonly NamedMeasure[],
  path: readonly (string | number)[],
  faults: FaultList,
  part: 'key' | 'value' = 'key',
): NamedMeasure | undefined {
  const found = measures.find((each) => each.name === name);
  const known = measures.map((each) => each.name);
  if (found === undefined) faults.add(path, `There is no measure '${name}'.${nearest(name, known)}`, part);
  return found;
}
