import {writtenJson} from '../../../core/json/print.ts';
import type {JsonObject, JsonValue} from '../../../core/json/value.ts';
import {epochTime} from '../../epoch-time.ts';
import type {Extraction} from '../../extraction/extraction-time.ts';
import type {Given, GivenRun, Place} from '../../given.ts';
import {attributeMap} from './attribute-value.ts';
import {Attributes} from './attributes.ts';
import {inputsAndOutputs} from './inputs-outputs.ts';
import {field, messages, textField, wholeNumber, withoutFields} from './proto-json.ts';
import {runTypeOf} from './run-type.ts';
import {exchangeOf, runEvent, spanEvents} from './span-events.ts';
import {invocationParams, metadataOf, tagsOf, usageOf, withUsage} from './span-extra.ts';
import {FirstSpans, isFirstSpan, type NativeIds, nativeIds, spanIds} from './span-ids.ts';
import {spanStatus} from './span-status.ts';

/**
 * The runs of one message of OTLP's JSON, which has `resourceSpans`: a run a span, in their order, by LangSmith's own mapping.
 * `firstSpans` is what is known of spans elsewhere in the source, and learns of those here.
 */
export function* otlpRuns(
  value: JsonObject,
  place: Place,
  extraction: Extraction,
  firstSpans: FirstSpans = new FirstSpans(),
): Generator<Given> {
  const found = [...spansOf(value)];
  noteFirst(found, firstSpans);
  for (const {native, ...context} of found) {
    if (native === null) yield {kind: 'skip', place, reason: reasonOf(context.span)};
    else yield runOf(native, context, {place, extraction, firstSpans});
  }
}

/** Has `firstSpans` know the spans of a message that is read later, or was read before. */
export function learnFirstSpans(value: JsonObject, firstSpans: FirstSpans): void {
  noteFirst(spansOf(value), firstSpans);
}

interface SpanContext {
  readonly span: JsonObject;
  readonly scope: JsonValue | undefined;
  readonly resource: ReadonlyMap<string, JsonValue>;
}

interface FoundSpan extends SpanContext {
  /** Null if it has no ids. */
  readonly native: NativeIds | null;
}

function* spansOf(value: JsonObject): Generator<FoundSpan> {
  for (const ofResource of messages(value, 'resourceSpans')) {
    const resource = attributeMap(messages(field(ofResource, 'resource'), 'attributes'));
    for (const ofScope of [
      ...messages(ofResource, 'scopeSpans'),
      ...messages(ofResource, 'instrumentationLibrarySpans'),
    ]) {
      const scope = field(ofScope, 'scope') ?? field(ofScope, 'instrumentationLibrary');
      for (const span of messages(ofScope, 'spans')) yield {span, scope, resource, native: nativeIds(span)};
    }
  }
}

function noteFirst(found: Iterable<FoundSpan>, firstSpans: FirstSpans): void {
  for (const {native, span} of found) {
    if (native === null) continue;
    const attributes = new Attributes(attributeMap(messages(span, 'attributes')));
    if (isFirstSpan(native, attributes)) firstSpans.note(native, spanIds(native, attributes, firstSpans).id);
  }
}

function reasonOf(span: JsonObject): string {
  const name = textField(span, 'name');
  return `has a span${name === null ? '' : ` ${JSON.stringify(name)}`} without a trace id of 16 and a span id of 8 bytes`;
}

interface Source {
  readonly place: Place;
  readonly extraction: Extraction;
  readonly firstSpans: FirstSpans;
}

/** Of a span, what goes into members of the run by name; the rest goes into `extra.otel`. */
const knownFields = [
  'traceId',
  'spanId',
  'parentSpanId',
  'name',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'attributes',
  'events',
];

