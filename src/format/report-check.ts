import {escapeControlCharacters} from './control-characters.ts';

/** The result of checking one definition. */
export interface CheckedReport {
  readonly path: string;
  /** Each has a line that says where and what, and perhaps two more lines that show it. */
  readonly faults: readonly string[];
  readonly examples: number;
}

/** Every fault, and a line for each definition that has none. */
export function formatReportCheck(reports: readonly CheckedReport[]): string {
  const lines = reports.flatMap(({path, faults, examples}) =>
    faults.length > 0 ? faults.flatMap((fault) => fault.split('\n')) : [`${path}: correct${exampleText(examples)}`],
  );
  const wrong = reports.filter(({faults}) => faults.length > 0).length;
  const sum =
    wrong === 0 ? [] : [`${wrong} of ${reports.length} ${reports.length === 1 ? 'report is' : 'reports are'} wrong.`];
  return `${[...lines, ...sum].map(escapeControlCharacters).join('\n')}\n`;
}

function exampleText(examples: number): string {
  if (examples === 0) return ', without examples';
  return `, ${examples === 1 ? '1 example' : `${examples} examples`}`;
}
