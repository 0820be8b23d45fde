import type {ReportSource} from '../core/report-source.ts';

/** Which source stood on one side; `location` holds no password. */
export type Side = Pick<ReportSource, 'kind' | 'location'>;

export function sideOf({kind, location}: ReportSource): Side {
  return {kind, location};
}
