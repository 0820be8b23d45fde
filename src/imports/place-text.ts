import type {Place} from './given.ts';

/** A place as messages name it, `exports/runs.jsonl:17`. */
export function placeText({file, line}: Place): string {
  return line === null ? file : `${file}:${line}`;
}
