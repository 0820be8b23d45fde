import {writtenJson} from '../../core/json/print.ts';
import {isObject, JsonNumber, type JsonObject, type JsonValue} from '../../core/json/value.ts';
import type {Around, FormatName, GivenRun} from '../given.ts';
import type {PlacedRun} from '../plan/queries/placed-runs.ts';
import {type SomeBytes, wholeBytes} from '../stored-bytes.ts';
import {type DerivedMember, derivedStatus, lacksNestedStatus, withNestedStatus} from './derived-status.ts';
import {isMissing} from './run-header.ts';
import {exactObject, type RunMembers} from './run-members.ts';

/** The file of a run, as it is written. */
export interface RunFile {
  readonly before: Buffer;
  /** The run: the bytes of the source, with what it lacked. */
  readonly trace: SomeBytes;
  readonly after: Buffer;
  readonly size: number;
  /** What was worked out, by member, and what from. */
  readonly derived: Readonly<Record<string, string>>;
}

/** Behind the run. */
const AFTER = Buffer.from('}\n');
const CLOSING_BRACE = 0x7d;
const OPENING_BRACE = 0x7b;

/** A run that becomes a file: its bytes are read if it is not written as it was. */
export type RunContent = Pick<GivenRun, 'around' | 'place'> & {readonly json: SomeBytes};

/** What of a place the file of a run says. */
export type FilePlace = Pick<
  PlacedRun,
  'run_id' | 'trace_id' | 'trace_from' | 'project' | 'project_from' | 'date_from' | 'derives'
>;

/** The document `{"metadata": …, "trace": …}` of a run. */
export function runFile(placed: FilePlace, given: RunContent, members: RunMembers, format: FormatName | null): RunFile {
  const {around} = given;
  const {trace, added} = completeRun(placed, given, members);
  const derived: Record<string, string> = {...around.derived};
  for (const [name, member] of added) derived[name] = member.from;
  Object.assign(derived, derivedOfPlace(placed, around));
  const before = Buffer.from(`{"metadata":${metadataText(placed, given, derived, format)},"trace":`);
  const size = before.length + trace.length + AFTER.length;
  return {before, trace, after: AFTER, size, derived};
}

/** The run out of such a file, if it has so many bytes. */
export function runOfFile(content: Uint8Array, bytes: number): Uint8Array {
  const end = content.length - AFTER.length;
  return content.subarray(end - bytes, end);
}

/** What was worked out of any run that has this place, and what from. */
export function derivedOfPlace(
  {date_from, project_from}: Pick<PlacedRun, 'date_from' | 'project_from'>,
  {extractedBy}: Pick<Around, 'extractedBy'>,
): Readonly<Record<string, string>> {
  return {
    ...(date_from === null ? {} : {date: date_from}),
    ...(project_from === null ? {} : {project_name: project_from}),
    ...(extractedBy === 'document' ? {} : {extracted_at: EXTRACTION[extractedBy]}),
  };
}

const EXTRACTION = {export: 'the export', file: 'the time of the file'} as const;

function metadataText(
  {run_id, project}: FilePlace,
  {around, place}: RunContent,
  derived: Readonly<Record<string, string>>,
  format: FormatName | null,
): string {
  const own = {run_id, project_name: project, extracted_at: around.extractedAt};
  const from = {
    ...(format === null ? {} : {format}),
    file: place.file,
    ...(place.line === null ? {} : {line: place.line}),
  };
  if (around.metadata !== null) return writtenJson(joinedMetadata(exactObject(around.metadata), own, from, derived));
  const hasDerived = Object.keys(derived).length > 0;
  return JSON.stringify({...own, imported_from: from, ...(hasDerived ? {derived} : {})});
}

/** What the document had stays. Where it came from is what the first import of it said. */
function joinedMetadata(
  had: JsonObject,
  ofRun: Readonly<Record<string, string>>,
  place: Readonly<Record<string, string | number>>,
  derived: Readonly<Record<string, string>>,
): JsonObject {
  const own = Object.entries(ofRun);
  const from = new Map<string, JsonValue>(
    Object.entries(place).map(([name, value]) => [
      name,
      typeof value === 'number' ? new JsonNumber(String(value)) : value,
    ]),
  );
  const said = own.filter(([name, value]) => isScalar(had.get(name)) && had.get(name) !== value);
  if (said.length > 0) from.set('said', new Map(said.map(([name]) => [name, had.get(name) as JsonValue])));
  const metadata = new Map<string, JsonValue>([...had, ...own]);
  if (!isObject(had.get('imported_from'))) metadata.set('imported_from', from);
  const before = had.get('derived');
  const all = new Map([...(isObject(before) ? before : []), ...Object.entries(derived)]);
  if (all.size > 0) metadata.set('derived', all);
  return metadata;
}

function isScalar(value: JsonValue | undefined): boolean {
  return typeof value === 'string' || value instanceof JsonNumber;
}

type Added = readonly (readonly [name: string, member: DerivedMember])[];

/** The run as it was, with the members that it lacks behind all others. */
function completeRun(
  placed: FilePlace,
  {json: content, around}: RunContent,
  members: RunMembers,
): {readonly trace: SomeBytes; readonly added: Added} {
  if (placed.derives === 0 && placed.trace_from === null) return {trace: content, added: []};
  const json = wholeBytes(content);
  const run = members.read(json);
  const added = lackingMembers(run, placed, around.startTime);
  const hasNested = lacksNestedStatus(run);
  const all = hasNested ? [...added, ['child_runs.status', NESTED] as const] : added;
  if (added.length === 0 && !hasNested) return {trace: json, added: all};
  const isInsertion = !hasNested && added.every(([name]) => run.get(name) === undefined);
  return {trace: isInsertion ? inserted(json, added) : rebuilt(json, added), added: all};
}

const NESTED: DerivedMember = {value: '', from: 'error and end_time of each'};

function lackingMembers(run: JsonObject, {run_id, trace_id, trace_from}: FilePlace, startTime: string | null): Added {
  const added: [string, DerivedMember][] = [];
  if (isMissing(run.get('id'))) added.push(['id', {value: run_id, from: 'the source'}]);
  if (trace_from !== null) added.push(['trace_id', {value: trace_id, from: trace_from}]);
  if (isMissing(run.get('start_time')) && startTime !== null)
    added.push(['start_time', {value: startTime, from: 'the source'}]);
  const status = derivedStatus(run);
  if (status !== null) added.push(['status', status]);
  return added;
}

/** Every byte stays, so that every digit does. */
function inserted(json: Uint8Array, added: Added): Uint8Array {
  const end = json.lastIndexOf(CLOSING_BRACE);
  let last = end - 1;
  while (isSpace(json[last])) last -= 1;
  const texts = added.map(([name, {value}]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const separator = json[last] === OPENING_BRACE ? '' : ',';
  return Buffer.concat([json.subarray(0, last + 1), Buffer.from(`${separator}${texts.join(',')}}`)]);
}

/** A key that is there without a value would be there twice. */
function rebuilt(json: Uint8Array, added: Added): Uint8Array {
  const run = new Map([...exactObject(json), ...added.map(([name, {value}]) => [name, value] as const)]);
  return Buffer.from(writtenJson(withNestedStatus(run)));
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
