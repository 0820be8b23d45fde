import type {Client} from '../../client.ts';

/**
 * Settings for the planner of each node in this transaction. Each is a statement of its own: the coordinator passes on the whole text that
 * contains a setting, with the other statements of that text.
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