function runOf(native: NativeIds, {span, scope, resource}: SpanContext, source: Source): GivenRun {
  const attributes = new Attributes(attributeMap(messages(span, 'attributes')));
  const before = attributes.left.size;
  const ids = spanIds(native, attributes, source.firstSpans);
  const areNamed = attributes.left.size < before;
  const events = spanEvents(span);
  const endTime = timeOf(span, 'endTimeUnixNano');
  const {status, error} = spanStatus(span, events, endTime !== null);
  const {runType, isKnown} = runTypeOf(attributes);
  const name = nameOf(span, attributes);
  const project = projectOf(attributes, resource);
  const exchange = inputsAndOutputs(attributes, runType, exchangeOf(events));
  const params = invocationParams(attributes);
  const usage = usageOf(attributes);
  const tags = tagsOf(attributes);
  const example = attributes.takeText('langsmith.reference_example_id');
  const dottedOrder = attributes.takeText('langsmith.span.dotted_order');
  const {outputs, metadata} = withUsage(exchange.outputs, metadataOf(attributes, nativeMetadata(native)), usage);
  const extra = new Map<string, JsonValue>([['metadata', metadata]]);
  if (params.size > 0) extra.set('invocation_params', params);
  extra.set('otel', otelOf(span, scope, resource));
  const run = new Map<string, JsonValue>([
    ['id', ids.id],
    ['trace_id', ids.traceId],
    ['parent_run_id', ids.parentId],
    ['name', name],
    ['run_type', runType],
    ['start_time', timeOf(span, 'startTimeUnixNano')],
    ['end_time', endTime],
    ['status', status],
    ['error', error],
    ['inputs', exchange.inputs],
    ['outputs', outputs],
    ['extra', extra],
    ['events', events.map(runEvent)],
    ['tags', tags],
  ]);
  if (dottedOrder !== null) run.set('dotted_order', dottedOrder);
  if (example !== null) run.set('reference_example_id', example);
  if (project.id !== null) run.set('session_id', project.id);
  return {
    kind: 'run',
    json: Buffer.from(writtenJson(run)),
    part: 'whole',
    place: source.place,
    around: {
      runId: null,
      traceId: null,
      startTime: null,
      projectName: project.name,
      projectId: project.id,
      ...source.extraction,
      metadata: null,
      derived: derivedOf(areNamed, isKnown),
    },
  };
}

/** What the run itself nowhere says. */
function derivedOf(areNamed: boolean, isKnown: boolean): Record<string, string> {
  return {
    ...(areNamed ? {} : {id: 'the ids of the span', trace_id: 'the trace id of the span'}),
    ...(isKnown ? {} : {run_type: 'no attribute of the span'}),
    status: 'the status and the events of the span',
  };
}

function nameOf(span: JsonObject, attributes: Attributes): JsonValue {
  const isTool = attributes.text('openinference.span.kind')?.toUpperCase() === 'TOOL';
  const keys = ['langsmith.trace.name', 'traceloop.entity.name', ...(isTool ? ['tool.name'] : [])];
  return attributes.takeText(...keys) ?? field(span, 'name') ?? null;
}

/** LangSmith calls a project a session. Its own way to name one, a header of the request, is in no file. */
function projectOf(
  attributes: Attributes,
  resource: ReadonlyMap<string, JsonValue>,
): {readonly name: string | null; readonly id: string | null} {
  const ofResource = new Attributes(resource).text('openinference.project.name');
  return {
    name: attributes.takeText('langsmith.trace.session_name') ?? ofResource,
    id: attributes.takeText('langsmith.trace.session_id'),
  };
}

function timeOf(span: JsonObject, name: string): string | null {
  const nanoseconds = wholeNumber(field(span, name));
  return nanoseconds === null || nanoseconds === 0n ? null : epochTime(nanoseconds, 9);
}

/** Under the names that LangSmith gives them. */
function nativeMetadata({trace, span}: NativeIds): JsonObject {
  return new Map([
    ['OTEL_TRACE_ID', trace],
    ['OTEL_SPAN_ID', span],
  ]);
}

function otelOf(span: JsonObject, scope: JsonValue | undefined, resource: ReadonlyMap<string, JsonValue>): JsonObject {
  return new Map<string, JsonValue>([
    ...withoutFields(span, knownFields),
    ['scope', scope ?? null],
    ['resource', resource],
  ]);
}
