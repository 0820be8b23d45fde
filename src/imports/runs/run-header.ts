import {type Instant, parseInstant} from '../../core/instant.ts';
import {detached} from '../../core/json/detached.ts';
import {isArray, isObject, type JsonObject, type JsonValue} from '../../core/json/value.ts';
import {requireId, UnreadableDocument} from '../../core/run-document.ts';
import type {Around} from '../given.ts';
import {
  derivedStatus,
  hasEnded,
  isAbsent,
  isPending,
  lacksNestedStatus,
  type NestedRun,
  nestedRuns,
} from './derived-status.ts';
import {type DottedOrder, parseDottedOrder} from './dotted-order.ts';

/** What a run and its source say of where it belongs, before other runs are asked. */
export interface RunHeader {
  readonly runId: string;
  /** Null if only the chain of its parents can tell. */
  readonly trace: SaidTrace | null;
  readonly parentId: string | null;
  /** Names of its project, what counts first before the others; likewise ids of it. */
  readonly projectNames: readonly string[];
  readonly projectIds: readonly string[];
  /** Whether it, or what is around it, says anything of its trace, even that it has no parent. */
  readonly saysTrace: boolean;
  /** The runs that are nested in it, to any depth. */
  readonly nested: readonly NestedRun[];
  /** The runs that it names as its children, wherever they are. */
  readonly childIds: readonly string[];
  readonly start: Instant | null;
  /** The start of the trace's root, if the run itself says so. */
  readonly rootStart: Instant | null;
  readonly hasEnded: boolean;
  readonly isPending: boolean;
  /** Whether members must be added to it, whatever its trace is. */
  readonly isIncomplete: boolean;
}

export interface SaidTrace {
  readonly id: string;
  /** Null if it is the run's own `trace_id`. */
  readonly from: 'dotted_order' | 'parent_run_ids' | 'the source' | null;
}

/** Members that say something of a run's trace: `child_runs` that it is the root of what is dumped as a tree. */
const TRACE_MEMBERS = ['trace_id', 'dotted_order', 'parent_run_id', 'parent_run_ids', 'child_runs'] as const;
/** Members that name a run's children, its own and those below them. */
const CHILD_MEMBERS = ['child_run_ids', 'direct_child_run_ids'] as const;

/**
 * @param run as `RunMembers` reads it
 * @param metadata of the document around it
 * @throws UnreadableDocument if the document would be unreadable for its ids
 */
export function runHeader(run: JsonObject, around: Around, metadata: JsonObject | null): RunHeader {
  const order = orderOf(run);
  const parents = texts(run.get('parent_run_ids'));
  const runId = textOf(run.get('id')) ?? around.runId ?? textOf(metadata?.get('run_id'));
  if (runId === null) throw new UnreadableDocument('has no id');
  requireId('run id', runId);
  const trace = saidTrace(run, runId, order, parents, around);
  if (trace !== null) requireId('trace id', trace.id);
  return detachedHeader({
    runId,
    trace,
    parentId: usableId(textOf(run.get('parent_run_id')) ?? parents.at(-1) ?? order?.parentId ?? null, runId),
    projectNames: known([
      textOf(metadata?.get('project_name')),
      textOf(run.get('session_name')),
      textOf(run.get('project_name')),
      memberText(run.get('metadata'), 'project_name'),
      around.projectName,
    ]),
    projectIds: known([textOf(run.get('session_id')), textOf(run.get('project_id')), around.projectId]),
    saysTrace: trace !== null || TRACE_MEMBERS.some((name) => run.has(name)),
    nested: [...nestedRuns(run)],
    childIds: CHILD_MEMBERS.flatMap((name) => texts(run.get(name))),
    start: parseInstant(run.get('start_time')) ?? parseInstant(around.startTime ?? undefined),
    rootStart: order?.rootStart ?? null,
    hasEnded: hasEnded(run),
    isPending: isPending(run),
    isIncomplete:
      isMissing(run.get('id')) ||
      derivedStatus(run) !== null ||
      lacksNestedStatus(run) ||
      (isMissing(run.get('start_time')) && around.startTime !== null),
  });
}

/** No text, and no other value either that somebody put there. */
export function isMissing(value: JsonValue | undefined): boolean {
  return isAbsent(value) || value === '';
}

/** If the `trace_id` of a run is there and is no text, the contract takes the id. */
function saidTrace(
  run: JsonObject,
  runId: string,
  order: DottedOrder | null,
  parents: readonly string[],
  around: Around,
): SaidTrace | null {
  const own = run.get('trace_id');
  if (!isMissing(own)) return {id: textOf(own) ?? runId, from: null};
  if (order !== null) return {id: order.rootId, from: 'dotted_order'};
  const [first] = parents;
  if (first !== undefined) return {id: first, from: 'parent_run_ids'};
  return around.traceId === null ? null : {id: around.traceId, from: 'the source'};
}

function orderOf(run: JsonObject): DottedOrder | null {
  const order = run.get('dotted_order');
  return typeof order === 'string' ? parseDottedOrder(order) : null;
}

/** A parent is looked up, and may become a trace id. What can be no id leads nowhere, and neither does the run itself. */
function usableId(id: string | null, runId: string): string | null {
  if (id === null || id === runId) return null;
  try {
    requireId('parent', id);
    return id;
  } catch {
    return null;
  }
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function memberText(value: JsonValue | undefined, name: string): string | null {
  return isObject(value) ? textOf(value.get(name)) : null;
}

function texts(value: JsonValue | undefined): string[] {
  return isArray(value) ? value.filter((element): element is string => textOf(element) !== null) : [];
}

function known(candidates: readonly (string | null)[]): string[] {
  return candidates.filter((candidate) => candidate !== null);
}

/** It outlives the text of the run. */
function detachedHeader(header: RunHeader): RunHeader {
  const {runId, trace, parentId, projectNames, projectIds, nested, childIds} = header;
  const own = (text: string): string => detached(text) as string;
  return {
    ...header,
    runId: own(runId),
    trace: trace === null ? null : {...trace, id: own(trace.id)},
    parentId: parentId === null ? null : own(parentId),
    projectNames: projectNames.map(own),
    projectIds: projectIds.map(own),
    nested: nested.map((each) => ({...each, id: own(each.id)})),
    childIds: childIds.map(own),
  };
}
