import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {FrozenTree} from '../../src/backends/file/tree/frozen-tree.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {repair} from '../../src/repair/repair.ts';
import type {RepairStep} from '../../src/repair/repair-plan.ts';
import {Backends} from '../support/backends.ts';
import {documentOf} from '../support/trace-tree.ts';

const DAY = '2025-09-13' as CalendarDate;
const OTHER_DAY = '2025-09-14' as CalendarDate;

let backends: Backends;
let tree: FrozenTree;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

/** Two files that changed since they were loaded, and a row of which there is none. */
beforeEach(async () => {
  await backends.empty('sqlite');
  await backends.useTree({[`p/${DAY}/extra.json`]: documentOf('extra')});
  await backends.load('sqlite');
  await backends.useTree({
    [`p/${DAY}/a.json`]: documentOf('a'),
    [`p/${DAY}/b.json`]: documentOf('b'),
    [`p/${OTHER_DAY}/c.json`]: documentOf('c'),
  });
  tree = await FrozenTree.list(await backends.tree(), null);
});

const step = (action: RepairStep['action'], runId: string): RepairStep => ({
  action,
  key: {project: 'p', date: DAY, runId},
  kind: action === 'delete' ? 'extra' : 'missing',
  fileName: action === 'delete' ? null : `${runId}.json`,
  isRefused: false,
  isPassing: false,
});
const steps = [step('write', 'a'), step('write', 'b'), step('delete', 'extra')];

const repaired = (which: readonly RepairStep[], onStep?: () => void): Promise<void> =>
  backends.database('sqlite').withStore((store) => repair(tree, store, which, onStep));
const runIds = async (): Promise<string[]> =>
  (await backends.query<{run_id: string}>('sqlite', 'select run_id from runs order by run_id')).map(
    (row) => row.run_id,
  );

describe('a repair', () => {
  it('carries out every step and tells of each', async () => {
    let told = 0;
    await repaired(steps, () => {
      told += 1;
    });
    expect(told).toBe(3);
    expect(await runIds()).toEqual(['a', 'b']);
  });

  it('does nothing where there is nothing to do', async () => {
    await repaired([]);
    expect(await runIds()).toEqual(['extra']);
  });

  it.each([
    ['is gone', (path: string) => rm(path), 'cannot be read (ENOENT)'],
    ['is no document any more', (path: string) => writeFile(path, '{}'), '"trace" is not an object'],
  ])('does none of them where a file %s', async (_, change, reason) => {
    await change(join(backends.dataDir, 'p', DAY, 'b.json'));
    await expect(repaired(steps.slice(0, 2))).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: `The file p/${DAY}/b.json cannot be read any more (${reason}); nothing was repaired.`,
    });
    expect(await runIds()).toEqual(['extra']);
  });

  it('deletes nothing of a day whose files change, though those of others may', async () => {
    await writeFile(join(backends.dataDir, 'p', OTHER_DAY, 'c.json'), '{}');
    await repaired(steps);
    expect(await runIds()).toEqual(['a', 'b']);
    await rm(join(backends.dataDir, 'p', DAY, 'a.json'));
    await expect(repaired([step('delete', 'a')])).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: `The file p/${DAY}/a.json vanished while it was compared, and records would be deleted; nothing was repaired.`,
    });
    expect(await runIds()).toEqual(['a', 'b']);
  });
});
