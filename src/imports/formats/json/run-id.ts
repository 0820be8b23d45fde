const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The UUID in the name of a file; null where there is none, or more than one. */
export function idFromName(name: string): string | null {
  const found = new Set([...name.matchAll(UUID)].map(([id]) => id.toLowerCase()));
  const [id] = found;
  return found.size === 1 && id !== undefined ? id : null;
}

/** When a UUID of version 7 was made, ISO 8601 in UTC to the millisecond; null for any other. */
export function timeOfId(id: string): string | null {
  const digits = id.replaceAll('-', '');
  if (!/^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/i.test(digits)) return null;
  const date = new Date(Number.parseInt(digits.slice(0, 12), 16));
  return date.getUTCFullYear() > 9999 ? null : date.toISOString();
}
