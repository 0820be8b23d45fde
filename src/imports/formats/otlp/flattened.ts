import type {JsonObject, JsonValue} from '../../../core/json/value.ts';

const NUMBERED = /^\d{1,9}\../;

/** Whether a key names a member of an object of a list: `0.function.name`. */
export function isNumbered(path: string): boolean {
  return NUMBERED.test(path);
}

/**
 * A list of objects, and objects in them, that was written as attributes: `0.function.name` is the name of the function of the first one. In the
 * order of their numbers; what is not numbered is passed over.
 */
export function unflattened(flat: ReadonlyMap<string, JsonValue>): JsonObject[] {
  const found = new Map<number, Branch>();
  for (const [path, value] of flat) {
    if (!isNumbered(path)) continue;
    const [number, ...names] = path.split('.');
    const branch = found.get(Number(number)) ?? new Map();
    found.set(Number(number), branch);
    put(branch, names, value);
  }
  return [...found].sort(([left], [right]) => left - right).map(([, branch]) => objectOf(branch));
}

/** The object that is still being put together; any other value has come whole. */
type Branch = Map<string, Branch | {readonly value: JsonValue}>;

/** If a name is both a value and the beginning of others, the others keep their long names. */
function put(branch: Branch, [name = '', ...rest]: readonly string[], value: JsonValue): void {
  const inner = branch.get(name);
  if (rest.length === 0) branch.set(inner instanceof Map ? `${name}.` : name, {value});
  else if (inner instanceof Map) put(inner, rest, value);
  else if (inner === undefined) {
    const made: Branch = new Map();
    branch.set(name, made);
    put(made, rest, value);
  } else branch.set([name, ...rest].join('.'), {value});
}

function objectOf(branch: Branch): JsonObject {
  return new Map([...branch].map(([name, inner]) => [name, inner instanceof Map ? objectOf(inner) : inner.value]));
}
