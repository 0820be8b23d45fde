import type {Meaning} from './physical-values.ts';

/** What a text in a column is JSON of, as LangSmith documents the columns of its bulk export; null if it is a plain text. */
export type JsonKind = 'object' | 'list' | null;

/** Those of the 29 columns that hold more than what they show; any other column is taken as it is. */
const ids = new Set([
  'id',
  'tenant_id',
  'session_id',
  'trace_id',
  'parent_run_id',
  'parent_run_ids',
  'reference_example_id',
]);
const objects = new Set(['inputs', 'outputs', 'extra', 'feedback_stats']);
const lists = new Set(['events', 'tags', 'parent_run_ids']);

export function meaningOfColumn(name: string): Meaning {
  return ids.has(name) ? 'id' : 'value';
}

export function jsonKindOf(name: string): JsonKind {
  if (objects.has(name)) return 'object';
  return lists.has(name) ? 'list' : null;
}
