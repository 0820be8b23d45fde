import type {JsonObject, JsonValue} from '../../../core/json/value.ts';
import {epochTime} from '../../epoch-time.ts';
import {attributeMap} from './attribute-value.ts';
import {Attributes} from './attributes.ts';
import {field, messages, textField, wholeNumber} from './proto-json.ts';

/** What happened within a span. */
export interface SpanEvent {
  readonly name: string;
  readonly time: string | null;
  readonly attributes: ReadonlyMap<string, JsonValue>;
}

export function spanEvents(span: JsonObject): SpanEvent[] {
  return messages(span, 'events').map((event) => {
    const time = wholeNumber(field(event, 'timeUnixNano'));
    return {
      name: textField(event, 'name') ?? '',
      time: time === null ? null : epochTime(time, 9),
      attributes: attributeMap(messages(event, 'attributes')),
    };
  });
}

/** An event as LangSmith has events of a run. */
export function runEvent({name, time, attributes}: SpanEvent): JsonObject {
  return new Map<string, JsonValue>([
    ['name', name],
    ['time', time],
    ['kwargs', attributes],
  ]);
}

/** What a model was asked and answered, as far as events of the GenAI conventions say it; each null if none does. */
export interface Exchange {
  readonly inputs: JsonObject | null;
  readonly outputs: JsonObject | null;
}

export function exchangeOf(events: readonly SpanEvent[]): Exchange {
  let inputs: JsonObject | null = null;
  let outputs: JsonObject | null = null;
  const asked: JsonValue[] = [];
  const answered: JsonValue[] = [];
  let choice: JsonObject | null = null;
  for (const event of events) {
    const attributes = new Attributes(event.attributes);
    if (event.name === 'gen_ai.content.prompt') inputs = content(attributes, 'gen_ai.prompt', 'input') ?? inputs;
    else if (event.name === 'gen_ai.content.completion')
      outputs = content(attributes, 'gen_ai.completion', 'output') ?? outputs;
    else if (event.name === 'gen_ai.choice') choice = choiceOf(attributes);
    else if (event.name === 'gen_ai.system.message' || event.name === 'gen_ai.user.message')
      asked.push(messageOf(attributes));
    else if (event.name === 'gen_ai.assistant.message' || event.name === 'gen_ai.tool.message') {
      answered.push(messageOf(attributes));
    }
  }
  if (inputs === null && asked.length > 0) inputs = new Map([['messages', asked]]);
  const added = new Map<string, JsonValue>();
  if (answered.length > 0 && !outputs?.has('messages')) added.set('messages', answered);
  if (choice !== null) added.set('choices', [choice]);
  return {inputs, outputs: added.size === 0 ? outputs : new Map([...(outputs ?? []), ...added])};
}

function content(attributes: Attributes, key: string, name: string): JsonObject | null {
  const object = attributes.takeObject(key);
  if (object !== null) return object;
  const text = attributes.takeText(key);
  return text === null ? null : new Map([[name, text]]);
}

/** Semantic Kernel puts a message into one attribute; others give each part of it. */
function messageOf(attributes: Attributes): JsonObject {
  const whole = attributes.takeObject('gen_ai.event.content');
  if (whole !== null) return whole;
  const message = new Map(attributes.left);
  const id = message.get('id');
  if (id === undefined) return message;
  message.delete('id');
  return message.set('tool_call_id', id);
}

function choiceOf(attributes: Attributes): JsonObject {
  const whole = attributes.takeObject('gen_ai.event.content');
  if (whole?.has('message')) return whole;
  const message = attributes.takeBelow('message.');
  const calls = attributes.takeFlattened('tool_calls.');
  const choice = new Map(attributes.left);
  if (message.size > 0) choice.set('message', message);
  if (calls.length > 0) choice.set('tool_calls', calls);
  return choice;
}
