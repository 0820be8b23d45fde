import type {QueryPlan} from '../query-plan.ts';
import {explaining, sqlText} from '../sql-text.ts';

/** The text before the query of a cursor. */
const CURSOR = /^declare \w+ no scroll cursor for /;
const QUESTION = /^\s*(?:with|select)\b/;

const HOW = sqlText`explain (analyze, buffers, format json)`;

/** Whether it asks for rows; a page of a cursor was explained with the cursor. */
export function isQuestion(statement: string): boolean {
  return QUESTION.test(statement.replace(CURSOR, ''));
}

/**
 * How the server answers a statement. It runs the statement for that, within the current transaction. If that fails, the transaction is as
 * it was before. On a broken connection it asks nothing; the statement itself will fail.
 */
export async function planOf(
  ask: (statement: string, values?: readonly unknown[]) => Promise<{readonly rows: {'QUERY PLAN': string}[]}>,
  statement: string,
  values: readonly unknown[],
): Promise<QueryPlan> {
  const query = statement.replace(CURSOR, '');
  const found = {database: 'postgres', statement: query.trim()} as const;
  try {
    await ask('savepoint plan');
    const {rows} = await ask(explaining(HOW, query).text, values);
    await ask('release savepoint plan');
    return {...found, plan: JSON.parse(rows[0]?.['QUERY PLAN'] as string) as unknown, fault: null};
  } catch (error) {
    await ask('rollback to savepoint plan; release savepoint plan').catch(() => {});
    return {...found, plan: null, fault: (error as Error).message};
  }
}
