import {nearest} from '../core/nearest.ts';
import type {FieldReference, Measure, NamedMeasure} from '../core/reports/definition.ts';
import type {FaultList} from '../yaml/fault-list.ts';
import type {YamlPath} from '../yaml/written-yaml.ts';
import type {ConditionReader} from './conditions.ts';
import {parseField, typeOf} from './field-name.ts';
import type {WrittenCondition, WrittenMeasure} from './notation.ts';

const KINDS = [
  'count',
  'distinct',
  'known',
  'sum',
  'min',
  'max',
  'average',
  'percentile',
  'percent',
  'share',
] as const satisfies readonly Measure['kind'][];

type Kind = (typeof KINDS)[number];

/** Which measures print digits, and how many if the definition says nothing else; null is as many as there are. */
const DIGITS: Readonly<Partial<Record<Kind, number | null>>> = {
  sum: null,
  min: null,
  max: null,
  average: 3,
  percentile: null,
  percent: 1,
  share: 3,
};

/** The types of field that each measure takes. */
const FIELD_TYPES: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  sum: ['number', 'any'],
  average: ['number', 'any'],
  percentile: ['number', 'any'],
  min: ['number', 'instant', 'any'],
  max: ['number', 'instant', 'any'],
  distinct: ['text', 'number', 'instant', 'flag', 'any'],
};

/** What stands beside a measure in `columns`, so that no column could show a measure of that name. */
const IN_COLUMNS = 'missing';

const WRONG: Measure = {kind: 'count', condition: null};

export function readMeasures(
  written: Readonly<Record<string, WrittenMeasure>>,
  conditions: ConditionReader,
  faults: FaultList,
): NamedMeasure[] {
  const names = Object.keys(written);
  if (names.includes(IN_COLUMNS)) {
    faults.add(['measures', IN_COLUMNS], `In columns, '${IN_COLUMNS}' is no measure: call this one otherwise.`, 'key');
  }
  const measures = names.map((name) => ({
    name,
    measure: readMeasure(written[name] as WrittenMeasure, ['measures', name], conditions, faults),
  }));
  for (const {name, measure} of measures) checkParts(name, measure, measures, faults);
  return measures;
}

function readMeasure(written: WrittenMeasure, path: YamlPath, conditions: ConditionReader, faults: FaultList): Measure {
  if (typeof written === 'string') {
    if (written !== 'count')
      faults.add(path, `A measure is count, or {${KINDS.slice(1, 4).join(': …} or {')}: …} and so on.`);
    return WRONG;
  }
  const kinds = KINDS.filter((kind) => Object.hasOwn(written, kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    faults.add(
      path,
      `A measure is one of ${KINDS.join(', ')}${kinds.length > 1 ? `, not ${kinds.join(' and ')}` : ''}.`,
    );
    return WRONG;
  }
  checkPrinting(kind, written, path, faults);
  const digits = (written.digits as number | undefined) ?? DIGITS[kind] ?? null;
  const of = (name: unknown, at: YamlPath): FieldReference => readField(kind, String(name), at, faults);
  switch (kind) {
    case 'count':
      return {kind, condition: conditions.read(written.count as WrittenCondition, [...path, kind])};
    case 'distinct':
    case 'known':
      return {kind, field: of(written[kind], [...path, kind])};
    case 'percentile': {
      const [name, percent] = written.percentile as readonly unknown[];
      if (typeof name !== 'string') faults.add([...path, kind, 0], 'Here stands a field: {percentile: [latency, 95]}.');
      if (typeof percent !== 'number' || !(percent > 0 && percent <= 100)) {
        faults.add([...path, kind, 1], 'Here stands a number above 0 and up to 100: {percentile: [latency, 95]}.');
      }
      return {kind, field: of(name, [...path, kind, 0]), percent: Number(percent), digits};
    }
    case 'percent':
    case 'share': {
      const [part, whole] = written[kind] as readonly [string, string];
      return {kind, part, whole, digits: digits ?? 0, empty: (written.empty as string | undefined) ?? ''};
    }
    default:
      return {kind, field: of(written[kind], [...path, kind]), digits};
  }
}

function readField(kind: Kind, name: string, path: YamlPath, faults: FaultList): FieldReference {
  const parsed = parseField(name);
  if ('fault' in parsed) {
    faults.add(path, parsed.fault);
    return {kind: 'field', name: 'latency'};
  }
  const types = FIELD_TYPES[kind];
  if (types !== undefined && !types.includes(typeOf(parsed.field))) {
    faults.add(
      path,
      `'${name}' has no ${kind}: that is for ${types.filter((type) => type !== 'any').join(', ')} fields.`,
    );
  }
  return parsed.field;
}

function checkPrinting(
  kind: Kind,
  written: Readonly<Record<string, unknown>>,
  path: YamlPath,
  faults: FaultList,
): void {
  if (Object.hasOwn(written, 'digits') && !Object.hasOwn(DIGITS, kind)) {
    faults.add([...path, 'digits'], `A ${kind} is a whole number: it has no digits to choose.`, 'key');
  }
  if (Object.hasOwn(written, 'empty') && kind !== 'percent' && kind !== 'share') {
    faults.add([...path, 'empty'], "'empty' goes with percent and share.", 'key');
  }
}

/** The two measures of a quotient: they are numbers, and no quotients themselves. */
function checkParts(name: string, measure: Measure, all: readonly NamedMeasure[], faults: FaultList): void {
  if (measure.kind !== 'percent' && measure.kind !== 'share') return;
  const known = all.filter((each) => each.measure.kind !== 'percent' && each.measure.kind !== 'share');
  for (const [at, part] of [measure.part, measure.whole].entries()) {
    const path = ['measures', name, measure.kind, at];
    const found = all.find((each) => each.name === part);
    if (found === undefined) {
      faults.add(
        path,
        `There is no measure '${part}'.${nearest(
          part,
          known.map((each) => each.name),
        )}`,
      );
    } else if (!known.includes(found)) faults.add(path, `'${part}' is a ${found.measure.kind} itself.`);
    else if (isTime(found.measure)) faults.add(path, `'${part}' is a time, not a number.`);
  }
}

/** The first and the last time are no numbers. */
export function isTime(measure: Measure): boolean {
  return (measure.kind === 'min' || measure.kind === 'max') && typeOf(measure.field) === 'instant';
}
