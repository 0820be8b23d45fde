import {JsonNumber, type JsonObject, type JsonValue} from '../../../core/json/value.ts';
import {field, textField} from './proto-json.ts';
import type {SpanEvent} from './span-events.ts';

/** `STATUS_CODE_ERROR` of OTLP. */
const ERROR_CODE = '2';

export interface SpanStatus {
  readonly status: 'success' | 'error' | 'pending';
  readonly error: string | null;
}

/** An exception makes a run fail, as in LangSmith, and so does the status of the span. One that has not ended has not succeeded. */
export function spanStatus(span: JsonObject, events: readonly SpanEvent[], hasEnded: boolean): SpanStatus {
  const status = field(span, 'status');
  const exception = events.find(({name}) => name === 'exception');
  const code = field(status, 'code');
  const hasFailed = code === 'STATUS_CODE_ERROR' || (code instanceof JsonNumber && code.lexeme === ERROR_CODE);
  if (exception === undefined && !hasFailed) return {status: hasEnded ? 'success' : 'pending', error: null};
  const ofException = exception === undefined ? null : exceptionText(exception.attributes);
  return {status: 'error', error: ofException ?? textField(status, 'message')};
}

/** In LangSmith's form: the message, an empty line, the stack. */
function exceptionText(attributes: ReadonlyMap<string, JsonValue>): string | null {
  const text = (key: string): string | null => {
    const value = attributes.get(key);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const stack = text('exception.stacktrace');
  const parts = [
    text('exception.message') ?? (stack === null ? text('exception.type') : null),
    stack === null ? null : `Stacktrace:\n${stack}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('\n\n');
}
