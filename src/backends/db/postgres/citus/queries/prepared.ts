import {SourceError} from '../../../../../core/errors.ts';
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

/**
 * The prepared transactions of each node, by node and name. One may belong to several nodes, and be committed on others
 * already.
 *
 * @throws SourceError for a node that does not answer
 */
export async function preparedTransactions(client: Client): Promise<string[]> {
  const {rows} = await client.query<Row>(sql);
  return rows.flatMap(({node, success, result}) => {
    if (success !== 't') throw silentNode(client.context.location, node, result);
    return (JSON.parse(result) as string[]).map((gid) => `${node} ${gid}`);
  });
}

function silentNode(location: string, node: string, reason: string): SourceError {
  return new SourceError(
    'LSE_DATABASE',
    `The node ${node} of ${location} does not answer (${reason}).`,
    'See whether it runs, then try: lse db status',
  );
}
