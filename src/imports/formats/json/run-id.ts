const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The UUID in the name of a file; null if there is none, or more than one. */
export function idFromName(name: string): string | null {
  const found = new Set([...name.matchAll(UUID)].map(([id]) => id.toLowerCase()));
  const [id] = found;
  return found.size === 1 && id !== undefined ? id : null;
}
