import {readFile} from 'node:fs/promises';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {type DatabaseKind, databaseKinds} from '../support/backends.ts';
import {startLse} from '../support/lse.ts';
import {until} from '../support/until.ts';
import {answers, fillOldVersion, makeTarget, rowsOf, STEPS, type Target, WAY_BACK} from '../support/version-four.ts';

describe.each(databaseKinds)('a migration of %s', (kind: DatabaseKind) => {
  let target: Target;

  beforeEach(async () => {
    target = await makeTarget(kind);
  });
  afterEach(() => target.drop());

  it('leaves the older version where it is killed on its way, and is done by the next', async () => {
    await fillOldVersion(target);
    await target.execute(target.slowDown);
    const {child, ended} = startLse(['db', 'migrate'], {LSE_DATABASE_URL: target.url});
    await until('it rewrites rows', target.isRewriting);
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({code: -1, stdout: ''});
    await target.endSessions();
    const rows = await rowsOf(target);
    expect(rows.map(({run_id, fails}) => [run_id, fails])).toEqual(answers(0));
    expect(await target.query('select max(version) as version from lse_migrations')).toEqual([{version: 4}]);
    await target.execute(target.speedUp);
    expect(await target.database.migrate()).toEqual(STEPS);
    expect((await rowsOf(target)).map(({run_id, fails}) => [run_id, fails])).toEqual(answers(1));
  }, 60_000);
});

describe('the way back to the version before', () => {
  it('is in the documentation as it was tried', async () => {
    const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    expect(page).toContain(`\`\`\`sql\n${WAY_BACK}\`\`\``);
  });
});
