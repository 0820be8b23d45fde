import {literal, sqlText} from '../../../sql-text.ts';
import type {Client} from '../../client.ts';

interface Row {
  readonly node: string;
  readonly success: string;
  readonly result: string;
}

const onNode = `
select coalesce(json_agg(gid order by gid), '[]')::text
from pg_prepared_xacts
where database = current_database() and gid like 'citus%'`;

export const sql = sqlText`
select nodename || ':' || nodeport as node, success, result
from run_command_on_workers(${literal(onNode)})
order by nodename, nodeport`.text;

/** What is prepared on a node: a transaction of several nodes that may be committed on others already. By node and name. */
export async function preparedTransactions(client: Client): Promise<string[]> {
  const {rows} = await client.query<Row>(sql);
  return rows.flatMap(({node, success, result}) => {
    if (success !== 't') throw new Error(`the node ${node} does not say what is prepared on it: ${result}`);
    return (JSON.parse(result) as string[]).map((gid) => `${node} ${gid}`);
  });
}
