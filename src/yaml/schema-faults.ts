import {nearest} from '../core/nearest.ts';
import type {YamlPath} from './written-yaml.ts';

/** How a value breaks its schema, and where. */
export interface SchemaFault {
  readonly path: YamlPath;
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** An error as the compiled schema gives it. */
interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The key that the error is about, if it is about one. */
  readonly propertyName?: string;
  /** The part of the schema that has the keyword. */
  readonly parentSchema: {readonly properties?: object; readonly pattern?: string};
}

interface Validate {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** The names that one notation has for what every notation's schema only knows as a shape. */
export interface NotationTexts {
  /** What a text of this notation is, such as `definitions`. */
  readonly noun: string;
  /** The message for a text that does not match one of the schema's patterns. */
  readonly patterns: Readonly<Record<string, string>>;
}

/**
 * Every place in which the value does not have the shape that its schema wants.
 *
 * @param validate a schema as `scripts/schemas.js` compiles it
 */
export function schemaFaults(validate: unknown, texts: NotationTexts, value: unknown): SchemaFault[] {
  const check = validate as Validate;
  if (check(value)) return [];
  // For a key the message says what it does not match.
  return (check.errors ?? []).filter(({keyword}) => keyword !== 'propertyNames').map((error) => faultOf(error, texts));
}

function faultOf(
  {instancePath, keyword, params, propertyName, parentSchema}: SchemaError,
  {noun, patterns}: NotationTexts,
): SchemaFault {
  const path = propertyName === undefined ? pathOf(instancePath) : [...pathOf(instancePath), propertyName];
  const at = (message: string, part: SchemaFault['part'] = 'value'): SchemaFault => ({path, part, message});
  switch (keyword) {
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      const known = Object.keys(parentSchema.properties ?? {});
      return {path: [...path, name], part: 'key', message: `There is no '${name}' here.${nearest(name, known)}`};
    }
    case 'required':
      return at(`'${String(params.missingProperty)}' is missing.`, 'key');
    case 'type':
      return at(patterns[parentSchema.pattern ?? ''] ?? `Here stands ${typesOf(params.type)}.`);
    case 'enum':
      return at(`Here stands one of ${(params.allowedValues as readonly string[]).join(', ')}.`);
    case 'const':
      return at(`This version of lse reads ${noun} with 'lse: ${String(params.allowedValue)}'.`);
    case 'pattern':
      return at(patterns[String(params.pattern)] ?? '', propertyName === undefined ? 'value' : 'key');
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties':
      return at(sizeOf(keyword, Number(params.limit)));
    default:
      return at(`This number is out of range: ${String(params.comparison)} ${String(params.limit)}.`);
  }
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping, {key: value}',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

function typesOf(types: unknown): string {
  const names = (Array.isArray(types) ? types : [types]).map((type) => TYPES[String(type)] ?? String(type));
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function sizeOf(keyword: string, limit: number): string {
  const [one, several] = keyword.endsWith('Items') ? ['entry', 'entries'] : ['key', 'keys'];
  const noun = limit === 1 ? one : several;
  return keyword.startsWith('min') ? `Here stand ${limit} ${noun} or more.` : `Here stand ${limit} ${noun} at most.`;
}

/** A JSON pointer. A place in a list looks like a name there; both find the same. */
function pathOf(pointer: string): YamlPath {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^(?:0|[1-9][0-9]*)$/.test(step) ? Number(step) : step));
}
