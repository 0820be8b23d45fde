import type {ApiClient} from './client.ts';
import {ApiError} from './fault.ts';
import {startsBetween} from './start-filter.ts';

/** What the server's statistics say; `fault` if they could not be had, in words that go on from `not known: `. */
export type ServerCount = {readonly count: number} | {readonly fault: string};

/** How many runs of a project the server itself counts that start between two moments, the first one included. */
export async function serverCount(
  client: ApiClient,
  {projectId, from, to}: {readonly projectId: string; readonly from: number; readonly to: number},
): Promise<ServerCount> {
  const path = 'api/v1/runs/stats';
  const body = {session: [projectId], ...startsBetween(from, to), select: ['run_count']};
  let answer: unknown;
  try {
    answer = await client.askJson({method: 'POST', path, body});
  } catch (error) {
    // A server without statistics still has runs. One that is down says so in the same way as for these.
    if (error instanceof ApiError) return {fault: `/${path} answered with ${error.status}`};
    throw error;
  }
  const count = (answer as {readonly run_count?: unknown} | null)?.run_count;
  // If there is nothing to count some servers say null.
  if (count === null) return {count: 0};
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return {count};
  return {fault: `/${path} gave no run_count`};
}
