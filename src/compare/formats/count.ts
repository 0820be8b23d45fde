import {groupedNumber} from '../../core/grouped-number.ts';

/** `1 record`, `2,000 records`. */
export function counted(count: number, noun: string): string {
  return `${groupedNumber(count)} ${count === 1 ? noun : `${noun}s`}`;
}
