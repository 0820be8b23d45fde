import type {FormatName} from '../../given.ts';
import type {JsonMembers} from './json-members.ts';
import {IDS, LISTS} from './split-piece.ts';

/** What an object of a source is, by its members. */
export type ValueShape =
  | 'run'
  /** A run as the `langsmith` command writes it. */
  | 'command-run'
  /** An operation of the SDK on one run. */
  | 'operation'
  /** What the SDK could not send, as it keeps it. */
  | 'upload'
  /** A run with something about it beside it. */
  | 'document'
  /** A run as the page of LangSmith gives it: what went in and came out, and nothing to name it by. */
  | 'page'
  | 'spans'
  /** An object whose elements are one of the others. */
  | 'list'
  /** Messages of a run without the run, as `langsmith-fetch` writes them. */
  | 'messages'
  /** What the older tool says of what it saved. */
  | 'summary'
  | 'other';

const FORMATS: Readonly<Partial<Record<ValueShape, FormatName>>> = {
  run: 'runs',
  'command-run': 'cli',
  operation: 'operations',
  upload: 'operations',
  document: 'documents',
  page: 'ui',
  spans: 'otlp',
};

export function formatOf(shape: ValueShape): FormatName | null {
  return FORMATS[shape] ?? null;
}

/** Members that runs have and projects, examples, feedback and other things with an id do not. */
const OF_RUNS = ['run_type', 'trace_id', 'dotted_order', 'parent_run_id', 'parent_run_ids', 'child_runs', 'status'];

const OPERATIONS: Readonly<Record<string, 'post' | 'patch'>> = {
  post: 'post',
  create: 'post',
  patch: 'patch',
  update: 'patch',
};

/** Where an operation that is named may hold its run; without one of them it is the run itself. */
const PAYLOADS = ['run', 'item', 'data'];

/** `as` is what the user says it is: what cannot be told from its members counts as that. */
export function shapeOf(members: JsonMembers, as: FormatName | null): ValueShape {
  const has = (name: string): boolean => members.kind(name) !== null;
  const hasId = isText(members, 'id');
  const hasRunId = !has('id') && isText(members, 'run_id');
  if (!has('id') && members.kind('trace') === 'object') return 'document';
  if (members.kind('resourceSpans') === 'array' || members.kind('resource_spans') === 'array') return 'spans';
  // By the splitter's rule, since the splitter must go through every such object.
  if (![...IDS].some(has) && [...LISTS].some((name) => members.kind(name) === 'array')) return 'list';
  if (operationOf(members) !== null) return 'operation';
  if (isText(members, 'body_base64') && isText(members, 'endpoint')) return 'upload';
  if (hasId && (as === 'runs' || isRun(has))) return 'run';
  if (hasRunId && (as === 'cli' || (isText(members, 'trace_id') && (has('run_type') || has('start_time'))))) {
    return 'command-run';
  }
  if (as === 'ui' && !hasId) return 'page';
  if (isMessages(members, hasId, has)) return 'messages';
  if (members.kind('results') === 'object' && members.kind('files') === 'array' && has('operation')) return 'summary';
  if (!has('id') && !has('run_id') && !has('dataset_id') && (has('inputs') || has('outputs'))) return 'page';
  return 'other';
}

/** Which operation it is and the member that holds its run; null for the object itself. */
export function operationOf(members: JsonMembers): {part: 'post' | 'patch'; member: string | null} | null {
  if (!isText(members, 'id')) {
    for (const part of ['post', 'patch'] as const) if (members.kind(part) === 'object') return {part, member: part};
  }
  const named = members.text('operation') ?? members.text('action');
  const part = named === null || !Object.hasOwn(OPERATIONS, named) ? undefined : OPERATIONS[named];
  if (part === undefined) return null;
  const member = PAYLOADS.find((name) => members.kind(name) === 'object');
  if (member !== undefined) return {part, member};
  return isText(members, 'id') ? {part, member: null} : null;
}

function isText(members: JsonMembers, name: string): boolean {
  return members.kind(name) === 'text' && members.text(name) !== '';
}

function isRun(has: (name: string) => boolean): boolean {
  // Feedback names a run and its trace, too; an example of a data set has inputs.
  if (has('key') && has('score')) return false;
  if (has('dataset_id') && !has('run_type')) return false;
  return OF_RUNS.some(has) || (has('inputs') && has('start_time'));
}

function isMessages(members: JsonMembers, hasId: boolean, has: (name: string) => boolean): boolean {
  if (members.kind('messages') === 'array' && !hasId && !has('inputs')) return true;
  const isMessage = isText(members, 'role') || isText(members, 'type');
  return isMessage && has('content') && !has('inputs') && !has('outputs');
}
