import {parseCalendarDate} from '../../core/calendar-date.ts';
import type {GivenFlag} from './given-flags.ts';

const DATE_FLAGS = ['date', 'from', 'to', 'last', 'since', 'yesterday'];

export interface MisplacedDate {
  /** Such as `lse report zenrows-errors`. */
  readonly command: string;
  readonly flags: Readonly<Record<string, unknown>>;
  /** The words that belong to no flag. */
  readonly rest: readonly string[];
  readonly given: readonly GivenFlag[];
}

/** What to do if the user gave dates without a flag; null if the arguments are something else, or if the command takes no date. */
export function misplacedDateHint({command, flags, rest, given}: MisplacedDate): string | null {
  if (rest.length === 0 || !('date' in flags) || rest.some((word) => parseCalendarDate(word) === null)) return null;
  const before = given.filter(({name}) => name === 'date').flatMap(({words}) => words.slice(1));
  const dates = [...new Set([...before, ...rest])].sort();
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  const isRange = dates.length > 1 && 'from' in flags;
  const others = given.filter(({name}) => !DATE_FLAGS.includes(name)).flatMap(({words}) => words);
  const form = isRange ? ['--from', first, '--to', last] : ['--date', first];
  const named = isRange ? '--from and --to' : '--date';
  return `Dates are given with ${named}: ${[command, ...form, ...others].join(' ')}`;
}
