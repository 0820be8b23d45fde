import {escapeControlCharacters} from './control-characters.ts';

/** A report as a list names it. */
export interface ListedReport {
  readonly name: string;
  readonly title: string;
  /** `lse`, or the path of the file that defines it. */
  readonly from: string;
  readonly valid: boolean;
}

/** One line a report: its name, its title, and its origin. */
export function formatReportList(reports: readonly ListedReport[]): string {
  const width = (of: (report: ListedReport) => string): number => Math.max(...reports.map((each) => of(each).length));
  const [names, titles] = [width(({name}) => name), width(({title}) => title)];
  const lines = reports.map(({name, title, from}) => `${name.padEnd(names)}  ${title.padEnd(titles)}  ${from}`);
  return `${lines.map(escapeControlCharacters).join('\n')}\n`;
}
