const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const BYTES = 16;
/** Where the digit stands that says of which version a UUID is. */
const VERSION_AT = 14;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The text of a UUID of 16 bytes; of fewer bytes, they are its last ones and zeros stand before them. */
export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes)
    .toString('hex')
    .padStart(BYTES * 2, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** When a UUID of version 7 was made, ISO 8601 in UTC to the millisecond; null of any other, which says nothing of it. */
export function uuidTime(uuid: string): string | null {
  if (!isUuid(uuid) || uuid[VERSION_AT] !== '7') return null;
  return new Date(Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)).toISOString();
}
