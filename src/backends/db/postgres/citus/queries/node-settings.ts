import type {Client} from '../../client.ts';

/**
 * What the planner of each node is told in the transaction at hand. Statement by statement: the coordinator passes on the whole text in
 * which a setting stands, and other statements of that text with it.
 */
export const sqls = [
  `set local citus.propagate_set_commands = 'local'`,
  'set local enable_seqscan = off',
  'set local random_page_cost = 1.1',
  `set local citus.propagate_set_commands = 'none'`,
];

export async function applyReportSettingsOnNodes(client: Client): Promise<void> {
  for (const sql of sqls) await client.query(sql);
}
