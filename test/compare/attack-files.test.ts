import {appendFile, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from '@jest/globals';
import {Backends, databaseKinds} from '../support/backends.ts';
import {failingDocument, writeTree} from '../support/trace-tree.ts';
import {expectFound, expectFoundAndMended, expectMended, Target} from './attack-support.ts';
import {documents, FIRST, pathOf, SECOND, THIRD, textOf} from './attack-tree.ts';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
});

afterAll(() => backends.destroy());

const OLDER = {extracted_at: '2025-09-16T07:59:59Z'};
const NEWER = {extracted_at: '2025-09-16T08:00:00.000000001Z'};

describe.each(databaseKinds)('a tree that was attacked after it was loaded into %s', (kind) => {
  let target: Target;

  beforeEach(async () => {
    target = new Target(backends, kind);
    await target.reset();
  });

  const file = (project: string, date: string, runId: string): string =>
    join(target.dataDir, pathOf(project, date, runId));
  const add = (path: string, document: object | string): Promise<void> => writeTree(target.dataDir, {[path]: document});

  const half = async (path: string): Promise<void> => {
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
  };
  const notANumber = async (path: string): Promise<void> =>
    writeFile(path, (await readFile(path, 'utf8')).replace('"error"', 'NaN'));
  const unreadable: [string, (path: string) => Promise<void>, string][] = [
    ['was cut in half', half, 'not JSON: the text ends early'],
    ['is empty', (path) => writeFile(path, ''), 'not JSON: the text ends early'],
    ['holds NaN', notANumber, 'not JSON: an unexpected character at offset'],
    ['holds bytes that are not UTF-8', (path) => appendFile(path, Uint8Array.of(0xff)), 'not valid UTF-8'],
  ];

  it.each(unreadable)('is found by a file that %s, and the only copy is kept', async (_name, attack, reason) => {
    await attack(file('alpha', FIRST, 'u1'));
    const expected = {compared: [`unreadable alpha ${FIRST} u1`], needs: '--discard-unreadable'} as const;
    const {comparison, verification} = await expectFound(target, expected);
    const fault = {side: 'control', file: pathOf('alpha', FIRST, 'u1'), reason: expect.stringContaining(reason)};
    expect(verification.records).toMatchObject([{control: null, unreadable: fault}]);
    const [blamed] = comparison.results.flatMap(({explanation}) => explanation?.records ?? []);
    expect(blamed).toMatchObject({unreadable: fault});
    await expectMended(target, expected);
  });

  it('is found by a file that was cut in half over an older snapshot, to which only giving it up goes back', async () => {
    await add(`alpha/${FIRST}/older.json`, failingDocument('u1', {error: 'older'}, OLDER));
    await writeFile(file('alpha', FIRST, 'u1'), '{"metadata"');
    const expected = {compared: [`unreadable alpha ${FIRST} u1`], needs: '--discard-unreadable'} as const;
    const {verification} = await expectFound(target, expected);
    expect(verification.records).toMatchObject([{control: {file: `alpha/${FIRST}/older.json`}}]);
    await expectMended(target, expected);
    expect(await target.query(`select file_name from runs where run_id = 'u1'`)).toEqual([{file_name: 'older.json'}]);
  });

  it('is found by a file that was deleted', async () => {
    await rm(file('alpha', SECOND, 'a14'));
    await expectFoundAndMended(target, {compared: [`extra alpha ${SECOND} a14`], needs: '--prune'});
  });

  it('is found by a file that was deleted, from which a run was listed that another record holds as well', async () => {
    await rm(file('alpha', FIRST, 's2'));
    const expected = {compared: [`extra alpha ${FIRST} s2`], needs: '--prune'} as const;
    const {comparison} = await expectFound(target, expected);
    const where = comparison.results.flatMap(({explanation}) => explanation?.differences.map((each) => each.where));
    // The run s2 started earlier than its copy says, so it is s2 that moved, and not s3.
    expect(where).toContain('ETH, s1, run s2, URL (moved)');
    expect(where.filter((each) => each?.includes('run s3'))).toEqual([]);
    await expectMended(target, expected);
  });

  it('is found by a day whose files were deleted', async () => {
    await rm(join(target.dataDir, 'bêta', THIRD), {recursive: true});
    const compared = [`extra bêta ${THIRD} p5`, `extra bêta ${THIRD} p6`];
    await expectFoundAndMended(target, {compared, needs: '--prune'});
  });

  it('is found by a file that nobody loaded', async () => {
    await add(`bêta/${THIRD}/new.json`, failingDocument('new'));
    await expectFoundAndMended(target, {compared: [`missing bêta ${THIRD} new`]});
  });

  it('is found by a newer snapshot, for which the database still has the one before', async () => {
    await add(`alpha/${FIRST}/newer.json`, failingDocument('u1', {error: 'newer'}, NEWER));
    const expected = {compared: [`superseded alpha ${FIRST} u1`]};
    const {verification} = await expectFound(target, expected);
    expect(verification.records).toMatchObject([
      {control: {file: `alpha/${FIRST}/newer.json`}, candidate: {file: pathOf('alpha', FIRST, 'u1')}},
    ]);
    await expectMended(target, expected);
  });

  it('is found by a newer snapshot that no report shows', async () => {
    await add(`bêta/${FIRST}/newer.json`, {metadata: NEWER, trace: {id: 'p2', outputs: 1}});
    await expectFoundAndMended(target, {compared: [], verified: [`superseded bêta ${FIRST} p2`]});
  });

  it('is no other for an older snapshot, nor for the same document under another name', async () => {
    await add(`alpha/${FIRST}/older.json`, failingDocument('u1', {error: 'older'}, OLDER));
    const same = textOf(documents.alpha?.[FIRST]?.r1 as object, 1);
    await add(`alpha/${FIRST}/a-copy.json`, same);
    await add(`alpha/${FIRST}/z-copy.json`, same);
    await expectFound(target, {compared: []});
  });
});
