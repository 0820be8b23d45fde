/** How to read files that no report can read in their place. `source` is what follows `lse import`, quoted for a shell. */
export function importHint(source: string, count: number): string {
  return `${count === 1 ? 'Read it' : 'Read such files'} with: lse import ${source}`;
}
