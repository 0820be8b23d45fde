/** How files are read that no report reads where they lie. `source` is what `lse import` is given, as a shell takes it. */
export function importHint(source: string, count: number): string {
  return `${count === 1 ? 'Read it' : 'Read such files'} with: lse import ${source}`;
}
