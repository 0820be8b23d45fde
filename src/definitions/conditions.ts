import {parseInstant} from '../core/instant.ts';
import {nearest} from '../core/nearest.ts';
import type {Condition, FieldReference, Operand, RowKind, Test} from '../core/reports/definition.ts';
import type {FaultList} from '../yaml/fault-list.ts';
import type {YamlPath} from '../yaml/written-yaml.ts';
import {parseField, typeOf} from './field-name.ts';
import type {WrittenCondition, WrittenOperand, WrittenTests} from './notation.ts';

const ORDERING: readonly string[] = ['gt', 'gte', 'lt', 'lte'];
const IN_TEXTS: readonly string[] = ['starts', 'ends', 'contains'];
/** Stands in place of a condition that is wrong; then nobody sees the definition. */
const WRONG: Condition = {kind: 'all', conditions: []};

/** Makes conditions from the written ones, with the names of `define` filled in. */
export class ConditionReader {
  readonly #defined: Readonly<Record<string, WrittenCondition>>;
  readonly #rows: RowKind;
  readonly #faults: FaultList;
  readonly #read = new Map<string, Condition>();
  /** The names on the way to the condition that is read now. */
  readonly #open: string[] = [];

  constructor(defined: Readonly<Record<string, WrittenCondition>>, rows: RowKind, faults: FaultList) {
    this.#defined = defined;
    this.#rows = rows;
    this.#faults = faults;
  }

  /** Also reads conditions that nothing refers to: a fault in them is a fault. */
  readAll(): void {
    for (const name of Object.keys(this.#defined)) this.#byName(name, ['define', name]);
  }

  read(written: WrittenCondition, path: YamlPath): Condition {
    if (typeof written === 'string') return this.#byName(written, path);
    const conditions = Object.entries(written).map(([key, value]) => this.#entry(key, value, [...path, key]));
    return conditions.length === 1 ? (conditions[0] as Condition) : {kind: 'all', conditions};
  }

  #entry(key: string, value: unknown, path: YamlPath): Condition {
    switch (key) {
      case 'all':
      case 'any': {
        const list = value as readonly WrittenCondition[];
        return {kind: key, conditions: list.map((each, at) => this.read(each, [...path, at]))};
      }
      case 'not':
        return {kind: 'not', condition: this.read(value as WrittenCondition, path)};
      case 'some_run':
        return this.#someRun(value as WrittenCondition, path);
      default:
        return this.#tests(key, value as WrittenTests, path);
    }
  }

  #someRun(value: WrittenCondition, path: YamlPath): Condition {
    if (this.#rows === 'runs') {
      this.#faults.add(path, "'some_run' asks about the runs of a trace or a record; here each row is a run.", 'key');
    }
    const condition = this.read(value, path);
    if (holdsSomeRun(condition)) this.#faults.add(path, "'some_run' stands within 'some_run'.", 'key');
    return {kind: 'some-run', condition};
  }

  #byName(name: string, path: YamlPath): Condition {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.#defined, name)) {
      const hint = nearest(name, Object.keys(this.#defined));
      this.#faults.add(path, `There is no condition '${name}' in define.${hint}`);
      return WRONG;
    }
    if (this.#open.includes(name)) {
      this.#faults.add(
        ['define', name],
        `'${name}' is defined by itself: ${[...this.#open, name].join(' → ')}.`,
        'key',
      );
      return WRONG;
    }
    this.#open.push(name);
    const condition = this.read(this.#defined[name] as WrittenCondition, ['define', name]);
    this.#open.pop();
    this.#read.set(name, condition);
    return condition;
  }

  #tests(name: string, tests: WrittenTests, path: YamlPath): Condition {
    const parsed = parseField(name);
    if ('fault' in parsed) {
      this.#faults.add(path, parsed.fault, 'key');
      return WRONG;
    }
    const {field} = parsed;
    const conditions = Object.entries(tests).map(([kind, operand]): Condition => {
      const fault = operandFault(field, kind, operand);
      if (fault !== null) this.#faults.add([...path, kind], fault);
      if (kind !== 'not') return {kind: 'test', field, test: testOf(kind, operand)};
      return {kind: 'not', condition: {kind: 'test', field, test: testOf('is', operand)}};
    });
    return conditions.length === 1 ? (conditions[0] as Condition) : {kind: 'all', conditions};
  }
}

function holdsSomeRun(condition: Condition): boolean {
  switch (condition.kind) {
    case 'some-run':
      return true;
    case 'not':
      return holdsSomeRun(condition.condition);
    case 'test':
      return false;
    default:
      return condition.conditions.some(holdsSomeRun);
  }
}

function testOf(kind: string, operand: WrittenOperand | readonly WrittenOperand[]): Test {
  if (kind === 'in') return {kind, operands: operand as readonly Operand[]};
  return {kind, operand} as Test;
}

/** Why a field cannot be tested so, or null. A test that can never be true is a mistake, not a condition. */
function operandFault(
  field: FieldReference,
  kind: string,
  operand: WrittenOperand | readonly WrittenOperand[],
): string | null {
  if (kind === 'exists' || kind === 'text') return null;
  const type = typeOf(field);
  const name = field.kind === 'field' ? field.name : field.path.join('.');
  if (type === 'any') return null;
  if (type === 'texts') return kind === 'contains' ? null : `'${name}' is a list: test it with contains or exists.`;
  if (IN_TEXTS.includes(kind) && type !== 'text') return `'${name}' is ${WORDS[type]}: '${kind}' is for texts.`;
  if (ORDERING.includes(kind) && type === 'flag') return `'${name}' is true or false: test it with is.`;
  for (const each of Array.isArray(operand) ? operand : [operand]) {
    if (name === 'status' && typeof each === 'string' && /[A-Z]/.test(each)) {
      return `'status' is in lower case, and ${JSON.stringify(each)} is not: nothing would ever be that.`;
    }
    if (!isOfType(type, each as Operand)) {
      const hint = type === 'text' ? `: write "${String(each)}" in quotes` : '';
      return `'${name}' is ${WORDS[type]}, and ${JSON.stringify(each)} is not${hint}.`;
    }
  }
  return null;
}

const WORDS = {
  text: 'a text',
  number: 'a number',
  instant: 'a time, as "2025-09-13T10:00:00Z"',
  flag: 'true or false',
} as const;

function isOfType(type: keyof typeof WORDS, operand: Operand): boolean {
  if (type === 'instant') return typeof operand === 'string' && parseInstant(operand) !== null;
  return typeof operand === {text: 'string', number: 'number', flag: 'boolean'}[type];
}
