import {isObject, type JsonNumber, type JsonObject, type JsonValue} from '../../../core/json/value.ts';
import {type Attributes, parsedText} from './attributes.ts';

/** The last part of the key is the name of the parameter. */
const parameterKeys = [
  'gen_ai.request.temperature',
  'gen_ai.request.top_p',
  'gen_ai.request.max_tokens',
  'gen_ai.request.frequency_penalty',
  'gen_ai.request.presence_penalty',
  'gen_ai.request.seed',
  'gen_ai.request.top_k',
  'gen_ai.request.encoding_formats',
  'llm.presence_penalty',
  'llm.frequency_penalty',
  'llm.request.functions',
];

/** How a model or a tool was called: `extra.invocation_params`. */
export function invocationParams(attributes: Attributes): JsonObject {
  const params = new Map<string, JsonValue>();
  const set = (name: string, value: JsonValue | undefined): void => {
    if (value !== undefined) params.set(name, value);
  };
  const model = attributes.text('gen_ai.request.model') ?? attributes.text('gen_ai.response.model');
  if (model !== null) set('model', model);
  for (const key of parameterKeys) set(key.slice(key.lastIndexOf('.') + 1), attributes.take(key));
  set('stop', attributes.take('gen_ai.request.stop_sequences'));
  for (const [name, value] of attributes.takeObject('llm.invocation_parameters') ?? []) set(name, value);
  set('tools', parsedText(attributes.take('tools')));
  set('tool_name', attributes.take('gen_ai.tool.name'));
  set('tool_arguments', parsedText(attributes.take('tool_arguments')));
  return params;
}

/** What a model used, as LangSmith has it: `usage_metadata`. Null if no attribute says it. */
export function usageOf(attributes: Attributes): JsonObject | null {
  const whole = attributes.takeObject('langsmith.usage_metadata');
  if (whole !== null) return whole;
  const usage = new Map<string, JsonValue>();
  const set = (name: string, number: JsonNumber | null): void => {
    if (number !== null) usage.set(name, number);
  };
  set(
    'input_tokens',
    attributes.takeNumber('gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt'),
  );
  set(
    'output_tokens',
    attributes.takeNumber('gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion'),
  );
  set(
    'total_tokens',
    attributes.takeNumber('gen_ai.usage.total_tokens', 'llm.usage.total_tokens', 'llm.token_count.total'),
  );
  return usage.size === 0 ? null : usage;
}

/** Tags are a text with commas in LangSmith's attribute, a list in OpenInference's. Null if there are none. */
export function tagsOf(attributes: Attributes): JsonValue {
  const text = attributes.takeText('langsmith.span.tags');
  if (text !== null) return text.split(',').map((tag) => tag.trim());
  return attributes.takeList('tag.tags');
}

/**
 * `extra.metadata`: what was said to be metadata, the model and its provider, the session, and every attribute that is left, under its
 * own name. To be asked last.
 */
export function metadataOf(attributes: Attributes, native: JsonObject): JsonObject {
  const said = new Map<string, JsonValue>([
    ...native,
    ...attributes.takeBelow('traceloop.association.properties.'),
    ...(attributes.takeObject('metadata') ?? []),
    ...attributes.takeBelow('langsmith.metadata.'),
  ]);
  const set = (name: string, text: string | null): void => {
    if (text !== null && !said.has(name)) said.set(name, text);
  };
  set('ls_provider', attributes.takeText('gen_ai.system', 'gen_ai.provider.name', 'llm.system', 'llm.provider'));
  set('ls_model_name', attributes.takeText('gen_ai.request.model', 'gen_ai.response.model', 'llm.model_name', 'model'));
  set('session_id', attributes.takeText('session.id'));
  for (const [key, value] of attributes.left) said.set(freeName(said, key), value);
  return said;
}

/** An attribute never hides what was said to be metadata. */
function freeName(taken: ReadonlyMap<string, JsonValue>, key: string): string {
  return taken.has(key) ? freeName(taken, `attributes.${key}`) : key;
}

/** The usage belongs to what came out, if something did and does not say it itself; else it is metadata. */
export function withUsage(
  outputs: JsonObject | null,
  metadata: JsonObject,
  usage: JsonObject | null,
): {outputs: JsonObject | null; metadata: JsonObject} {
  if (usage === null) return {outputs, metadata};
  if (isObject(outputs ?? undefined) && !outputs?.has('usage_metadata')) {
    return {outputs: new Map([...(outputs as JsonObject), ['usage_metadata', usage]]), metadata};
  }
  return {outputs, metadata: new Map([...metadata, [freeName(metadata, 'usage_metadata'), usage]])};
}
