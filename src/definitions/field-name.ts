import {catalogue, type FieldName, type FieldType, payloadRoots} from '../core/fields/catalogue.ts';
import {nearest} from '../core/nearest.ts';
import type {FieldReference} from '../core/reports/definition.ts';

/** One step of a path: plain, or in quotes if it holds a dot. */
const STEP = /"((?:[^"\\]|\\.)*)"|([^."]+)/y;

/** What a name in a definition refers to, or why it refers to nothing. */
export function parseField(name: string): {readonly field: FieldReference} | {readonly fault: string} {
  if (Object.hasOwn(catalogue, name)) return {field: {kind: 'field', name: name as FieldName}};
  const [root, ...steps] = stepsOf(name) ?? [];
  if (root === undefined) return {fault: `'${name}' is no path: write inputs.key, or inputs."a key.with dots".`};
  if (!Object.hasOwn(payloadRoots, root)) {
    const known = [...Object.keys(catalogue), ...Object.keys(payloadRoots).map((each) => `${each}.…`)];
    const hint = nearest(name, Object.keys(catalogue)) || ` Known: ${known.join(', ')}.`;
    return {fault: `There is no field '${name}'.${hint}`};
  }
  if (steps.length === 0) return {fault: `'${name}' is all of the ${name}: name a key in it, as in ${name}.key.`};
  return {field: {kind: 'payload', path: [...payloadRoots[root as keyof typeof payloadRoots], ...steps]}};
}

/** The types in the payload are not known before it is read. */
export function typeOf(field: FieldReference): FieldType | 'any' {
  return field.kind === 'field' ? catalogue[field.name].type : 'any';
}

function stepsOf(name: string): string[] | null {
  const steps: string[] = [];
  for (let at = 0; ; ) {
    STEP.lastIndex = at;
    const found = STEP.exec(name);
    if (found === null) return null;
    steps.push(found[2] ?? (found[1] as string).replaceAll(/\\(.)/g, '$1'));
    at = STEP.lastIndex;
    if (at === name.length) return steps;
    if (name[at] !== '.') return null;
    at += 1;
  }
}
