import {REPAIR, type SchemaDifference} from '../schema-fault.ts';
import {changedRuns} from './migrations/0006-brief.ts';
import {migrations} from './migrations/index.ts';
import {migrationTable} from './queries/migrations.ts';
import type {SchemaObject} from './queries/schema-objects.ts';

const RESTORE = 'Restore the file from a backup, or start again in another one, with: lse db migrate';

/** Tables without records: a load or lse itself writes their rows again. */
const HOLDS_NO_RECORDS = ['lse_loaded_days', 'lse_refused', 'lse_writing'];

/**
 * How a schema differs from the one that the migrations make, by the migrations' own texts. A table may have more columns and constraints,
 * which others added; a trigger must equal ours to the letter.
 */
export function schemaDifferences(objects: readonly SchemaObject[]): SchemaDifference[] {
  const found = new Map(objects.map((each) => [each.name, each]));
  return expectedObjects().flatMap(({type, name, sql}) => {
    const object = found.get(name);
    if (object === undefined) return [{what: `the ${type} ${name} is missing`, ...remedyOf(type, name)}];
    if (object.type !== type)
      return [{what: `${name} is a ${object.type}`, remedy: `Rename it, and bring back the table ${name}`}];
    if (type === 'trigger') {
      return isSameTrigger(object.sql, sql) ? [] : [{what: `the trigger ${name} is another`, ...remedyOf(type, name)}];
    }
    return tableDifferences(name, sql, object.sql);
  });
}

function tableDifferences(table: string, made: string, sql: string): SchemaDifference[] {
  const text = normal(sql);
  // Mostly they are equal. To take the text apart would take as long as everything else here.
  if (text === normal(made)) return [];
  const parts = partsOf(made).filter((part) => !text.includes(part));
  const differences = parts.map((part) => {
    const name = part.startsWith('primary key')
      ? `the primary key of ${table}`
      : `the column ${table}.${part.split(' ')[0]}`;
    return {what: `${name} is missing or is not "${part}"`, remedy: RESTORE};
  });
  const isStrict = /\) ?strict\b/i.test(text);
  return isStrict ? differences : [...differences, {what: `the table ${table} is not strict`, remedy: RESTORE}];
}

function remedyOf(type: string, name: string): Omit<SchemaDifference, 'what'> {
  if (type === 'trigger' || HOLDS_NO_RECORDS.includes(name)) return REPAIR;
  return {remedy: `If it was renamed, rename it back. ${RESTORE}`};
}

export function isSameTrigger(one: string, other: string): boolean {
  return normal(one) === normal(other);
}

/**
 * Objects that lse can make again from their text, since they hold no records. Tables come first: triggers write to
 * them.
 */
export function repairable(): SchemaObject[] {
  return expectedObjects().filter(({type, name}) => type === 'trigger' || HOLDS_NO_RECORDS.includes(name));
}

/** Everything that the migrations make, by its name: tables, indexes and triggers. */
export function objectNames(): string[] {
  const texts = migrations.map(({sql}) => sql).join('\n');
  const indexes = [...texts.matchAll(/^create index (\w+) /gm)].map(([, name]) => name as string);
  return [...expectedObjects().map(({name}) => name), ...indexes];
}

/** The tables and triggers in the texts of the migrations. */
function expectedObjects(): SchemaObject[] {
  const texts = [migrationTable, ...migrations.map(({sql}) => sql), changedRuns].join('\n');
  const tables = [...texts.matchAll(/^create table (?:if not exists )?(\w+) [^;]*;/gm)];
  const triggers = [...texts.matchAll(/^create trigger (\w+) [\s\S]*?\nend;/gm)];
  const object =
    (type: string) =>
    ([sql, name]: RegExpMatchArray): SchemaObject => ({type, name: name as string, sql: sql.replace(/;$/, '')});
  // If a later migration makes an object again, that one counts.
  const objects = [...tables.map(object('table')), ...triggers.map(object('trigger'))];
  return [...new Map(objects.map((each) => [each.name, each])).values()];
}

/** The columns and constraints of a `create table`: the parts between its commas, except for commas in parentheses. */
function partsOf(sql: string): string[] {
  const body = sql.slice(sql.indexOf('(') + 1, sql.lastIndexOf(')'));
  const parts = [''];
  let depth = 0;
  for (const character of body) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map(normal);
}

/** White space does not count; SQLite writes the first words of a statement in its own way. */
function normal(sql: string): string {
  return sql
    .replace(/^create (table|trigger) (if not exists )?/i, '')
    .replace(/\s+/g, ' ')
    .trim();
}
