import Table from 'cli-table3';

const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((place) => [place, '']),
);

/** The lines of a table without borders, its headings first. Nothing is cut: a name is as long as it is. */
export function plainTable(
  columns: readonly (readonly [heading: string, align: 'left' | 'right'])[],
  rows: readonly (readonly string[])[],
): string[] {
  const table = new Table({
    head: columns.map(([heading]) => heading),
    chars: {...NO_BORDERS, middle: '  '},
    colAligns: columns.map(([, align]) => align),
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0},
  });
  for (const row of rows) table.push([...row]);
  return table.toString().split('\n');
}
