import {momentText} from '../slice.ts';

/**
 * The members of a question about runs that start between two moments, the first one included and the last one not: the filter decides, and
 * `start_time` saves the server from looking at what is older.
 */
export function startsBetween(from: number, to: number): {readonly start_time: string; readonly filter: string} {
  const filter = `and(gte(start_time, "${momentText(from)}"), lt(start_time, "${momentText(to)}"))`;
  return {start_time: momentText(from - 1000), filter};
}
