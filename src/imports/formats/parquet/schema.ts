import {type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree} from 'hyparquet';
import {isFlatColumn} from './library.ts';

/** A column of a table, which is a tree of leaves if it holds lists or structs. */
export interface Column {
  readonly name: string;
  readonly node: SchemaTree;
  /** The leaves below it, by their number in each row group, each with the way to it from the root. */
  readonly leaves: readonly Leaf[];
  /** True if each row has one value or null. */
  readonly isFlat: boolean;
}

interface Leaf {
  readonly number: number;
  readonly path: SchemaTree[];
}

/** A node, and what it was before what it means was taken out. */
const meanings = new WeakMap<SchemaElement, SchemaElement>();

/**
 * The columns of a file. What the leaves mean is taken out of the schema that the library sees, so that it hands out what is stored:
 * it would make doubles of decimals, and objects that cannot have every key of maps.
 */
export function columnsOf(footer: FileMetaData): Column[] {
  const root = parquetSchema({...footer, schema: footer.schema.map(withoutMeaning)});
  let number = 0;
  return root.children.map((node) => {
    const leaves = leavesBelow([root, node]).map((path) => ({number: number++, path}));
    return {name: node.element.name, node, leaves, isFlat: isFlatColumn([root, node])};
  });
}

/** What the file says of a node. */
export function meaningOf(node: SchemaTree): SchemaElement {
  return meanings.get(node.element) ?? node.element;
}

export function isMap(node: SchemaTree): boolean {
  const {converted_type, logical_type} = meaningOf(node);
  const [entries] = node.children;
  const hasEntries = node.children.length === 1 && entries?.children.length === 2;
  return hasEntries && (converted_type === 'MAP' || converted_type === 'MAP_KEY_VALUE' || logical_type?.type === 'MAP');
}

/** The elements of a list stay as the library knows lists; what a file says in the newer way alone is said in the older one, too. */
function withoutMeaning(element: SchemaElement): SchemaElement {
  const {converted_type, logical_type, ...plain} = element;
  const isList = element.num_children !== undefined && (converted_type === 'LIST' || logical_type?.type === 'LIST');
  const seen: SchemaElement = isList ? {...plain, converted_type: 'LIST'} : plain;
  meanings.set(seen, element);
  return seen;
}

function leavesBelow(path: SchemaTree[]): SchemaTree[][] {
  const node = path.at(-1) as SchemaTree;
  return node.children.length === 0 ? [path] : node.children.flatMap((child) => leavesBelow([...path, child]));
}
