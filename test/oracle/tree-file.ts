/**
 * The oracle: a second reading of the contract, written without a look at `src/`, simple before fast.
 * It answers from a tree held in memory, so that a property test can ask it about thousands of trees.
 */

/** One file of a trace tree: `<project>/<date>/<fileName>`. */
export interface TreeFile {
  readonly project: string;
  readonly date: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export function pathOf(file: TreeFile): string {
  return `${file.project}/${file.date}/${file.fileName}`;
}

/** Whether the contract lets this place in the tree count at all; what does not is ignored without a word. */
export function isTraceFile(file: TreeFile): boolean {
  return (
    !/^[._]/.test(file.project) &&
    isCalendarDate(file.date) &&
    !/^[._]/.test(file.fileName) &&
    file.fileName.endsWith('.json')
  );
}

export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // A day that the month does not have either fails to parse or runs over into the next month.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** All dates from one to the other, both included. */
export function datesBetween(from: string, to: string): string[] {
  const dates: string[] = [];
  for (let date = from; date <= to; date = nextDate(date)) dates.push(date);
  return dates;
}

function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
