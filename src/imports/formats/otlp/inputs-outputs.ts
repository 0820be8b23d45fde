import {isObject, type JsonObject, type JsonValue} from '../../../core/json/value.ts';
import {type Attributes, parsedText} from './attributes.ts';
import type {Exchange} from './span-events.ts';

/** Where a text, or the JSON of an object, of all that went in or came out may be: OpenInference, OpenLLMetry, LangSmith, Logfire. */
const inputKeys = ['input.value', 'traceloop.entity.input', 'gen_ai.prompt', 'prompt'];
const outputKeys = ['output.value', 'traceloop.entity.output', 'gen_ai.completion', 'all_messages_events'];
/** Messages, each part an attribute of its own. */
const inputPrefixes = ['gen_ai.prompt.', 'llm.input_messages.'];
const outputPrefixes = ['gen_ai.completion.', 'llm.output_messages.'];

/** What went into a run and came out of it, in LangSmith's order: events, messages, the whole as one attribute. */
export function inputsAndOutputs(attributes: Attributes, runType: string, events: Exchange): Exchange {
  const query = runType === 'retriever' ? attributes.takeText('input.value') : null;
  const documents = runType === 'retriever' ? documentsOf(attributes) : [];
  return {
    inputs:
      (query === null ? null : new Map([['query', query]])) ??
      events.inputs ??
      messagesOf(attributes, 'gen_ai.input.messages', inputPrefixes) ??
      wholeOf(attributes, inputKeys, 'input'),
    outputs:
      (documents.length === 0 ? null : new Map([['documents', documents]])) ??
      events.outputs ??
      messagesOf(attributes, 'gen_ai.output.messages', outputPrefixes) ??
      wholeOf(attributes, outputKeys, 'text'),
  };
}

function messagesOf(attributes: Attributes, listKey: string, prefixes: readonly string[]): JsonObject | null {
  const list = attributes.takeList(listKey);
  if (list !== null) return new Map([['messages', list]]);
  for (const prefix of prefixes) {
    const found = attributes.takeFlattened(prefix).map(unwrapped);
    if (found.length > 0) return new Map([['messages', found]]);
  }
  return null;
}

/** OpenInference has `0.message.role` for `0.role`. */
function unwrapped(message: JsonObject): JsonObject {
  const inner = message.get('message');
  return message.size === 1 && isObject(inner) ? inner : message;
}

/** The first of the attributes that is there: an object as it is, anything else under `name`. */
function wholeOf(attributes: Attributes, keys: readonly string[], name: string): JsonObject | null {
  for (const key of keys) {
    const object = attributes.takeObject(key);
    if (object !== null) return object;
    const value = attributes.value(key);
    if (value === undefined || value === null || value === '') continue;
    attributes.take(key);
    return new Map([[name, value]]);
  }
  return null;
}

/** As LangChain has documents; what OpenInference says besides, a score, stays with them. */
function documentsOf(attributes: Attributes): JsonObject[] {
  return attributes.takeFlattened('retrieval.documents.').map((entry) => {
    const inner = entry.get('document');
    const document = new Map(isObject(inner) ? inner : entry);
    const made = new Map<string, JsonValue>([
      ['page_content', document.get('content') ?? null],
      ['metadata', parsedText(document.get('metadata')) ?? null],
      ['type', 'Document'],
    ]);
    for (const name of ['content', 'metadata', 'type']) document.delete(name);
    return new Map([...made, ...document]);
  });
}
