import {recordValues} from '../core/fields/record-values.ts';
import {gatherTraces} from '../core/fields/trace-values.ts';
import type {CompiledReport} from '../core/reports/compiled-report.ts';
import {identify, UnreadableDocument} from '../core/run-document.ts';
import type {RunRecord} from '../core/run-record.ts';
import {printTable} from '../format/table/printed-table.ts';
import type {Example} from './report-text.ts';

/** How the rows of an example differ from the rows that it names; null if they are the same. */
export function exampleFault(report: CompiledReport, {title, project, date, documents, rows}: Example): string | null {
  const records: Pick<RunRecord<'values'>, 'traceId' | 'values'>[] = [];
  for (const [at, document] of documents.entries()) {
    try {
      const {runId, traceId} = identify(document);
      records.push({traceId, values: recordValues(runId, document, report.paths)});
    } catch (error) {
      if (!(error instanceof UnreadableDocument)) throw error;
      return `In '${title}' document ${at + 1} cannot be read: ${error.message}.`;
    }
  }
  const aggregation = report.aggregate();
  for (const trace of gatherTraces(project, date, records)) aggregation.add(trace);
  const table = aggregation.table({project, from: date, to: date});
  const found = printTable(table, {mask: false}).rows.map((row) => row.map(({text}) => text));
  if (JSON.stringify(found) === JSON.stringify(rows)) return null;
  return `'${title}' has other rows: ${found.length === 0 ? 'none' : found.map((row) => JSON.stringify(row)).join(', ')}.`;
}
