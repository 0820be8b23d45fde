import type {RunPath} from './run-values.ts';

/**
 * Every field that a report can name, each once: what it is, and where a run has it. A new field is a new entry here.
 *
 * LangSmith puts some values in more than one place, depending on how a run was traced. The places are the run itself (its API fills these
 * in), the output of LangChain's model classes (`outputs.llm_output`), the usage that an SDK reports (`usage_metadata`), and the metadata
 * of tracing (`extra.metadata.ls_…`). The first of `paths` at which there is a value of the field's type counts.
 */
export const catalogue = {
  project: {type: 'text', of: 'record', paths: []},
  /** The date that the record is stored under; `start_time` plays no part in it. */
  day: {type: 'text', of: 'record', paths: []},
  /** ISO 8601, of `day`: `2025-W37`. */
  week: {type: 'text', of: 'record', paths: []},
  /** Of `day`: `2025-09`. */
  month: {type: 'text', of: 'record', paths: []},
  /** Of `start`, in UTC: `2025-09-13 10:00`. */
  hour: {type: 'text', of: 'run', paths: [['start_time']]},
  name: {type: 'text', of: 'run', paths: [['name']]},
  run_type: {type: 'text', of: 'run', paths: [['run_type']]},
  /** In ASCII lower case: version 2 of the API writes `SUCCESS`, version 1 wrote `success`. */
  status: {type: 'text', of: 'run', paths: [['status']]},
  /** A text as it is, any other value but null as compact JSON with its keys sorted. */
  error: {type: 'text', of: 'run', paths: [['error']]},
  /** The line that `zenrows-detail` prints, before it is masked and cut. Missing if there is no error. */
  error_message: {type: 'text', of: 'run', paths: [['error']]},
  /** Of the trace, trimmed and upper-cased, by the rule of `zenrows-detail`. Missing when none of its records has one. */
  symbol: {
    type: 'text',
    of: 'trace',
    paths: [
      ['inputs', 'crypto_symbol'],
      ['inputs', 'input_data', 'crypto_symbol'],
    ],
  },
  model: {
    type: 'text',
    of: 'run',
    paths: [
      ['extra', 'metadata', 'ls_model_name'],
      ['outputs', 'llm_output', 'model_name'],
      ['outputs', 'llm_output', 'model'],
      ['extra', 'invocation_params', 'model_name'],
      ['extra', 'invocation_params', 'model'],
    ],
  },
  provider: {type: 'text', of: 'run', paths: [['extra', 'metadata', 'ls_provider']]},
  start: {type: 'instant', of: 'run', paths: [['start_time']]},
  end: {type: 'instant', of: 'run', paths: [['end_time']]},
  /** `end` less `start`, in seconds. */
  latency: {type: 'number', of: 'run', paths: [['start_time'], ['end_time']]},
  /** The time of the first token less `start`, in seconds. */
  first_token: {type: 'number', of: 'run', paths: [['start_time'], ['first_token_time']]},
  prompt_tokens: {type: 'number', of: 'run', paths: usage('prompt_tokens', 'prompt_tokens', 'input_tokens')},
  completion_tokens: {
    type: 'number',
    of: 'run',
    paths: usage('completion_tokens', 'completion_tokens', 'output_tokens'),
  },
  total_tokens: {type: 'number', of: 'run', paths: usage('total_tokens', 'total_tokens', 'total_tokens')},
  /** In US dollars as stored, never computed from tokens. */
  prompt_cost: {type: 'number', of: 'run', paths: usage('prompt_cost', null, 'input_cost')},
  completion_cost: {type: 'number', of: 'run', paths: usage('completion_cost', null, 'output_cost')},
  total_cost: {type: 'number', of: 'run', paths: usage('total_cost', null, 'total_cost')},
  /** A list; elements that are no texts are skipped. */
  tags: {type: 'texts', of: 'run', paths: [['tags']]},
  /** Whether the run id is the trace id. */
  is_root: {type: 'flag', of: 'run', paths: []},
  /** How many runs stand above it, by `child_runs` and `parent_run_id`, as far as the trace has them. */
  depth: {type: 'number', of: 'run', paths: [['parent_run_id']]},
  /** Of the run that it stands below; missing if the trace does not have it. */
  parent_name: {type: 'text', of: 'run', paths: [['parent_run_id'], ['name']]},
  trace_id: {type: 'text', of: 'record', paths: []},
  /** The record's key for its own run; of any other its id, if that is a non-empty text. */
  run_id: {type: 'text', of: 'run', paths: [['id']]},
} as const satisfies Readonly<Record<string, Field>>;

export type FieldName = keyof typeof catalogue;

/** A field by its name, or a place in the payload: the path that a run has it at, below one of `payloadRoots`. */
export type FieldReference =
  | {readonly kind: 'field'; readonly name: FieldName}
  | {readonly kind: 'payload'; readonly path: RunPath};

/** A number may be stored as a text of its digits, as costs are. */
export type FieldType = 'text' | 'number' | 'instant' | 'flag' | 'texts';

export interface Field {
  readonly type: FieldType;
  /** What has the value: every run has one of its own, or all runs of a record or of a trace have the same. */
  readonly of: 'run' | 'record' | 'trace';
  /** Below the run, in the order in which they are tried, unless the field combines several. */
  readonly paths: readonly RunPath[];
}

/** The id, which every report reads first: it shows that a run is stored in several places. */
export const ID_PATH: RunPath = ['id'];

/** By it a record says to which trace it belongs. */
export const TRACE_ID_PATH: RunPath = ['trace_id'];

/**
 * What `zenrows-detail` prints of a run that fails. No definition can name `targetUrl`: the scraper alone has its address there, and
 * the first of these places at which there is a non-empty text counts.
 */
export const failingRunPaths = {
  id: [ID_PATH],
  name: catalogue.name.paths,
  status: catalogue.status.paths,
  error: catalogue.error.paths,
  startTime: catalogue.start.paths,
  targetUrl: [
    ['inputs', 'input'],
    ['inputs', 'url'],
    ['inputs', 'target_url'],
  ],
} as const satisfies Readonly<Record<string, readonly RunPath[]>>;

/** The payload is large, so each value in it is read by its path. The metadata is that of the tracing. */
export const payloadRoots = {
  inputs: ['inputs'],
  outputs: ['outputs'],
  metadata: ['extra', 'metadata'],
} as const satisfies Readonly<Record<string, RunPath>>;

/** The places of what a model used: in the run, in what LangChain's models put out, and in what an SDK reports. */
function usage(inRun: string, inTokenUsage: string | null, inUsage: string): RunPath[] {
  return [
    [inRun],
    ...(inTokenUsage === null ? [] : [['outputs', 'llm_output', 'token_usage', inTokenUsage]]),
    ['outputs', 'usage_metadata', inUsage],
    ['extra', 'metadata', 'usage_metadata', inUsage],
  ];
}
