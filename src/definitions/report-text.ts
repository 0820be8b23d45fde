import {type CalendarDate, parseCalendarDate} from '../core/calendar-date.ts';
import {isObject, type JsonObject} from '../core/json/value.ts';
import type {ReportDefinition} from '../core/reports/definition.ts';
import type {Fault} from '../yaml/fault.ts';
import {FaultList} from '../yaml/fault-list.ts';
import {type NotationTexts, schemaFaults} from '../yaml/schema-faults.ts';
import {WrittenYaml} from '../yaml/written-yaml.ts';
import {ConditionReader} from './conditions.ts';
import {readLayout} from './layout.ts';
import {readMeasures} from './measures.ts';
import type {WrittenExample, WrittenReport} from './notation.ts';
import {validate} from './schema-code.ts';

/** A report from its text: what it is, and the examples that it must agree with. */
export interface ReadReport {
  readonly definition: ReportDefinition;
  readonly examples: readonly Example[];
}

/** Documents of one project and date, and the rows that they give. */
export interface Example {
  readonly title: string;
  readonly project: string;
  readonly date: CalendarDate;
  readonly documents: readonly JsonObject[];
  /** Cells as the CSV prints them. */
  readonly rows: readonly (readonly string[])[];
  /** The place of its rows in the text. */
  readonly place: {readonly start: number; readonly end: number};
}

/** Names that mean something else on the command line. */
const RESERVED: readonly string[] = ['all', 'zenrows-detail'];
const TEXTS: NotationTexts = {
  noun: 'definitions',
  patterns: {
    '\\S': 'This is blank.',
    '[\\s\\S]': 'This is empty, which every text starts with, ends with and contains.',
    '^[a-z][a-z0-9-]{0,63}$': 'A name has a-z, 0-9 and hyphens, begins with a letter, and has 64 characters at most.',
    '^[A-Za-z_][A-Za-z0-9_-]*$': 'The name of a measure has letters, digits, _ and -, and begins with a letter.',
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}$': 'A day is a date YYYY-MM-DD.',
  },
};
const EXAMPLE_PROJECT = 'example';
const EXAMPLE_DATE = '2025-01-01';

/** Reads a definition from its text; or gives all its faults, in the order of the text. */
export function readReport(text: string): {readonly report: ReadReport} | {readonly faults: readonly Fault[]} {
  const yaml = new WrittenYaml(text, {exactBelow: 'examples'});
  if (yaml.faults.length > 0) return {faults: yaml.faults};
  const faults = new FaultList(yaml);
  for (const {path, part, message} of schemaFaults(validate, TEXTS, yaml.value)) faults.add(path, message, part);
  if (faults.all.length > 0) return {faults: faults.all};
  const written = yaml.value as WrittenReport;
  const report = {definition: definitionOf(written, faults), examples: examplesOf(written, yaml, faults)};
  return faults.all.length > 0 ? {faults: faults.all} : {report};
}

function definitionOf(written: WrittenReport, faults: FaultList): ReportDefinition {
  const {name, title = name, rows} = written;
  if (RESERVED.includes(name)) faults.add(['name'], `'${name}' is taken: a report of lse itself, or all of them.`);
  const conditions = new ConditionReader(written.define ?? {}, rows, faults);
  conditions.readAll();
  const where = written.where === undefined ? null : conditions.read(written.where, ['where']);
  const measures = readMeasures(written.measures, conditions, faults);
  return {name, title, rows, where, measures, ...readLayout(written, measures, faults)};
}

function examplesOf(
  {examples = [], columns, by = [], measures}: WrittenReport,
  yaml: WrittenYaml,
  faults: FaultList,
): Example[] {
  const width = columns?.length ?? by.length + Object.keys(measures).length;
  return examples.map((example, at) => {
    const {title = `example ${at + 1}`, project = EXAMPLE_PROJECT, day = EXAMPLE_DATE, rows} = example;
    const date = parseCalendarDate(day);
    if (date === null) faults.add(['examples', at, 'day'], `'${day}' is no date.`);
    for (const [place, row] of rows.entries()) {
      if (row.length !== width) {
        faults.add(['examples', at, 'rows', place], `The report has ${width} columns, and this row has ${row.length}.`);
      }
    }
    return {
      title,
      project,
      date: date ?? (EXAMPLE_DATE as CalendarDate),
      documents: documentsOf(example, at, yaml),
      rows: rows.map((row, place) =>
        row.map((cell, column) => (cell === null ? '' : textOf(yaml, cell, at, place, column))),
      ),
      place: yaml.place(['examples', at, 'rows'], 'key'),
    };
  });
}

/** A number as it is written: 0.50 is not 0.5 in a report. */
function textOf(yaml: WrittenYaml, cell: string | number | boolean, ...[at, row, column]: number[]): string {
  if (typeof cell !== 'number') return String(cell);
  return yaml.source(['examples', at as number, 'rows', row as number, column as number]) ?? String(cell);
}

/** A run alone is the trace of a document. */
function documentsOf({documents}: WrittenExample, at: number, yaml: WrittenYaml): JsonObject[] {
  return documents.map((_, place) => {
    const value = yaml.json(['examples', at, 'documents', place]) as JsonObject;
    return isObject(value.get('trace')) ? value : new Map([['trace', value]]);
  });
}
