import type {DecodedArray, RowGroup} from 'hyparquet';
import type {SourceFile} from '../../source-file.ts';
import {LeafPages} from './leaf-pages.ts';
import {assembleNested} from './library.ts';
import {decoded, FETCH_AGAIN, ParquetFault} from './parquet-fault.ts';
import {parsers} from './physical-values.ts';
import type {Column} from './schema.ts';

/** The values of one column in one row group, as they are stored; undefined and null are both null. */
export interface ColumnValues {
  /** Reads on until `row` is there. Returns the row behind which to read on again. */
  readTo(row: number): Promise<number>;
  /** Of a row that was read to, and of none before it. */
  at(row: number): unknown;
}

export function valuesOf(file: SourceFile, group: RowGroup, column: Column): ColumnValues {
  const pages = column.leaves.map(({number, path}) => {
    const {meta_data} = group.columns[number] ?? {};
    if (meta_data === undefined)
      throw new ParquetFault(`has a row group without the column "${column.name}"; ${FETCH_AGAIN}`);
    if (column.isFlat && meta_data.num_values !== group.num_rows) missing();
    return new LeafPages(file, meta_data, path);
  });
  const [only] = pages;
  return column.isFlat && only !== undefined ? new FlatValues(only) : new NestedValues(column, pages);
}

/** One page is in memory at a time. */
class FlatValues implements ColumnValues {
  readonly #pages: LeafPages;
  #page: DecodedArray = [];
  #start = 0;

  constructor(pages: LeafPages) {
    this.#pages = pages;
  }

  async readTo(row: number): Promise<number> {
    while (row >= this.#start + this.#page.length) {
      this.#start += this.#page.length;
      // The page that is done must not stay while the next one is unpacked.
      this.#page = [];
      this.#page = (await this.#pages.next()) ?? missing();
    }
    return this.#start + this.#page.length;
  }

  at(row: number): unknown {
    return this.#page[row - this.#start];
  }
}

/** Lists and structs are put together from several leaves, whose pages do not end with the same row: the row group is read as a whole. */
class NestedValues implements ColumnValues {
  readonly #column: Column;
  readonly #pages: readonly LeafPages[];
  #rows: DecodedArray = [];

  constructor(column: Column, pages: readonly LeafPages[]) {
    this.#column = column;
    this.#pages = pages;
  }

  async readTo(row: number): Promise<number> {
    if (this.#rows.length === 0) this.#rows = await this.#read();
    if (row >= this.#rows.length) missing();
    return this.#rows.length;
  }

  at(row: number): unknown {
    return this.#rows[row];
  }

  async #read(): Promise<DecodedArray> {
    const leaves = new Map<string, DecodedArray>();
    for (const [at, pages] of this.#pages.entries()) {
      const {path} = this.#column.leaves[at] as Column['leaves'][number];
      leaves.set((path.at(-1) as Column['node']).path.join('.'), await allOf(pages));
    }
    const {node, name} = this.#column;
    decoded(`has a column "${name}" that cannot be put together`, () => assembleNested(leaves, node, parsers));
    return leaves.get(name) ?? missing();
  }
}

async function allOf(pages: LeafPages): Promise<DecodedArray> {
  const all: unknown[] = [];
  let last: DecodedArray | null = null;
  for (let page = await pages.next(); page !== null; page = await pages.next(last ?? undefined)) {
    if (page === last) continue;
    if (last !== null) append(all, last);
    last = page;
  }
  if (all.length === 0) return last ?? [];
  if (last !== null) append(all, last);
  return all;
}

/** Not by spreading: a page may have more rows than a call has arguments. */
function append(all: unknown[], page: DecodedArray): void {
  for (const value of page) all.push(value);
}

function missing(): never {
  throw new ParquetFault(`has columns of different lengths; ${FETCH_AGAIN}`);
}
