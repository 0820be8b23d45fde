import {momentText} from '../slice.ts';
import {type RunQuery, textOrNull} from './run-query.ts';

/**
 * Every field of a run but `ATTACHMENTS`, which are links that are signed again in each answer: the same run would never be the same twice,
 * and the signatures would lie in the tree. And but `LAST_QUEUED_AT`, which is about a queue of annotators and unknown to older servers.
 */
const SELECTS = [
  'ID',
  'NAME',
  'RUN_TYPE',
  'STATUS',
  'START_TIME',
  'END_TIME',
  'LATENCY_SECONDS',
  'FIRST_TOKEN_TIME',
  'ERROR',
  'ERROR_PREVIEW',
  'EXTRA',
  'METADATA',
  'EVENTS',
  'INPUTS',
  'INPUTS_PREVIEW',
  'OUTPUTS',
  'OUTPUTS_PREVIEW',
  'MANIFEST',
  'PARENT_RUN_IDS',
  'PROJECT_ID',
  'TRACE_ID',
  'THREAD_ID',
  'DOTTED_ORDER',
  'IS_ROOT',
  'REFERENCE_EXAMPLE_ID',
  'REFERENCE_DATASET_ID',
  'TOTAL_TOKENS',
  'PROMPT_TOKENS',
  'COMPLETION_TOKENS',
  'TOTAL_COST',
  'PROMPT_COST',
  'COMPLETION_COST',
  'PROMPT_TOKEN_DETAILS',
  'COMPLETION_TOKEN_DETAILS',
  'PROMPT_COST_DETAILS',
  'COMPLETION_COST_DETAILS',
  'PRICE_MODEL_ID',
  'TAGS',
  'APP_PATH',
  'THREAD_EVALUATION_TIME',
  'IS_IN_DATASET',
  'SHARE_URL',
  'FEEDBACK_STATS',
] as const;

/** Unless fields are named only ids come, and unless times are named only the last day. */
export const runQueryV2: RunQuery = {
  version: 'v2',
  pageSize: 1000,
  request: ({projectId, from, to, cursor}) => ({
    method: 'POST',
    path: 'api/v2/runs/query',
    body: {
      project_ids: [projectId],
      // Nothing says whether the bounds are included. What comes twice for it falls out.
      min_start_time: momentText(from - 1),
      max_start_time: momentText(to),
      page_size: 1000,
      selects: SELECTS,
      ...(cursor === null ? {} : {cursor}),
    },
  }),
  list: 'items',
  cursorMember: 'next_cursor',
  cursorOf: textOrNull,
};
