import type {Attributes} from './attributes.ts';

/** LangSmith's types of runs. */
const runTypes = new Set(['tool', 'chain', 'llm', 'retriever', 'embedding', 'prompt', 'parser']);

/** What an operation of OpenTelemetry's GenAI conventions is. */
const operations = new Map(
  Object.entries({
    chat: 'llm',
    completion: 'llm',
    text_completion: 'llm',
    generate_content: 'llm',
    embedding: 'embedding',
    embeddings: 'embedding',
    execute_tool: 'tool',
  }),
);

/** What a kind of span of OpenInference or OpenLLMetry is; any other is a chain, too. */
const spanKinds = new Map(
  Object.entries({
    tool: 'tool',
    workflow: 'chain',
    task: 'chain',
    agent: 'chain',
    chain: 'chain',
    llm: 'llm',
    retriever: 'retriever',
    embedding: 'embedding',
    prompt: 'prompt',
  }),
);

/**
 * The type of a run, in LangSmith's order: its own attribute, the operation, the kind of span by OpenInference or OpenLLMetry. `isKnown` is
 * false if no attribute says it: LangSmith takes such a span for a chain.
 */
export function runTypeOf(attributes: Attributes): {readonly runType: string; readonly isKnown: boolean} {
  if (attributes.has('gen_ai.tool.name')) return {runType: 'tool', isKnown: true};
  if (attributes.has('llm.prompt_template.variables')) return {runType: 'prompt', isKnown: true};
  const own = attributes.text('langsmith.span.kind')?.toLowerCase();
  if (own !== undefined && runTypes.has(own)) {
    attributes.take('langsmith.span.kind');
    return {runType: own, isKnown: true};
  }
  const operation = operations.get(attributes.text('gen_ai.operation.name')?.toLowerCase() ?? '');
  if (operation !== undefined) return {runType: operation, isKnown: true};
  const request = attributes.text('llm.request.type')?.toLowerCase();
  if (request !== undefined) return {runType: request === 'embedding' ? 'embedding' : 'llm', isKnown: true};
  const kind = attributes.text('openinference.span.kind') ?? attributes.text('traceloop.span.kind');
  if (kind === null) return {runType: 'chain', isKnown: false};
  return {runType: spanKinds.get(kind.toLowerCase()) ?? 'chain', isKnown: true};
}
