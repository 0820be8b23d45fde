import type {IndexChange} from '../core/index-change.ts';

/** What was done to the indexes, for a person. `action` is what the user asked for. */
export function formatIndexChanges(changes: readonly IndexChange[], action: 'drop' | 'create'): string {
  const [done, left] = action === 'drop' ? ['dropped', 'was not there'] : ['created', 'was there'];
  const width = Math.max(...changes.map(({name}) => name.length));
  return changes.map(({name, changed}) => `${name.padEnd(width)} ${changed ? done : left}\n`).join('');
}
