import type {Place} from './given.ts';

/** A place as messages name it: `exports/runs.jsonl:17`, of a fault `exports/runs.jsonl:17:5`. */
export function placeText({file, line, column}: Place): string {
  if (line === null) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
