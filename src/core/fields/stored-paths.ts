import type {RunPath} from './run-values.ts';

/**
 * What a database keeps of each run beside the documents, in this order; what most runs have comes first. Migration 6 made its columns from
 * this list, so the list never changes. A later entry of the catalogue is read from the documents until a new migration stores it too, with
 * a list of its own.
 */
export const storedPaths: readonly RunPath[] = [
  ['id'],
  ['name'],
  ['status'],
  ['start_time'],
  ['end_time'],
  ['run_type'],
  ['parent_run_id'],
  ['error'],
  ['tags'],
  ['inputs', 'crypto_symbol'],
  ['inputs', 'input_data', 'crypto_symbol'],
  ['first_token_time'],
  ['extra', 'metadata', 'ls_model_name'],
  ['extra', 'metadata', 'ls_provider'],
  ['extra', 'invocation_params', 'model_name'],
  ['extra', 'invocation_params', 'model'],
  ['outputs', 'llm_output', 'model_name'],
  ['outputs', 'llm_output', 'model'],
  ['prompt_tokens'],
  ['completion_tokens'],
  ['total_tokens'],
  ['prompt_cost'],
  ['completion_cost'],
  ['total_cost'],
  ['outputs', 'llm_output', 'token_usage', 'prompt_tokens'],
  ['outputs', 'llm_output', 'token_usage', 'completion_tokens'],
  ['outputs', 'llm_output', 'token_usage', 'total_tokens'],
  ['outputs', 'usage_metadata', 'input_tokens'],
  ['outputs', 'usage_metadata', 'output_tokens'],
  ['outputs', 'usage_metadata', 'total_tokens'],
  ['outputs', 'usage_metadata', 'input_cost'],
  ['outputs', 'usage_metadata', 'output_cost'],
  ['outputs', 'usage_metadata', 'total_cost'],
  ['extra', 'metadata', 'usage_metadata', 'input_tokens'],
  ['extra', 'metadata', 'usage_metadata', 'output_tokens'],
  ['extra', 'metadata', 'usage_metadata', 'total_tokens'],
  ['extra', 'metadata', 'usage_metadata', 'input_cost'],
  ['extra', 'metadata', 'usage_metadata', 'output_cost'],
  ['extra', 'metadata', 'usage_metadata', 'total_cost'],
];

const places = new Map(storedPaths.map((path, place) => [JSON.stringify(path), place]));

/** Where the values of these paths stand among the stored ones; null if one is not stored. */
export function storedPlaces(paths: readonly RunPath[]): readonly number[] | null {
  const found = paths.map((path) => places.get(JSON.stringify(path)));
  return found.every((place) => place !== undefined) ? found : null;
}
