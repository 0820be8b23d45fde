import type {IndexChange} from '../../../core/index-change.ts';
import type {Client} from './client.ts';
import {secondaryIndexes} from './migrations/0001-runs.ts';
import {lockOutEverybody, lockOutWriters} from './queries/lock-runs.ts';
import {presentIndexes} from './queries/secondary-indexes.ts';
import {withTableChange} from './table-change.ts';

const names = secondaryIndexes.map(({name}) => name);

/** Drops those that are there, on all partitions. Reports stay correct, and read the documents instead. */
export function dropIndexes(client: Client): Promise<IndexChange[]> {
  return withTableChange(client, 'lse db indexes drop', async () => {
    await lockOutEverybody(client);
    const present = await presentIndexes(client, names);
    for (const {name, drop} of secondaryIndexes) if (present.includes(name)) await client.query(drop);
    return names.map((name) => ({name, changed: present.includes(name)}));
  });
}

/** Creates those that are missing, on all partitions. Writers wait until it is done; reports do not. */
export function createIndexes(client: Client): Promise<IndexChange[]> {
  return withTableChange(client, 'lse db indexes create', async () => {
    await lockOutWriters(client);
    const present = await presentIndexes(client, names);
    for (const {name, create} of secondaryIndexes) if (!present.includes(name)) await client.query(create.text);
    return names.map((name) => ({name, changed: !present.includes(name)}));
  });
}

/** The indexes that reports lack. */
export async function missingIndexes(client: Client): Promise<string[]> {
  const present = await presentIndexes(client, names);
  return names.filter((name) => !present.includes(name));
}
