import {requireSameSchema} from '../schema-fault.ts';
import {withTransaction} from './connection.ts';
import type {Connection} from './driver.ts';
import {latestVersion} from './migrations/index.ts';
import {schemaObjects} from './queries/schema-objects.ts';
import {dropTrigger, forgetLoadedDays, recount} from './queries/schema-repair.ts';
import {isSameTrigger, repairable, schemaDifferences} from './schema-shape.ts';

/**
 * Makes missing parts again that hold no records: the notes of loaded days, and triggers. Rows that were written without triggers are
 * counted again, and no day counts as loaded any more.
 *
 * @throws SourceError that names missing parts that held records: lse cannot make those again
 */
export async function repairSchema(connection: Connection, location: string): Promise<void> {
  await withTransaction(connection, 'immediate', async () => {
    const objects = await schemaObjects(connection);
    const found = new Map(objects.map((each) => [each.name, each]));
    if (found.get('runs')?.type !== 'table') return;
    const beyond = schemaDifferences(objects).filter(({canRepair}) => canRepair !== true);
    requireSameSchema(location, latestVersion, beyond);
    let triggers = 0;
    for (const {type, name, sql} of repairable()) {
      const present = found.get(name);
      if (type === 'table' && present !== undefined) continue;
      if (type === 'trigger') {
        if (present !== undefined && isSameTrigger(present.sql, sql)) continue;
        if (present !== undefined) await dropTrigger(connection, name);
        triggers += 1;
      }
      await connection.execute(sql);
    }
    if (triggers === 0) return;
    await recount(connection);
    await forgetLoadedDays(connection);
  });
}
