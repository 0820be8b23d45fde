import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {progressOf} from '../../src/cli/progress.ts';
import {parseSettings} from '../../src/cli/settings.ts';
import {openFrozenTree, sourceOfTree} from '../../src/cli/sources.ts';
import {applyRepairs, findRepairs} from '../../src/repair/database-repair.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {execFileSync} from '../support/blocking-process.ts';
import {documentOf} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const withProgress = progressOf({progress: null});

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

describe.each(databaseKinds)('a repair of %s that may delete everything, while others change the files', (kind) => {
  beforeEach(async () => {
    await backends.useTree({[`a/${DAY}/1_1.json`]: documentOf('1'), [`a/${DAY}/2_1.json`]: documentOf('2')});
    await backends.empty(kind);
    await backends.load(kind);
  });

  const options = {prune: true, discardUnreadable: true};
  const at = (name: string): string => join(backends.dataDir, 'a', DAY, name);
  const runIds = async (): Promise<string[]> =>
    (await backends.query<{run_id: string}>(kind, 'select run_id from runs order by run_id')).map((row) => row.run_id);
  const listed = async () => {
    const tree = await openFrozenTree(backends.dataDir, parseSettings({}, {}, {}), [null]);
    return {tree, control: await sourceOfTree(tree), database: backends.database(kind)};
  };
  const everything = {scope: null, keys: null, excluded: []};

  it('leaves a record whose file could not be had this time', async () => {
    const {tree, control, database} = await listed();
    await rm(at('1_1.json'));
    execFileSync('mkfifo', [at('1_1.json')]);
    const {plan} = await findRepairs(control, database, everything, options, withProgress);
    expect(plan).toMatchObject({steps: [], left: [{key: {runId: '1'}, because: 'passing'}]});
    await applyRepairs(control, tree, database, plan.steps, withProgress);
    expect(await runIds()).toEqual(['1', '2']);
  });

  it('gives up a record whose file is there and cannot be read, as it was told to', async () => {
    await writeFile(at('1_1.json'), '{"trace": {"id": "1"');
    const {tree, control, database} = await listed();
    const {plan} = await findRepairs(control, database, everything, options, withProgress);
    await applyRepairs(control, tree, database, plan.steps, withProgress);
    expect(await runIds()).toEqual(['2']);
  });

  it('deletes nothing of a day in which a file changed since it was listed', async () => {
    await writeFile(at('1_1.json'), '{"trace": {"id": "1"');
    const {tree, control, database} = await listed();
    const {plan} = await findRepairs(control, database, everything, options, withProgress);
    await writeFile(at('1_1.json'), JSON.stringify(documentOf('1', {x: 1})));
    await expect(applyRepairs(control, tree, database, plan.steps, withProgress)).rejects.toMatchObject({
      code: 'LSE_DATA_DIR',
      message: `The file a/${DAY}/1_1.json changed while it was compared, and records would be deleted; nothing was repaired.`,
    });
    expect(await runIds()).toEqual(['1', '2']);
  });
});
