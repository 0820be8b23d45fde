import type {TakePlan} from '../query-plan.ts';
import {explaining as explained, sqlText} from '../sql-text.ts';
import type {Connection, SqlValue} from './driver.ts';

interface Row {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

const HOW = sqlText`explain query plan`;

/** The same connection, but it explains each query before it runs it. */
export function explaining(connection: Connection, take: TakePlan): Connection {
  const explain = async (sql: string, values: readonly SqlValue[]): Promise<void> => {
    const found = {database: 'sqlite', statement: sql.trim()} as const;
    try {
      const rows = await connection.all<Row>(explained(HOW, sql).text, values);
      take({...found, plan: planLines(rows), fault: null});
    } catch (error) {
      take({...found, plan: null, fault: (error as Error).message});
    }
  };
  return {
    execute: (sql) => connection.execute(sql),
    run: (sql, values) => connection.run(sql, values),
    async all<Found>(sql: string, values: readonly SqlValue[] = []): Promise<Found[]> {
      await explain(sql, values);
      return connection.all<Found>(sql, values);
    },
    async *stream<Found>(sql: string, values: readonly SqlValue[] = []): AsyncGenerator<Found> {
      await explain(sql, values);
      yield* connection.stream<Found>(sql, values);
    },
  };
}

/** Two blanks for each level, as in SQLite's own command line. */
function planLines(rows: readonly Row[]): string[] {
  const depths = new Map<number, number>();
  return rows.map(({id, parent, detail}) => {
    const depth = (depths.get(parent) ?? -1) + 1;
    depths.set(id, depth);
    return `${'  '.repeat(depth)}${detail}`;
  });
}
