import {isRealDate} from '../../core/calendar-date.ts';
import type {Entry} from './entry.ts';

/**
 * A value is refused before the ledger writes it if it would come out in another way than it went in: order and bounds of a
 * ledger hang on its moments, and a number that is none would be null in one database and not in the other.
 */
const MOMENT = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$/;

/** @throws RangeError unless it is written as `2026-11-29T06:19:37.123Z` */
export function requireMoment(text: string): string {
  const [, year, month, day] = MOMENT.exec(text) ?? [];
  if (isRealDate(Number(year), Number(month), Number(day))) return text;
  throw new RangeError(`${JSON.stringify(text)} is no moment such as 2026-11-29T06:19:37.123Z.`);
}

/** @throws RangeError for numbers that are none, a moment in another shape, or no id */
export function requireEntry(entry: Entry): void {
  requireMoment(entry.at);
  requireId(entry.id);
  const {records, failing, unexplained, milliseconds} = entry;
  const counts = {control: records.control, candidate: records.candidate, failing, unexplained};
  for (const [name, value] of Object.entries(counts)) {
    if (value !== null && !(Number.isSafeInteger(value) && value >= 0)) throw wrong(name, value, 'count');
  }
  for (const [name, value] of Object.entries(milliseconds)) {
    if (value !== null && !(Number.isFinite(value) && value >= 0)) throw wrong(name, value, 'number of milliseconds');
  }
}

export function requireId(id: string): string {
  if (id !== '') return id;
  throw new RangeError('An id is empty.');
}

function wrong(name: string, value: number, what: string): RangeError {
  return new RangeError(`${name} is ${value}, which is no ${what}.`);
}
