import {failingTrace, tracesOf} from './failing-trace.ts';
import {readTree} from './run-record.ts';
import {datesBetween, type TreeFile} from './tree-file.ts';

export interface ErrorsQuestion {
  /** Null: all projects together. */
  readonly project: string | null;
  readonly from: string;
  readonly to: string;
}

/** What `lse report zenrows-errors` prints. */
export function zenrowsErrors(files: readonly TreeFile[], question: ErrorsQuestion): string {
  const {records} = readTree(files);
  const rows = datesBetween(question.from, question.to).map((date) => {
    const traces = tracesOf(
      records.filter(
        (record) => record.date === date && (question.project === null || record.project === question.project),
      ),
    );
    const failing = traces.filter((trace) => failingTrace(trace) !== undefined).length;
    return `${date},${traces.length},${failing},${errorRate(failing, traces.length)}\n`;
  });
  return `Date,Total Traces,Zenrows Errors,Error Rate\n${rows.join('')}`;
}

function errorRate(failing: number, total: number): string {
  if (total === 0) return '0.0%';
  const rate = (failing / total) * 100;
  const whole = Math.floor(rate);
  // A double can only be a tie at .25 and .75: the other halves of a tenth have no exact double.
  if (rate - whole === 0.25) return `${whole}.2%`;
  if (rate - whole === 0.75) return `${whole}.8%`;
  return `${rate.toFixed(1)}%`;
}
