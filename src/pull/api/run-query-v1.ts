import {type RunQuery, textOrNull} from './run-query.ts';
import {startsBetween} from './start-filter.ts';

const SELECT = [
  'id',
  'name',
  'run_type',
  'status',
  'start_time',
  'end_time',
  'first_token_time',
  'error',
  'extra',
  'events',
  'inputs',
  'outputs',
  'parent_run_id',
  'parent_run_ids',
  'session_id',
  'trace_id',
  'dotted_order',
  'reference_example_id',
  'total_tokens',
  'prompt_tokens',
  'completion_tokens',
  'total_cost',
  'prompt_cost',
  'completion_cost',
  'tags',
  'app_path',
  'feedback_stats',
] as const;

/** Until the version before 0.16 of a server of one's own. It gives no more than 100 runs a page. */
export const runQueryV1: RunQuery = {
  version: 'v1',
  pageSize: 100,
  request: ({projectId, from, to, cursor}) => ({
    method: 'POST',
    path: 'api/v1/runs/query',
    body: {
      session: [projectId],
      ...startsBetween(from, to),
      limit: 100,
      select: SELECT,
      ...(cursor === null ? {} : {cursor}),
    },
  }),
  list: 'runs',
  cursorMember: 'cursors',
  cursorOf: (member) => textOrNull((member as {readonly next?: unknown} | null)?.next),
};
