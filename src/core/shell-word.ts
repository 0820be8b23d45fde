/** A name, quoted for a shell, for commands in a message. */
export function shellWord(name: string): string {
  return /^[\w.+/:,@%-][\w.+/:,@%=-]*$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
