const NAMED = 20;

/** The first names of a list, and how many more there are. */
export function nameSome(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
