import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {byCodePoint} from '../oracle/code-points.ts';
import {zenrowsDetailJson, zenrowsDetailText} from '../oracle/detail-report.ts';
import {zenrowsErrors} from '../oracle/errors-report.ts';
import {readTree} from '../oracle/run-record.ts';
import {pathOf} from '../oracle/tree-file.ts';
import {readTreeFolder} from '../oracle/tree-folder.ts';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const expected = join(folder, 'expected');
const files = readTreeFolder(join(folder, 'tree'));
const reading = readTree(files);
const dates = ['2025-09-13', '2025-09-14', '2025-09-15'];

const reports = new Map([['unreadable.txt', () => reading.unreadable.map((path) => `${path}\n`).join('')]]);
for (const project of [null, ...new Set(reading.records.map((record) => record.project))]) {
  const name = project ?? 'all';
  reports.set(`${name}/zenrows-errors.csv`, () =>
    zenrowsErrors(files, {project, from: '2025-09-13', to: '2025-09-15'}),
  );
  for (const date of dates) {
    reports.set(`${name}/zenrows-detail-${date}.txt`, () => zenrowsDetailText(files, {project, date, mask: true}));
    reports.set(`${name}/zenrows-detail-${date}.json`, () => zenrowsDetailJson(files, {project, date, mask: true}));
  }
}
for (const [ending, detail] of [
  ['txt', zenrowsDetailText],
  ['json', zenrowsDetailJson],
] as const) {
  reports.set(`beta/zenrows-detail-2025-09-13.no-mask.${ending}`, () =>
    detail(files, {project: 'beta', date: '2025-09-13', mask: false}),
  );
}

// By hand, after a change of the cases; whoever runs it reads the difference before it is committed.
if (process.env.LSE_WRITE_EXPECTED === '1') {
  rmSync(expected, {recursive: true, force: true});
  for (const [name, report] of reports) {
    mkdirSync(dirname(join(expected, name)), {recursive: true});
    writeFileSync(join(expected, name), report());
  }
}

describe('the oracle on the fixture tree', () => {
  test.each([...reports.keys()])('prints %s', (name) => {
    expect(reports.get(name)?.()).toBe(readFileSync(join(expected, name), 'utf8'));
  });

  test('lists nothing that a case forbids, and no secret', () => {
    for (const date of dates) {
      const question = {project: null, date, mask: true};
      // JSON holds whole errors as stored, the lines that the text has to leave out included.
      expect(zenrowsDetailText(files, question)).not.toContain('MUST NOT');
      expect(zenrowsDetailText(files, question)).not.toContain('fixture-secret');
      expect(zenrowsDetailJson(files, question)).not.toContain('fixture-secret');
    }
  });

  test('finds the files unreadable that are written to be', () => {
    const written = files
      .map(pathOf)
      .filter((path) => path.includes('/unreadable-') || path.endsWith('hidden-by-nothing_110000.json'));
    expect(reading.unreadable).toEqual(written.sort(byCodePoint));
  });
});
