import {joined, literal, ownName, quotedName, sqlText, within} from '../../sql-text.ts';

/**
 * Node 22 ends a text that it reads at its first NUL, and says nothing. There a query is asked within another one, which gives the
 * texts of a row that hold NUL once more, as JSON, which escapes it. Documents are mostly read as bytes, which are not looked through.
 */

/** No column of a query has this name. */
const WHOLE = 'lse_whole_texts';

/** Asked of SQLite itself, since one version of Node may be corrected and another one not. */
export const probe = `select 'a' || char(0) as text`;

export function cutsTexts(answer: {readonly text?: unknown} | undefined): boolean {
  return answer?.text !== 'a\0';
}

/**
 * SQLite takes none of these within a query, and their texts hold no NUL: they are names of a schema, or what lse has just
 * written, which is its ledger alone (`stored-text.ts` puts U+FFFD there).
 */
export function hasWholeTexts(sql: string): boolean {
  return /^\s*(?:pragma|explain|insert|update|delete)\b/i.test(sql);
}

/** One row of the query, if it has any. Of a statement that writes, SQLite makes none: it does not take it here. */
export function firstRowOf(sql: string): string {
  return within(sqlText`select * from (`, sql, sqlText`) limit 1`).text;
}

/**
 * The query that gives the rows of `sql`, whose columns have these names, each with its whole texts.
 *
 * `offset` keeps the inner query by itself: else SQLite would compute a column once for each place that names it. The outer one has
 * no order of its own, so rows come as the inner one gives them.
 */
export function withWholeTexts(sql: string, names: readonly string[]): string {
  const columns = names.map((name) => ({name: literal(name), value: sqlText`answer.${quotedName(name)}`}));
  const nulAt = columns.map(({value}) => sqlText`iif(typeof(${value}) = 'text', instr(${value}, char(0)), 0)`);
  // What a function of JSON made would be a member as it stands, and no string; what is put together is one.
  const members = columns.map(
    ({name, value}) => sqlText`${name}, iif(typeof(${value}) = 'text', ${value} || '', null)`,
  );
  const before = sqlText`
select answer.*, case when ${joined(nulAt, ' or ')} then json_object(${joined(members, ', ')}) end as ${ownName(WHOLE)}
from (select * from (`;
  return within(before, sql, sqlText`) limit -1 offset 0) as answer`).text;
}

/** Puts the whole texts of such a row in their places. */
export function takeWholeTexts(row: Record<string, unknown>): void {
  const {[WHOLE]: whole} = row;
  delete row[WHOLE];
  if (typeof whole !== 'string') return;
  for (const [name, text] of Object.entries(JSON.parse(whole) as object)) if (text !== null) row[name] = text;
}
