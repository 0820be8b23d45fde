import type {Question} from '../../asking/question.ts';
import {LseError, SourceError} from '../../core/errors.ts';
import {nameSome} from '../../core/named-list.ts';
import {shellFlag} from '../../core/shell-word.ts';
import type {DayName} from './data-state.ts';
import type {Examination} from './examination.ts';

/** The database is there and answers, but not with all that the files have. */
export class NotLoaded extends SourceError {
  constructor(location: string, days: readonly DayName[]) {
    super(
      'LSE_DATABASE',
      `The database ${location} was not loaded as far as the files reach (${daysText(days)}).`,
      'Load them with: lse db load',
    );
  }
}

/** Both sides answered, and not the same. */
export class DifferentAnswers extends SourceError {}

/** Why the files answered, since the database could not. */
export function fallbackNotice(error: unknown): string {
  return `Warning: The files answered, since the database could not. ${errorSentence(error)}`;
}

export function aloneNotice(error: unknown): string {
  return `Warning: The database answered, compared with nothing, since the files could not. ${errorSentence(error)}`;
}

/** Why two answers differ, as far as that was found out. */
export function differenceError(
  {outcome, cause, blamed}: Examination,
  location: string,
  question: Question,
): SourceError {
  if (outcome === 'not loaded') {
    return new NotLoaded(location, blamed);
  }
  const why =
    outcome === 'moved' ? 'the data changed meanwhile, so that nothing follows from it' : (cause ?? 'unexplained');
  return new DifferentAnswers(
    'LSE_DATABASE',
    `The database ${location} answers something else than the files (${why}).`,
    `See why with: ${compareCommand(question)}`,
  );
}

/** Why the files answered, since both did and not the same. */
export function differenceNotice(error: SourceError): string {
  return `Warning: The files answered. ${errorSentence(error)}`;
}

/** Every fallback says that the files may be behind: nobody knows what the database did not say. */
export function staleNotice(behind: readonly DayName[]): string[] {
  if (behind.length === 0) return [];
  return [
    `Warning: The files lie behind the database, which has more of ${daysText(behind)}. What they answered is not the newest.`,
  ];
}

export function unknownAgeNotice(): string {
  return 'Warning: Whether the files are as new as the database is not known: it cannot be asked, and nothing was compared before.';
}

export function behindBeforeNotice(records: number, before: number): string {
  return `Warning: The files lie behind: they have ${records} records, and there were ${before} when this was asked before. What they answered is not the newest.`;
}

export function heldNotice(
  held: readonly {readonly project: string; readonly days: {readonly from: string} | null}[],
): string[] {
  if (held.length === 0) return [];
  const names = held.map(({project, days}) => (days === null ? `project '${project}'` : `${project} ${days.from}`));
  return [
    `Held, and served from files until it is released: ${nameSome(names)}. Lift it with: lse rollout release PROJECT`,
  ];
}

export function errorSentence(error: unknown): string {
  if (error instanceof LseError) return `${error.message} ${error.hint}`;
  const {message = String(error)} = (error ?? {}) as Partial<Error>;
  return `Something unforeseen went wrong: ${message.replaceAll(/\s+/g, ' ')}`;
}

export function daysText(days: readonly DayName[]): string {
  return nameSome(days.map(({project, date}) => `${project} ${date}`));
}

function compareCommand({report, project, from, to}: Question): string {
  const dates = from === to ? {date: from} : {from, to};
  const flags = {report, ...dates, ...(project === null ? {} : {project})};
  return ['lse report compare', ...Object.entries(flags).map(([name, value]) => shellFlag(name, value))].join(' ');
}
