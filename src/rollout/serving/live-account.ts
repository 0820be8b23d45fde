import type {Hold} from '../ledger/act.ts';
import {Book} from './book.ts';
import type {Both, Choice} from './choice.ts';
import {compareWith, entryOf, type Outlook} from './comparing.ts';
import {type Examination, found, withoutAnswer} from './examination.ts';
import {reasonOf} from './failure-reason.ts';
import {noteFallback} from './fallback.ts';
import {ageByLedger, ageByReach, type FileAge} from './file-age.ts';
import {holdsFor} from './holds.ts';
import {differenceError, differenceNotice, heldNotice} from './notices.ts';
import {observationOf} from './observation.ts';
import {projectsOf} from './projects.ts';
import type {Serving} from './serving.ts';

/** What there is to say of a report that is printed, and what is wrong with one that was not printed. */
export interface Account {
  readonly error: unknown;
  readonly notices: readonly string[];
}

/** Finds out what both answers are, and writes it down. Ends in time, and never fails. */
export async function accountFor<M>(
  serving: Serving<M>,
  both: Both<M>,
  choice: Choice<M>,
  isPrinted: boolean,
): Promise<Account> {
  const book = new Book(serving.withLedger, (line) => serving.output.say(line));
  try {
    const outlook = await outlookOf(serving, both);
    const {examination} = outlook;
    await book.record(entryOf(serving, 'live', outlook), examination.explanation);
    const held = examination.outcome === 'mismatched' ? await holdFor(serving, book, examination) : [];
    const error = choice.kind === 'different' ? differenceOf(serving, examination) : choice.error;
    const isInstead = choice.kind === 'fallback' || examination.outcome === 'not loaded';
    if (isInstead && isPrinted) await noteFallback(serving, book, examination.reason ?? 'NOT_LOADED');
    const age = await ageOf(serving, both, choice, examination, book);
    if (isPrinted) await book.note(age.acts);
    const notices = [
      ...(choice.kind === 'different' && isPrinted ? [differenceNotice(differenceOf(serving, examination))] : []),
      ...(choice.kind === 'fallback' && !isPrinted ? [] : age.notices),
      ...heldNotice(held),
    ];
    return {error, notices};
  } catch (error) {
    const examination = found('harness error', {reason: reasonOf(error)});
    await book.record(entryOf(serving, 'live', {examination, left: null, right: null}));
    // Nobody knows why they differ; that they do is known all the same.
    const difference = differenceOf(serving, examination);
    const notices = choice.kind === 'different' && isPrinted ? [differenceNotice(difference)] : [];
    return {error: choice.error ?? difference, notices};
  }
}

async function outlookOf<M>(serving: Serving<M>, {source, left, right, session}: Both<M>): Promise<Outlook> {
  const [control, candidate] = [observationOf(left), observationOf(right)];
  if (source === null || left.outcome === 'failed' || right.outcome === 'failed') {
    return {examination: withoutAnswer(control, candidate), left: control, right: candidate};
  }
  const limit = serving.rules.liveLimit;
  session.allow(limit);
  return compareWith(serving, source, control, {limit, applicationName: null}, {session, right: candidate});
}

/** The age of the files, if they answer. */
async function ageOf<M>(
  serving: Serving<M>,
  {left}: Both<M>,
  {kind, side}: Choice<M>,
  {reach}: Examination,
  book: Book,
): Promise<FileAge> {
  if (side !== 'control') return {notices: [], acts: []};
  if (kind !== 'fallback' || left.outcome !== 'answered') return ageByReach(serving, reach);
  return ageByLedger(serving, book, left.served.answer.records);
}

async function holdFor<M>(serving: Serving<M>, book: Book, examination: Examination): Promise<Hold[]> {
  const {request, stage, rules} = serving;
  const held: Hold[] = [];
  for (const draft of holdsFor(examination, request.question.report, await projectsOf(serving))) {
    const hold = await book.hold(draft, {stage, secondWithinDays: rules.secondHoldWithinDays});
    if (hold !== null) held.push(hold);
  }
  return held;
}

function differenceOf<M>({candidate, request}: Serving<M>, examination: Examination) {
  return differenceError(examination, candidate.location, request.question);
}
