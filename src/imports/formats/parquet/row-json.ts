import type {SchemaTree} from 'hyparquet';
import {jsonKindOf, meaningOfColumn} from './export-columns.ts';
import {jsonInText} from './json-in-text.ts';
import {isListLike} from './library.ts';
import {jsonOfPhysical, type Meaning, type PhysicalValue} from './physical-values.ts';
import type {RowText} from './row-text.ts';
import {type Column, isMap, meaningOf} from './schema.ts';

/** The value of a row in a column as JSON: a text of it, or its bytes if they stand in the file. */
export type JsonOfValue = (value: unknown) => string | Uint8Array;

/** What writes the values of a column. */
export function jsonOfColumn({name, node, isFlat}: Column): JsonOfValue {
  const kind = jsonKindOf(name) ?? (isDeclaredJson(node) ? 'object' : null);
  const meaning = meaningOfColumn(name);
  if (!isFlat) return (value) => jsonOfNode(value, node, meaning);
  const element = meaningOf(node);
  return (value) => {
    if (value === null || value === undefined) return 'null';
    const within = kind !== null && value instanceof Uint8Array ? jsonInText(value, kind) : null;
    return within ?? jsonOfPhysical(value as PhysicalValue, element, meaning);
  };
}

/** A row as an object of its columns, in their order, written into `text`; the bytes are there until the next row. */
export function jsonOfRow(members: readonly RowMember[], row: number, text: RowText): Uint8Array {
  text.begin();
  text.add('{');
  for (const {start, json, at} of members) {
    text.add(start);
    text.add(json(at(row)));
  }
  text.add('}');
  return text.bytes();
}

export interface RowMember {
  /** The comma, if it is not the first one, the name and the colon. */
  readonly start: string;
  readonly json: JsonOfValue;
  readonly at: (row: number) => unknown;
}

function isDeclaredJson(node: SchemaTree): boolean {
  const {converted_type, logical_type} = meaningOf(node);
  return converted_type === 'JSON' || logical_type?.type === 'JSON';
}

/** What is repeated without being said to be a list is a list, too. */
function jsonOfNode(value: unknown, node: SchemaTree, meaning: Meaning): string {
  if (value === null || value === undefined) return 'null';
  if (node.element.repetition_type === 'REPEATED' && Array.isArray(value)) {
    return listText(value, (element) => jsonOfSingle(element, node, meaning));
  }
  return jsonOfSingle(value, node, meaning);
}

function jsonOfSingle(value: unknown, node: SchemaTree, meaning: Meaning): string {
  if (value === null || value === undefined) return 'null';
  if (node.children.length === 0) return jsonOfPhysical(value as PhysicalValue, meaningOf(node), meaning);
  if (isListLike(node)) {
    const element = elementOf(node);
    return listText(value as unknown[], (inner) => jsonOfSingle(inner, element, meaning));
  }
  if (isMap(node)) return jsonOfMap(value as Struct, node);
  const struct = value as Struct;
  const members = node.children.map((child) => {
    const {name} = child.element;
    return `${JSON.stringify(name)}:${jsonOfNode(struct[name], child, meaning)}`;
  });
  return `{${members.join(',')}}`;
}

type Struct = Readonly<Record<string, unknown>>;

/** As the library takes lists apart: the repeated group holds one element, or is the element. */
function elementOf(list: SchemaTree): SchemaTree {
  const repeated = list.children[0] as SchemaTree;
  return repeated.children.length === 1 ? (repeated.children[0] as SchemaTree) : repeated;
}

/** A key that is no text is written as the text of its JSON. */
function jsonOfMap(map: Struct, node: SchemaTree): string {
  const entries = node.children[0] as SchemaTree;
  const [key, value] = entries.children as [SchemaTree, SchemaTree];
  const found = (map[entries.element.name] ?? []) as Struct[];
  const members = found.map((entry) => {
    const name = jsonOfNode(entry[key.element.name], key, 'value');
    const isText = name.startsWith('"');
    return `${isText ? name : JSON.stringify(name)}:${jsonOfNode(entry[value.element.name], value, 'value')}`;
  });
  return `{${members.join(',')}}`;
}

function listText(values: readonly unknown[], json: (value: unknown) => string): string {
  return `[${Array.from(values, json).join(',')}]`;
}
