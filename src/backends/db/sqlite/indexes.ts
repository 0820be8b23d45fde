import type {IndexChange} from '../../../core/index-change.ts';
import {withTransaction} from './connection.ts';
import type {Connection} from './driver.ts';
import {secondaryIndexes as firstIndexes} from './migrations/0001-runs.ts';
import {briefIndex} from './migrations/0006-brief.ts';
import {hasIndex} from './queries/secondary-indexes.ts';

const secondaryIndexes = [...firstIndexes, briefIndex];

/** Drops those that are there. Reports stay correct, and read the documents instead. */
export function dropIndexes(connection: Connection): Promise<IndexChange[]> {
  return change(connection, async ({name, drop}) => {
    const present = await hasIndex(connection, name);
    if (present) await connection.execute(drop);
    return present;
  });
}

/** Creates those that are missing. The planner does not trust an index without statistics. */
export async function createIndexes(connection: Connection): Promise<IndexChange[]> {
  const changes = await change(connection, async ({name, create}) => {
    const missing = !(await hasIndex(connection, name));
    if (missing) await connection.execute(create.text);
    return missing;
  });
  if (changes.some(({changed}) => changed)) await connection.execute('analyze');
  return changes;
}

/** The indexes that reports lack. */
export async function missingIndexes(connection: Connection): Promise<string[]> {
  const missing: string[] = [];
  for (const {name} of secondaryIndexes) if (!(await hasIndex(connection, name))) missing.push(name);
  return missing;
}

function change(
  connection: Connection,
  apply: (index: (typeof secondaryIndexes)[number]) => Promise<boolean>,
): Promise<IndexChange[]> {
  return withTransaction(connection, 'immediate', async () => {
    const changes: IndexChange[] = [];
    for (const index of secondaryIndexes) changes.push({name: index.name, changed: await apply(index)});
    return changes;
  });
}
