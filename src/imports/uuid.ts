import {epochTime} from './epoch-time.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const BYTES = 16;
const VERSION_7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

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
  const milliseconds = millisecondsOf(uuid);
  return milliseconds === null ? null : epochTime(BigInt(milliseconds), 3);
}

/** The same in seconds since 1970, rounded down. */
export function uuidSeconds(uuid: string): number | null {
  const milliseconds = millisecondsOf(uuid);
  return milliseconds === null ? null : Math.floor(milliseconds / 1000);
}

/** Since 1970, which the first 48 bits of a UUID of version 7 hold. */
function millisecondsOf(uuid: string): number | null {
  const [, high, low] = VERSION_7.exec(uuid) ?? [];
  return high === undefined ? null : Number.parseInt(`${high}${low}`, 16);
}
