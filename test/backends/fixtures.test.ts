import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import {loadTree} from '../../src/transfer/tree-load.ts';
import {Backends, databaseKinds, readKinds, tableKinds} from '../support/backends.ts';
import {lse} from '../support/lse.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const expected = join(fixtures, 'expected');
const outputs = readdirSync(expected, {withFileTypes: true})
  .filter((entry) => entry.isDirectory())
  .flatMap(({name}) => readdirSync(join(expected, name)).map((file) => `${name}/${file}`));

let backends: Backends;

beforeAll(async () => {
  backends = await Backends.create();
  const tree = await TraceTree.open(join(fixtures, 'tree'), 64 * 1024 * 1024);
  for (const kind of databaseKinds) {
    await backends.database(kind).withStore((store) => loadTree(tree, store, null, () => {}));
    await backends.fillTheirs(kind);
  }
});

afterAll(() => backends.destroy());

/** The command whose output a file of `expected` holds; its name says which. */
function commandOf(output: string): string[] {
  const [project = '', file = ''] = output.split('/');
  const scope = project === 'all' ? [] : ['--project', project];
  if (file === 'zenrows-errors.csv')
    return ['report', 'zenrows-errors', '--from', '2025-09-13', '--to', '2025-09-15', ...scope];
  const [, date = '', noMask, ending] = /^zenrows-detail-([\d-]+?)(\.no-mask)?\.(txt|json)$/.exec(file) ?? [];
  const format = ['--format', ending === 'json' ? 'json' : 'text'];
  return [
    'report',
    'zenrows-detail',
    '--date',
    date,
    ...format,
    ...(noMask === undefined ? [] : ['--no-mask']),
    ...scope,
  ];
}

describe.each(readKinds)('the fixtures from %s', (kind) => {
  it.each(outputs)('print %s', async (output) => {
    const {code, stdout} = await lse(commandOf(output), {
      LSE_DATA_DIR: join(fixtures, 'tree'),
      LSE_REPORT_BACKEND: kind === 'file' ? 'file' : 'db',
      ...(kind === 'file' ? {} : {LSE_DATABASE_URL: backends.urls[kind]}),
    });
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync(join(expected, output), 'utf8'));
  });
});

describe.each([...databaseKinds, ...tableKinds])('the fixtures in %s', (kind) => {
  it('agree with the files', async () => {
    const {code, stdout} = await lse(['report', 'compare', '--from', '2025-09-13', '--to', '2025-09-15'], {
      LSE_DATA_DIR: join(fixtures, 'tree'),
      LSE_DATABASE_URL: backends.urls[kind],
    });
    expect(code).toBe(0);
    expect(stdout).toContain('Parity: 100.0% (6 of 6 compared questions matched)');
  });
});
