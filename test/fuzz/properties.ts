import {documents} from './documents.ts';
import type {Fuzzed} from './fuzzed.ts';
import {lists} from './lists.ts';
import {settings} from './settings.ts';
import {timesAndNames} from './times-and-names.ts';

export {fuzz} from './fuzzed.ts';

/** Everything that reads what others wrote. */
export const properties: readonly Fuzzed[] = [...documents, ...timesAndNames, ...settings, ...lists];
