import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {earlyFile} from '../../src/imports/early/early-files.ts';
import type {GivenRun, ImportSource} from '../../src/imports/given.ts';
import {filesBelow, given, importInto, sourceOf} from '../support/imports.ts';

let directory: string;
let out: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  out = join(directory, 'data');
});

afterEach(() => rm(directory, {recursive: true}));

const ROOT = {id: 'root', trace_id: 'root', start_time: '2025-09-13T23:59:00', status: 'success', inputs: {}};
const CHILD = {...ROOT, id: 'child', parent_run_id: 'root', start_time: '2025-09-14T00:01:00'};

/** A source that notes which runs are read a second time. */
function watched(runs: readonly GivenRun[]): {readonly source: ImportSource; readonly again: string[]} {
  const source = sourceOf(runs);
  const again: string[] = [];
  const watching: ImportSource = {
    ...source,
    again: (work) =>
      source.again((reading) =>
        work({
          fill: reading.fill,
          async *others() {
            for await (const other of reading.others()) {
              again.push(JSON.parse(Buffer.from(other.run.json).toString('utf8')).id);
              yield other;
            }
          },
        }),
      ),
  };
  return {source: watching, again};
}

const paths = async (): Promise<string[]> => Object.keys(await filesBelow(out)).sort();

describe('a run is written in the first reading', () => {
  it('if its root came by before it, even on another date', async () => {
    const {source, again} = watched([given(ROOT), given(CHILD)]);
    expect(await importInto(out, source)).toMatchObject({
      found: 2,
      taken: 2,
      written: [{project: 'p', date: '2025-09-13', runs: 2}],
      derived: [{what: 'project_name', from: '--project', runs: 2}],
    });
    expect(await paths()).toEqual(['p/2025-09-13/child_123045.json', 'p/2025-09-13/root_123045.json']);
    expect(again).toEqual([]);
  });

  it('just as the second reading writes it', async () => {
    // Into a date that is there everything is written in the second reading.
    const after = join(directory, 'after');
    const earlier = {...ROOT, id: 'earlier', trace_id: 'earlier'};
    await importInto(after, [given(earlier)]);
    const {source, again} = watched([given(ROOT), given(CHILD)]);
    await importInto(out, source);
    expect(again).toEqual([]);
    const late = watched([given(ROOT), given(CHILD)]);
    await importInto(after, late.source);
    expect(late.again).toEqual(['root', 'child']);
    for (const id of ['root', 'child']) {
      const path = `p/2025-09-13/${id}_123045.json`;
      const [one, other] = await Promise.all([out, after].map((tree) => readFile(join(tree, path), 'utf8')));
      expect(withoutLine(one)).toBe(withoutLine(other));
    }
  });
});

/** The runs of two sources here stand on different lines. */
function withoutLine(text = ''): string {
  return text.replace(/"line":\d+/, '');
}

describe('what was written early goes', () => {
  it('from a date to which its trace does not belong, with the directory', async () => {
    const {source, again} = watched([given(CHILD), given(ROOT)]);
    expect(await importInto(out, source)).toMatchObject({
      taken: 2,
      written: [{project: 'p', date: '2025-09-13', runs: 2}],
    });
    expect(await paths()).toEqual(['p/2025-09-13/child_123045.json', 'p/2025-09-13/root_123045.json']);
    expect(again).toEqual([]);
  });

  it('from a project to which its trace does not belong, with the directory', async () => {
    const source = sourceOf([given({...CHILD, session_name: 'own'}), given({...ROOT, session_name: 'of the root'})]);
    await importInto(out, source, {project: null, names: new Map()});
    expect((await paths()).map((path) => path.split('/')[0])).toEqual(['of the root', 'of the root']);
  });

  it('if a later snapshot of the run counts', async () => {
    const {source, again} = watched([
      given({...ROOT, n: 1}),
      given({...ROOT, n: 2}, {extractedAt: '2025-10-01T12:30:46Z'}),
    ]);
    expect(await importInto(out, source)).toMatchObject({found: 2, taken: 1, replaced: 1});
    expect(await paths()).toEqual(['p/2025-09-13/root_123046.json']);
    expect(await readFile(join(out, 'p/2025-09-13/root_123046.json'), 'utf8')).toContain('"n":2');
    expect(again).toEqual([]);
  });

  it('if the tree has the run on another date', async () => {
    await importInto(out, [given(CHILD)]);
    expect(await paths()).toEqual(['p/2025-09-14/child_123045.json']);
    expect(await importInto(out, [given(ROOT), given(CHILD)])).toMatchObject({taken: 1, alreadyThere: 1, moved: 1});
    expect(await paths()).toEqual(['p/2025-09-13/child_123045.json', 'p/2025-09-13/root_123045.json']);
  });
});

it('a run without a start waits for its root, and is not read again', async () => {
  const {source, again} = watched([given({...CHILD, start_time: null}), given(ROOT)]);
  expect(await importInto(out, source)).toMatchObject({taken: 2});
  expect(await paths()).toEqual(['p/2025-09-13/child_123045.json', 'p/2025-09-13/root_123045.json']);
  expect(again).toEqual([]);
});

describe('a run is left to the second reading', () => {
  it.each([
    ['without a status', {...ROOT, status: undefined}],
    ['that does not say its trace', {...ROOT, trace_id: undefined}],
    ['whose id gives no name of its own', {...ROOT, id: 'Root', trace_id: 'Root'}],
  ])('%s', async (_, run) => {
    const {source, again} = watched([given(run)]);
    expect(await importInto(out, source)).toMatchObject({taken: 1});
    expect(again).toEqual([run.id]);
  });

  it('that is larger than a document may be, which says so', async () => {
    const receipt = await importInto(out, [given({...ROOT, text: 'x'.repeat(500)})], undefined, 400);
    expect(receipt).toMatchObject({taken: 0, skipped: {count: 1}});
    expect(await paths()).toEqual([]);
  });
});

it('puts what has to wait into few directories, each file under a name of its own', () => {
  const files = Array.from({length: 3000}, (_, at) =>
    earlyFile({project: '.beside', date: String(at + 1)}, 'run', null),
  );
  expect(new Set(files.map(({date}) => date)).size).toBe(3);
  expect(new Set(files.map(({fileName}) => fileName)).size).toBe(files.length);
  expect(earlyFile({project: 'p', date: '2025-09-13'}, 'run', null)).toMatchObject({project: 'p', date: '2025-09-13'});
});
