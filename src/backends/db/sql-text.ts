/** SQL that this file composed. */
export interface SqlText {
  readonly text: string;
}

/** All values that this file made: anything else that looks like one is refused. */
const ours = new WeakSet<object>();

/**
 * The only way to compose SQL. The template's own text belongs to this program. An inserted value is a whole number, or comes from a
 * function of this file, which says how it makes the value safe. Anything else throws, whatever its type says.
 *
 * Values belong into parameters. Insert only what no parameter can replace: names, settings, and pieces of SQL that several statements
 * share. `test/architecture.test.ts` refuses SQL that is composed in any other way.
 */
export function sqlText(template: TemplateStringsArray, ...inserted: readonly (SqlText | number)[]): SqlText {
  const texts = inserted.map(insertable);
  return make(template.map((part, index) => part + (texts[index] ?? '')).join(''));
}

/** @throws TypeError if it is no name of this program: ASCII letters, digits and `_`, never quoted */
export function ownName(name: string): SqlText {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw unsafe(name, 'a name of our own');
  return make(name);
}

/**
 * A name from another program or a user, between double quotes: PostgreSQL and SQLite take everything between them as one name, letter by
 * letter.
 *
 * @throws TypeError for an empty name and for NUL, which no database takes
 */
export function quotedName(name: string): SqlText {
  if (name === '' || name.includes('\0')) throw unsafe(name, 'a name to be quoted');
  return make(`"${name.replaceAll('"', '""')}"`);
}

const SERVER_NAME = /^(?:[a-z_][a-z0-9_$]*|"(?:[^"\0]|"")+")(?:\.(?:[a-z_][a-z0-9_$]*|"(?:[^"\0]|"")+"))?$/;

/** @throws TypeError if it is no name as PostgreSQL writes it: quoted unless it is plain, perhaps with its schema before it */
export function serverName(name: string): SqlText {
  if (!SERVER_NAME.test(name)) throw unsafe(name, 'a name as a server writes it');
  return make(name);
}

/**
 * A text between quotes.
 *
 * @throws TypeError for NUL, which no database takes, and for a backslash, which has a meaning under some settings
 */
export function literal(text: string): SqlText {
  if (/[\0\\]/.test(text)) throw unsafe(text, 'a literal');
  return make(`'${text.replaceAll("'", "''")}'`);
}

export function joined(parts: readonly SqlText[], separator: ', ' | '; ' | ' || ' | ' or ' = ', '): SqlText {
  return make(parts.map(insertable).join(separator));
}

/**
 * The same statement, explained instead of answered. It was about to be sent as it stands, so this adds no foreign text to a statement.
 */
export function explaining(how: SqlText, statement: string): SqlText {
  return make(`${insertable(how)} ${statement}`);
}

/** The same query within another one. As with `explaining`, it was about to be sent as it stands. */
export function within(before: SqlText, query: string, after: SqlText): SqlText {
  return make(`${insertable(before)}\n${query}\n${insertable(after)}`);
}

function make(text: string): SqlText {
  const sql = Object.freeze({text});
  ours.add(sql);
  return sql;
}

function insertable(value: SqlText | number): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'object' && value !== null && ours.has(value)) return value.text;
  throw unsafe(value, 'SQL');
}

function unsafe(value: unknown, what: string): TypeError {
  return new TypeError(`${JSON.stringify(value)} is not ${what}, and must not become part of a statement.`);
}
