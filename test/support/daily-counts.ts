import type {CalendarDate} from '../../src/core/calendar-date.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {compiledZenrowsErrors, type DailyCount, partsOfDays} from '../../src/core/reports/zenrows-errors.ts';
import type {Scope} from '../../src/core/scope.ts';

type Counting = Pick<ReportSource, 'counted'>;

/** What a source counts for `zenrows-errors`: one count for each date of the scope that has records, in the order of the dates. */
export async function dailyCounts(source: Counting, scope: Scope): Promise<DailyCount[]> {
  const parts = await partsOf(source, scope);
  const dates = [...new Set(parts.parts.map(({keys: [date]}) => date as CalendarDate))].sort();
  const counts: DailyCount[] = [];
  for (const date of dates) {
    const ofDate = dates.length === 1 ? parts : await partsOf(source, {...scope, from: date, to: date});
    const sum = (counts: (inputs: readonly unknown[]) => boolean): number =>
      ofDate.parts.reduce((all, {inputs, times}) => all + (counts(inputs) ? times : 0), 0);
    const [traces, failingTraces] = [sum(() => true), sum(([, fails]) => fails === true)];
    if (ofDate.records > 0) counts.push({date, records: ofDate.records, traces, failingTraces});
  }
  return counts;
}

async function partsOf(source: Counting, scope: Scope) {
  const parts = await source.counted(compiledZenrowsErrors(), scope);
  if (parts === null) throw new Error('a source that does not count zenrows-errors itself');
  return parts;
}

/** What a source counts that counts like this. */
export function countedDays(counts: (scope: Scope) => Promise<readonly DailyCount[]>): ReportSource['counted'] {
  return async (report, scope) => partsOfDays(report)?.(await counts(scope)) ?? null;
}
