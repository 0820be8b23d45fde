import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import {ExactNumber} from '../core/exact-number.ts';
import {JsonNumber, type JsonValue} from '../core/json/value.ts';
import type {Fault} from './fault.ts';

/** The names of keys and the places in lists on the way to a value. */
export type YamlPath = readonly (string | number)[];

/** No person writes more than this: such a file refers to itself over and over. */
const MOST_ALIASES = 100;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** How a value is written: its place, up to its last character, and in which style. */
export interface WrittenValue {
  readonly start: number;
  readonly end: number;
  readonly style: 'block' | 'flow' | 'plain' | 'single' | 'double' | 'alias' | 'other';
}

/** A text of YAML 1.2 with the place of everything in it. */
export class WrittenYaml {
  readonly #exactBelow: string | undefined;
  readonly #document: Document.Parsed;
  /** The faults that make it no YAML at all; if there are any, do not ask for anything else. */
  readonly faults: readonly Fault[];
  /** Plain objects, lists and values. */
  readonly value: unknown;

  /** @param options.exactBelow the key below which numbers are read digit by digit, by `json` and `source` */
  constructor(text: string, options: {readonly exactBelow?: string} = {}) {
    this.#exactBelow = options.exactBelow;
    this.#document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: true,
      prettyErrors: false,
    });
    const faults: Fault[] = [...this.#document.errors, ...this.#document.warnings].map(({code, pos, message}) => ({
      start: pos[0],
      end: Math.max(pos[0] + 1, pos[1]),
      message: `This is not YAML: ${message.split('\n')[0]?.replace(/\.?$/, '.')}${hintFor(code)}`,
    }));
    this.faults = faults;
    this.value = faults.length > 0 ? undefined : this.#plain(faults);
  }

  /** The place of a value, or of the key that names it. If the value is missing: the place of what should hold it. */
  place(path: YamlPath, part: 'key' | 'value'): {readonly start: number; readonly end: number} {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = this.#range(path.slice(0, length), length === path.length ? part : 'key');
      if (found !== null) return found;
    }
    return {start: 0, end: 1};
  }

  /** A value with numbers as they are written, digit by digit. */
  json(path: YamlPath): JsonValue {
    return jsonOf(this.#document.getIn(path, true), this.#document);
  }

  /** A value exactly as it is written; null if there is none. */
  source(path: YamlPath): string | null {
    const node = this.#node(path);
    return isScalar(node) ? (node.source ?? null) : null;
  }

  /** How a value is written; null if there is none, or if it is behind an alias. */
  written(path: YamlPath): WrittenValue | null {
    const node = this.#node(path);
    if (!isNode(node) || !node.range) return null;
    return {start: node.range[0], end: node.range[1], style: styleOf(node)};
  }

  #range(path: YamlPath, part: 'key' | 'value'): {start: number; end: number} | null {
    const last = path.at(-1);
    const holder = path.length === 0 ? null : this.#node(path.slice(0, -1));
    const pair = isMap(holder) ? holder.items.find((item) => keyOf(item) === String(last)) : undefined;
    const node = part === 'key' && pair !== undefined ? pair.key : this.#node(path);
    if (!isNode(node) || !node.range) return null;
    return {start: node.range[0], end: Math.max(node.range[0] + 1, node.range[1])};
  }

  #node(path: YamlPath): unknown {
    return path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
  }

  #plain(faults: Fault[]): unknown {
    visit(this.#document, {
      Pair: (_, {key}) => {
        if (isScalar(key) && typeof key.value === 'string') return;
        const [start, end] = (isNode(key) && key.range) || [0, 1];
        faults.push({start, end: Math.max(start + 1, end), message: 'A key is a text: write it in quotes.'});
      },
      Alias: (_, alias) => {
        if (alias.resolve(this.#document) !== undefined) return;
        const [start, end] = alias.range ?? [0, 1];
        faults.push({start, end, message: `There is no anchor '&${alias.source}'.${QUOTED_STAR}`});
      },
      Scalar: (_, scalar, [, entry]) => {
        if (isKept(scalar) || (isPair(entry) && keyOf(entry) === this.#exactBelow)) return;
        const [start, end] = scalar.range ?? [0, 1];
        faults.push({start, end, message: 'A number here is finite, with 15 digits that count at most.'});
      },
    });
    if (faults.length > 0) return undefined;
    try {
      return this.#document.toJS({maxAliasCount: MOST_ALIASES});
    } catch (error) {
      faults.push({start: 0, end: 1, message: `This cannot be read: ${(error as Error).message}.`});
      return undefined;
    }
  }
}

const QUOTED_STAR = " A text that begins with * stands in quotes: '*-test'.";

/** What the message of YAML's own reader lacks. */
function hintFor(code: string): string {
  return code === 'BAD_ALIAS' ? QUOTED_STAR : '';
}

function styleOf(node: object): WrittenValue['style'] {
  if (isAlias(node)) return 'alias';
  if (isMap(node) || isSeq(node)) return node.flow ? 'flow' : 'block';
  if (!isScalar(node)) return 'other';
  return SCALAR_STYLES[String(node.type)] ?? 'other';
}

const SCALAR_STYLES: Readonly<Record<string, WrittenValue['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
};

/** Whether a double has the value that is written. If not, a comparison would use the number next to it, and so count something else. */
function isKept({value, source = ''}: Scalar): boolean {
  if (typeof value !== 'number') return true;
  const [written, read] = [ExactNumber.read(source), ExactNumber.read(String(value))];
  return read !== null && (written === null || written.compare(read) === 0);
}

function keyOf({key}: Pair): string | null {
  return isScalar(key) ? String(key.value) : null;
}

function jsonOf(node: unknown, document: Document): JsonValue {
  if (isMap(node)) return new Map(node.items.map((item) => [keyOf(item) ?? '', jsonOf(item.value, document)]));
  if (isSeq(node)) return node.items.map((item) => jsonOf(item, document));
  if (isScalar(node)) {
    if (typeof node.value === 'number') {
      if (NUMBER.test(node.source ?? '')) return new JsonNumber(node.source as string);
      return Number.isFinite(node.value) ? new JsonNumber(String(node.value)) : String(node.source);
    }
    return node.value as JsonValue;
  }
  if (isNode(node) && 'resolve' in node)
    return jsonOf((node as {resolve(of: Document): unknown}).resolve(document), document);
  return null;
}
