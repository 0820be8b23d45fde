import type {ReportSource} from '../report-source.ts';
import type {Scope} from '../scope.ts';
import type {CompiledReport} from './compiled-report.ts';
import type {Table} from './table.ts';

/** The question of a report to a source. */
export type TableSource = Pick<ReportSource, 'traces' | 'counted'>;

/** The result of a report in a scope: from what the source has counted, if it can count, else from its traces. */
export async function reportTable(source: TableSource, report: CompiledReport, scope: Scope): Promise<Table> {
  const aggregation = report.aggregate();
  const counted = await source.counted(report, scope);
  if (counted === null) for await (const trace of source.traces(scope, report.paths)) aggregation.add(trace);
  else {
    aggregation.addRecords(counted.records);
    for (const {times, ...part} of counted.parts) aggregation.addPart(part, times);
  }
  return aggregation.table(scope);
}
