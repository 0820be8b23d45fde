import type {StoreStatus} from '../core/record-store.ts';
import {escapeControlCharacters} from './control-characters.ts';

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** What is in a database, for a person. */
export function formatStoreStatus(location: string, status: StoreStatus): string {
  const {schemaVersion, records, traces, projects, firstDate, lastDate, bytes, distribution} = status;
  const dates = firstDate === null ? 'none' : `${firstDate} to ${lastDate}`;
  return [
    `Database:       ${escapeControlCharacters(location)}`,
    `Schema version: ${schemaVersion}`,
    `Rows:           ${records}`,
    `Traces:         ${traces}`,
    `Projects:       ${projects}`,
    `Dates:          ${dates}`,
    ...(distribution === undefined ? [] : [`Nodes:          ${distribution.nodes}, by ${distribution.by}`]),
    `Size:           ${printBytes(bytes)}`,
    '',
  ].join('\n');
}

function printBytes(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1024 && unit < UNITS.length - 1) [size, unit] = [size / 1024, unit + 1];
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}
