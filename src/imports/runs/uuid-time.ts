const VERSION_7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The seconds since 1970 at which a UUID of version 7 was made, which its first 48 bits hold as milliseconds; null for any other id. */
export function uuidSeconds(id: string): number | null {
  const [, high, low] = VERSION_7.exec(id) ?? [];
  return high === undefined ? null : Math.floor(Number.parseInt(`${high}${low}`, 16) / 1000);
}
