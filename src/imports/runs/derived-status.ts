import {isBlank} from '../../core/blank.ts';
import {isArray, isObject, type JsonObject, type JsonValue} from '../../core/json/value.ts';

/** A member that a run does not have, and what its value was worked out from. */
export interface DerivedMember {
  readonly value: string;
  readonly from: string;
}

/** Of a run without a status, absent or null, what LangSmith would have given it; null if there is one, whatever it says. */
export function derivedStatus(run: JsonObject): DerivedMember | null {
  if (!isAbsent(run.get('status'))) return null;
  if (hasError(run)) return {value: 'error', from: 'error'};
  return hasEnded(run) ? {value: 'success', from: 'end_time'} : {value: 'pending', from: 'no error and no end_time'};
}

/** Whether a run below has no status, to any depth. */
export function lacksNestedStatus(run: JsonObject): boolean {
  return childrenOf(run).some((child) => isAbsent(child.get('status')) || lacksNestedStatus(child));
}

/** The run with a status in every run below it. */
export function withNestedStatus(run: JsonObject): JsonObject {
  const children = run.get('child_runs');
  if (!isArray(children)) return run;
  const complete = children.map((child) => (isObject(child) ? withNestedStatus(withStatus(child)) : child));
  return new Map([...run, ['child_runs', complete]]);
}

function withStatus(run: JsonObject): JsonObject {
  const status = derivedStatus(run);
  return status === null ? run : new Map([...run, ['status', status.value]]);
}

/** A run that stands within another one. */
export interface NestedRun {
  readonly id: string;
  readonly isPending: boolean;
}

/** All runs below it that have an id. */
export function* nestedRuns(run: JsonObject): Generator<NestedRun> {
  for (const child of childrenOf(run)) {
    const id = child.get('id');
    if (typeof id === 'string' && id !== '') yield {id, isPending: isPending(child)};
    yield* nestedRuns(child);
  }
}

/** Whether it had not ended when it was taken out of LangSmith. */
export function isPending(run: JsonObject): boolean {
  const status = run.get('status');
  return (typeof status === 'string' ? status : derivedStatus(run)?.value)?.toLowerCase() === 'pending';
}

function childrenOf(run: JsonObject): JsonObject[] {
  const children = run.get('child_runs');
  return isArray(children) ? children.filter(isObject) : [];
}

/** A blank text is what some tools write for none. */
function hasError(run: JsonObject): boolean {
  const error = run.get('error');
  return !isAbsent(error) && !(typeof error === 'string' && isBlank(error));
}

export function hasEnded(run: JsonObject): boolean {
  const end = run.get('end_time');
  return !isAbsent(end) && end !== '';
}

export function isAbsent(value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null;
}
