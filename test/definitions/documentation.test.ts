import {readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {catalogue} from '../../src/core/fields/catalogue.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/reports.md');

/** The rows of the table below a heading, each the texts of its cells. */
function tableBelow(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

describe('the page about reports', () => {
  it('has every field of the catalogue, in its order, with its type and the places where it is', () => {
    const written = tableBelow('Fields').map((cells) => cells.slice(0, 4));
    const known = Object.entries(catalogue).map(([name, {type, of, paths}]) => [
      `\`${name}\``,
      type,
      of,
      (paths as readonly (readonly string[])[]).map((path) => `\`${path.join('.')}\``).join(', '),
    ]);
    expect(written).toEqual(known);
  });

  it('says what each field means', () => {
    for (const cells of tableBelow('Fields')) expect(cells[4]).toMatch(/\S.*\.$/);
  });

  it('has every key of the notation, in the order of its schema', () => {
    const {properties} = JSON.parse(read('docs/report.schema.json'));
    expect(tableBelow('The file').map(([key]) => key)).toEqual(Object.keys(properties).map((key) => `\`${key}\``));
  });

  it('has every test and every measure of the schema', () => {
    const {definitions} = JSON.parse(read('docs/report.schema.json'));
    const conditions = page.split('\n## Conditions\n')[1]?.split('\n## ')[0] ?? '';
    for (const name of Object.keys(definitions.tests.properties))
      expect(conditions).toMatch(new RegExp(`\`${name}\\b`));
    const measures = page.split('\n## Measures\n')[1]?.split('\n## ')[0] ?? '';
    for (const name of Object.keys(definitions.measure.properties))
      expect(measures).toMatch(new RegExp(`[\`{]${name}\\b`));
  });
});
