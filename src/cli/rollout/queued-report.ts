import {compileReport} from '../../core/reports/compiled-report.ts';
import type {QueuedQuestion} from '../../rollout/ledger/ledger.ts';
import {detailRequest, errorsRequest, type ReportRequest, tableRequest} from '../../rollout/serving/request.ts';
import {findReport} from '../report-files.ts';
import {reportDirectories} from '../report-flags.ts';
import type {Settings} from '../settings.ts';

/** What was written down as it is asked today; null if the report does not exist any more, or if its definition is wrong. */
export async function requestOf(
  {report, project, from, to}: QueuedQuestion,
  settings: Settings,
): Promise<ReportRequest<unknown> | null> {
  const scope = {project, from, to};
  if (report === 'zenrows-errors') return errorsRequest(scope) as ReportRequest<unknown>;
  if (report === 'zenrows-detail') return detailRequest(project, from) as ReportRequest<unknown>;
  const definition = await findReport(report, reportDirectories(settings)).catch(() => null);
  return definition === null ? null : (tableRequest(compileReport(definition), scope) as ReportRequest<unknown>);
}
