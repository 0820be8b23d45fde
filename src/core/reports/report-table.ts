import type {ReportSource, Scope} from '../report-source.ts';
import type {CompiledReport} from './compiled-report.ts';
import type {Table} from './table.ts';

/** What a report comes to in a scope, out of the traces of a source. */
export async function reportTable(
  source: Pick<ReportSource, 'traces'>,
  report: CompiledReport,
  scope: Scope,
): Promise<Table> {
  const aggregation = report.aggregate();
  for await (const trace of source.traces(scope, report.paths)) aggregation.add(trace);
  return aggregation.table(scope);
}
