import {escapeControlCharacters} from '../../format/control-characters.ts';
import type {Condition} from './gate.ts';

const WORDS: Readonly<Record<Condition['state'], string>> = {
  met: 'Met',
  unmet: 'Not met',
  unknown: 'Unknown',
  broken: 'Broken',
};

/** A condition in a line: `Not met: days: 1 day, needed: 7 days.` */
export function conditionText({name, state, have, need}: Condition): string {
  return `${WORDS[state]}: ${name}: ${shown(have)}, needed: ${shown(need)}.`;
}

function shown(text: string): string {
  return escapeControlCharacters(text).toWellFormed();
}
