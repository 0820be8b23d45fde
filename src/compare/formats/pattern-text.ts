import {groupedNumber} from '../../core/grouped-number.ts';
import {counted} from './count.ts';
import type {PatternDocument, TraitDocument} from './documents/pattern.ts';

/** A pattern in words, for all formats; what is quoted in it is data. */
export interface PatternText {
  /** What, how many, which projects and which dates. */
  readonly head: string;
  /** Sentences: from which value to which they change, what all of them share, and that a side has nothing there. */
  readonly notes: readonly string[];
  readonly example: string;
}

export function patternText(pattern: PatternDocument): PatternText {
  const {example, records} = pattern;
  const name = `${example.project} ${example.date} ${example.runId}`;
  const file = example.file === null ? '' : `, file ${example.file}`;
  return {
    head: `${kindText(pattern)}: ${projectsText(pattern)}, ${datesText(pattern)}`,
    notes: [
      ...changeNotes(pattern),
      ...wholeDayNotes(pattern),
      ...pattern.shared.filter(isNews(pattern)).map((each) => sharedText(each, pattern)),
    ],
    example: records === 1 ? `It is ${name}${file}` : `Such as ${name}${file}`,
  };
}

function kindText({kind, side, records, changes}: PatternDocument): string {
  const all = counted(records, 'record');
  const are = records === 1 ? 'is' : 'are';
  switch (kind) {
    case 'missing':
      return `${all} ${are} missing in the candidate`;
    case 'extra':
      return `${all} ${are} in the candidate alone`;
    case 'changed':
      return `${all} changed${placesText(changes)}`;
    case 'superseded':
      return `${all} ${are} an older snapshot on one side`;
    case 'unreadable':
      return `${all} cannot be read by ${side}`;
    case 'misread':
      return `${all} ${are} misread by ${side}`;
  }
}

const MOST_PATHS = 3;

/** A single place with its direction; if there are several places, their directions stand below. */
function placesText(changes: PatternDocument['changes']): string {
  const [only, ...others] = changes;
  if (only === undefined) return '';
  if (others.length === 0) return ` at ${only.path}${directionText(only)}`;
  const more = changes.length - MOST_PATHS;
  const paths = changes.slice(0, MOST_PATHS).map(({path}) => path);
  return ` at ${paths.join(', ')}${more > 0 ? ` and ${counted(more, 'other place')}` : ''}`;
}

function directionText({alike, control, candidate, masked}: PatternDocument['changes'][number]): string {
  if (!alike) return ', each in its own way';
  if (masked) return ', in what masking hides';
  return `: ${control ?? '(absent)'} → ${candidate ?? '(absent)'}`;
}

function changeNotes({changes}: PatternDocument): string[] {
  if (changes.length < 2) return [];
  return changes
    .slice(0, MOST_PATHS)
    .filter(({alike}) => alike)
    .map((change) => `${change.path}${directionText(change)}`);
}

function projectsText({projects: {count, every, names}}: PatternDocument): string {
  if (every) return 'every project';
  const [only] = names;
  if (count === 1) return `project ${only}`;
  const more = count - MOST_PROJECTS;
  return `${groupedNumber(count)} projects (${names.slice(0, MOST_PROJECTS).join(', ')}${more > 0 ? ` and ${groupedNumber(more)} more` : ''})`;
}

const MOST_PROJECTS = 3;
const MOST_RANGES = 3;

function datesText({dates: {count, every, ranges}}: PatternDocument): string {
  const [first] = ranges;
  const last = ranges.at(-1);
  if (every) return `all dates (${first?.from} to ${last?.to})`;
  const shown = ranges.slice(0, MOST_RANGES).map(({from, to}) => (from === to ? from : `${from} to ${to}`));
  return ranges.length > MOST_RANGES ? `${groupedNumber(count)} dates from ${shown[0]} on` : shown.join(', ');
}

function wholeDayNotes({kind, projects, dates, wholeDays}: PatternDocument): string[] {
  if (!wholeDays) return [];
  const side = kind === 'missing' ? 'The candidate' : 'Control';
  if (dates.toTheEnd && projects.count === 1) {
    return [`${side} has no record of this project from ${dates.ranges[0]?.from} on.`];
  }
  if (dates.toTheEnd && projects.every) return [`${side} has no record at all from ${dates.ranges[0]?.from} on.`];
  if (dates.every && projects.every) return [`${side} has no record at all.`];
  return [
    `${side} has no record at all of ${projects.count === 1 ? 'this project' : 'these projects'} on ${dates.count === 1 ? 'this date' : 'these dates'}.`,
  ];
}

/** For whole days the dates already say from when on they are. */
function isNews({wholeDays}: PatternDocument): (shared: TraitDocument) => boolean {
  return ({trait}) => !wholeDays || (trait !== 'from' && trait !== 'until');
}

function sharedText({trait, value}: TraitDocument, {kind}: PatternDocument): string {
  const side = kind === 'extra' ? 'the candidate' : 'control';
  switch (trait) {
    case 'symbol':
      return `All of them have the symbol ${value}, and no other record of ${side} has it.`;
    case 'status':
      return value === null
        ? `None of them has a failing run, and every other record of ${side} has one.`
        : `All of them have failing runs of the status ${JSON.stringify(value)}, and no other record of ${side} has one.`;
    case 'hour':
      return `The names of their files say ${value}:00 to ${value}:59, and no other file of ${side} says so.`;
    case 'from':
      return `By date and name of file they are from ${value} UTC on, and all others of ${side} are from before.`;
    case 'until':
      return `By date and name of file they are from ${value} UTC or before, and all others of ${side} came later.`;
    case 'extracted from':
      return `They were extracted at ${value} UTC or later, and all others of ${side} before that.`;
    case 'extracted until':
      return `They were extracted at ${value} UTC or before, and all others of ${side} later.`;
  }
}
