import {withTransaction} from './connection.ts';
import type {Connection} from './driver.ts';
import {schemaObjects} from './queries/schema-objects.ts';
import {dropTrigger, forgetLoadedDays, recount} from './queries/schema-repair.ts';
import {isSameTrigger, repairable, schemaDifferences} from './schema-shape.ts';

/**
 * Makes again what holds no records: the notes of loaded days, and triggers. What was written while triggers were missing is
 * counted anew, and no day is known as loaded any more.
 */
export async function repairSchema(connection: Connection): Promise<void> {
  await withTransaction(connection, 'immediate', async () => {
    const objects = await schemaObjects(connection);
    const found = new Map(objects.map((each) => [each.name, each]));
    // Not beside what only a backup brings back, which whoever looks at the schema next is told of.
    if (schemaDifferences(objects).some(({canRepair}) => canRepair !== true)) return;
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
