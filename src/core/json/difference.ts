import {compareCodePoints} from '../code-point-order.ts';
import {canonicalJson} from './print.ts';
import {isArray, isObject, type JsonArray, type JsonObject, type JsonValue} from './value.ts';

/** A place at which two values differ. Undefined where a side has no such member or element, which is not null. */
export interface JsonDifference {
  /** `$.trace.child_runs[0].status`; keys that are no plain names stand in brackets, `$["odd key"]`. */
  readonly path: string;
  readonly control: JsonValue | undefined;
  readonly candidate: JsonValue | undefined;
}

/** The smallest places at which two values differ, by path; none where they are equal by decimal value and content. */
export function jsonDifferences(control: JsonValue, candidate: JsonValue): JsonDifference[] {
  return [...differencesAt('$', control, candidate)];
}

function* differencesAt(
  path: string,
  control: JsonValue | undefined,
  candidate: JsonValue | undefined,
): Generator<JsonDifference> {
  if (isObject(control) && isObject(candidate)) yield* inObjects(path, control, candidate);
  else if (isArray(control) && isArray(candidate)) yield* inArrays(path, control, candidate);
  else if (!isSame(control, candidate)) yield {path, control, candidate};
}

function* inObjects(path: string, control: JsonObject, candidate: JsonObject): Generator<JsonDifference> {
  const keys = [...new Set([...control.keys(), ...candidate.keys()])].sort(compareCodePoints);
  for (const key of keys) yield* differencesAt(memberPath(path, key), control.get(key), candidate.get(key));
}

/** Element by element: an insertion at the front shows as a change of all that follow, and is no less exact for that. */
function* inArrays(path: string, control: JsonArray, candidate: JsonArray): Generator<JsonDifference> {
  const length = Math.max(control.length, candidate.length);
  for (let at = 0; at < length; at += 1) yield* differencesAt(`${path}[${at}]`, control[at], candidate[at]);
}

function isSame(control: JsonValue | undefined, candidate: JsonValue | undefined): boolean {
  if (control === undefined || candidate === undefined) return control === candidate;
  return canonicalJson(control) === canonicalJson(candidate);
}

function memberPath(path: string, key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
