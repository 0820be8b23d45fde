import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {finishedOutcome} from '../../src/cli/finished-report.ts';
import {Backends, databaseKinds} from '../support/backends.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {documentOf} from '../support/trace-tree.ts';

const DAY = '2025-09-13';
const EMPTY_DAY = '2025-09-14';

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  await backends.useTree({[`a/${DAY}/1.json`]: documentOf('1')});
});

afterAll(() => backends.destroy());

const report = (kind: 'sqlite' | 'postgres', ...args: string[]): Promise<Outcome> =>
  lse(['report', ...args], {LSE_DATA_DIR: backends.dataDir, LSE_DATABASE_URL: backends.urls[kind]});

describe.each(databaseKinds)('a report from %s', (kind) => {
  const ofDatabase = (...args: string[]): Promise<Outcome> => report(kind, ...args, '--backend', 'db');

  it('says that nothing was loaded, and how to load it', async () => {
    await backends.empty(kind);
    const outcome = await ofDatabase('zenrows-errors', '--date', DAY);
    expect(outcome).toMatchObject({code: 0, stdout: expect.stringContaining(`${DAY},0,0,0.0%`)});
    expect(outcome.stderr).toMatch(
      /^Warning: No records on 2025-09-13 in .*\. There are no projects\. Nothing was loaded yet\. Load the files with: lse db load\n$/,
    );
  });

  it('does not say so where there are records, on other dates or of other projects', async () => {
    await backends.load(kind);
    for (const project of ['a', 'b']) {
      const other = await ofDatabase('zenrows-errors', '--date', EMPTY_DAY, '--project', project);
      expect(other.stderr).toMatch(/Known projects: a\.\n$/);
    }
  });
});

describe.each(['file', 'db', 'shadow', 'live'])('--fail-empty at %s', (backend) => {
  beforeAll(async () => {
    await backends.load('sqlite');
  });

  it.each([['zenrows-errors'], ['zenrows-detail'], ['run', 'top-errors']])(
    'ends with 1 if there is no record, and prints the report all the same: %s %s',
    async (...name) => {
      const comparesBehind = backend === 'shadow' || backend === 'live';
      const words = name.filter((word) => word !== undefined);
      const ask = (date: string, ...more: string[]): Promise<Outcome> =>
        report('sqlite', ...words, '--date', date, '--backend', backend, ...more);
      const empty = await ask(EMPTY_DAY);
      expect(empty.code).toBe(0);
      expect(await ask(EMPTY_DAY, '--fail-empty')).toEqual({...empty, code: 1});
      // What happens behind a report that is whole does not change it.
      expect(finishedOutcome()).toBe(comparesBehind ? 1 : null);
      // A record without a failing run is a record.
      expect((await ask(DAY, '--fail-empty')).code).toBe(0);
      expect(finishedOutcome()).toBe(comparesBehind ? 0 : null);
    },
  );
});
