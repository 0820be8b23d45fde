/** A name as a shell takes it, for commands that a message tells to run. */
export function shellWord(name: string): string {
  return /^[\w.+/:,@%-][\w.+/:,@%=-]*$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
